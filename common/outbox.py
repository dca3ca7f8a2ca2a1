"""Mails that are owed: written beside what owes them, sent by themselves afterwards."""


def owe(kind: str, to: str, *, language: str, context: dict) -> None:
    """Owe somebody a mail; call it inside the transaction that makes it due.

    kind names the templates mail/<kind>.subject.txt, .txt and .html; context is plain JSON."""
    raise NotImplementedError
