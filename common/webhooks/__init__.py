"""Outgoing webhooks by the Standard Webhooks specification (standardwebhooks.com).

events.py writes what happened, in the transaction that it happened in; sender.py sends it
afterwards, in the order of writing for each endpoint; connection.py refuses to reach into a
private network."""
