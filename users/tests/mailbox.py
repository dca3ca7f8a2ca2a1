"""Sent emails."""

import re
from urllib.parse import urlsplit

from django.core import mail

from common.mail import outbox

LINK = re.compile(r"^http://testserver(/\S+)$", re.MULTILINE)


def mailed_link() -> str:
    """The path, with its query, of the link in the newest mail."""
    outbox.drain()
    return LINK.search(mail.outbox[-1].body).group(1)


def mailed_token() -> str:
    return urlsplit(mailed_link()).path.strip("/").rpartition("/")[2]
