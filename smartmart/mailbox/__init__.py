"""The development mailbox at /mail/: all sent emails, in DEBUG only."""
