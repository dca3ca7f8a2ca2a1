"""The column names of a table, in English and Spanish."""

import re
from collections.abc import Iterable, Mapping

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from common.money.amounts import UNSEEN
from common.spreadsheets.table import Unreadable
from common.text import plain


class Columns:
    """A file may use either language, in any order, and omit columns that aren't needed."""

    def __init__(self, spanish: Mapping[str, str], *, also: Mapping[str, str] | None = None):
        """spanish: the Spanish name of each column; also: other names."""
        self.spanish = spanish
        self.of_word = {word: name for name, other in spanish.items() for word in (name, other)}
        self.of_word |= also or {}

    def key_of(self, header: str) -> str:
        """Return the column of a header, or an empty string."""
        # Existencias:, Nombre*, ¿Activo?, Precio ($)
        words = re.sub(r"\((?:\$|cop)\)|[*:¿?.]", " ", plain(UNSEEN.sub("", header))).split()
        return self.of_word.get("_".join(words), "")

    def is_column(self, text: str) -> bool:
        return bool(self.key_of(text))

    def known(self, headers: Iterable[str], *, needed: Iterable[str] = ()) -> list[str]:
        """Return the columns of these headers. Raises Unreadable."""
        if unknown := [header for header in headers if not self.is_column(header)]:
            raise Unreadable(
                _("Unknown column: %(unknown)s. The columns are: %(known)s.")
                % {"unknown": ", ".join(unknown)[:200], "known": ", ".join(self.names())}
            )
        found = [self.key_of(header) for header in headers]
        for name in found:
            if found.count(name) > 1:
                raise Unreadable(_("Duplicate column: %s.") % self.heading(name))
        if missing := [self.heading(name) for name in needed if name not in found]:
            raise Unreadable(_("Missing column: %s.") % ", ".join(missing))
        return found

    def heading(self, name: str) -> str:
        return self.spanish.get(name, "") if in_spanish() else name

    def names(self) -> list[str]:
        return list(self.spanish.values() if in_spanish() else self.spanish)


def in_spanish() -> bool:
    return (get_language() or "").startswith("es")
