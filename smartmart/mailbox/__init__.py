"""The mailbox at /mail/ for those who try the shop: what was sent, in DEBUG only."""
