"""Outgoing webhooks by the Standard Webhooks specification (standardwebhooks.com).

events.py writes events in the transactions that cause them. sender.py sends them afterwards, in
order for each endpoint. connection.py rejects private networks."""
