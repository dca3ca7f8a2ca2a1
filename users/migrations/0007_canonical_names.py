"""Keys of e-mails and usernames follow one spelling; a name that another account has is left."""

import contextlib
import hashlib
import re
import unicodedata

from django.db import migrations
from django.utils.encoding import punycode

ATOM = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
NEEDLESS_QUOTES = re.compile(rf'"({ATOM}(?:\.{ATOM})*)"')


def key_of(text):
    folded = unicodedata.normalize("NFC", text).casefold().strip()
    return hashlib.sha256(unicodedata.normalize("NFC", folded).encode()).hexdigest()


def canonical_email(email):
    local, at, domain = email.strip().rpartition("@")
    if quoted := NEEDLESS_QUOTES.fullmatch(local):
        local = quoted[1]
    with contextlib.suppress(UnicodeError):
        domain = punycode(domain)
    return f"{local}{at}{domain}"


def canonical_username(username):
    return unicodedata.normalize("NFKC", username).strip()


def respell(users, name, canonical):
    rows = users.order_by("pk").values_list("pk", name, f"{name}_key")
    for pk, text, key in list(rows):
        kept = canonical(text)
        wanted = key_of(kept)
        if kept == text or len(kept) > users.model._meta.get_field(name).max_length:
            continue
        if wanted != key and users.filter(**{f"{name}_key": wanted}).exists():
            continue
        users.filter(pk=pk).update(**{name: kept, f"{name}_key": wanted})


def write_canonical(apps, schema_editor):
    users = apps.get_model("users", "AppUser")._base_manager.all()
    respell(users, "email", canonical_email)
    respell(users, "username", canonical_username)


class Migration(migrations.Migration):
    dependencies = [("users", "0006_email_validator")]

    # Backwards nothing has to be done: the new spelling is one that the old code takes.
    operations = [migrations.RunPython(write_canonical, migrations.RunPython.noop)]
