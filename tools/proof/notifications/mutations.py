"""Mutations of a notification."""

import hashlib
import random
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, urlencode

SIGNED = ("x_ref_payco", "x_transaction_id", "x_amount", "x_currency_code")
Fields = dict[str, Any]


@dataclass(frozen=True)
class Forged:
    """A forged notification: the pairs of its body, and its query."""

    pairs: list[tuple[str, Any]]
    query: str = ""
    as_json: bool = False

    @property
    def parts(self) -> tuple[list[tuple[str, Any]], str]:
        return self.pairs, self.query


def bend(text: str, chance: random.Random) -> str:
    """Return a different string, close to this one."""
    at = chance.randrange(len(text) + 1)
    found = chance.choice(
        [
            lambda: text[:at] + chance.choice("0123456789abcdefXYZ ^.&=%+-\x00é\u0661") + text[at:],
            lambda: text[:at] + text[at + 1 :],
            lambda: text[:at] + chance.choice("0123456789abcdef^") + text[at + 1 :],
            lambda: text[::-1],
            lambda: text + text,
            lambda: text.swapcase(),
            lambda: text.lower(),
            lambda: text.upper(),
            lambda: f" {text}",
            lambda: f"{text} ",
            lambda: f"{text}\n",
            lambda: f"0{text}",
            lambda: f"+{text}",
            lambda: f"{text}.0",
            lambda: f"{text}.00",
            lambda: f"{text}^",
            lambda: f"^{text}",
            lambda: "",
            lambda: text[: len(text) // 2],
            lambda: text.translate({48 + n: 0x660 + n for n in range(10)}),
        ]
    )()
    return found if found != text else f"{text}x"


def bent(fields: Fields, other: Fields, chance: random.Random) -> Forged:
    name = chance.choice([*SIGNED, "x_signature"])
    return body_of(fields | {name: bend(fields[name], chance)}, chance)


def moved(fields: Fields, other: Fields, chance: random.Random) -> Forged:
    """Move text from a field to its neighbor, with or without the caret."""
    left = chance.randrange(len(SIGNED) - 1)
    first, second = SIGNED[left], SIGNED[left + 1]
    caret = chance.choice(["", "^"])
    whole = fields[first] + caret + fields[second]
    cut = chance.randrange(len(whole) + 1)
    if cut in (len(fields[first]), len(fields[first]) + len(caret)) and not caret:
        cut = 0
    return body_of(fields | {first: whole[:cut], second: whole[cut:]}, chance)


def swapped(fields: Fields, other: Fields, chance: random.Random) -> Forged:
    first, second = chance.sample([*SIGNED, "x_signature", "x_id_invoice"], 2)
    return body_of(fields | {first: fields[second], second: fields[first]}, chance)


def repeated(fields: Fields, other: Fields, chance: random.Random) -> Forged:
    """Repeat a signed field: the genuine value, and another in the body or the query."""
    name = chance.choice([*SIGNED, "x_signature"])
    value = bend(fields[name], chance)
    pairs = list(fields.items())
    if chance.random() < 0.5:
        return Forged(pairs, urlencode({name: value}))
    return Forged([(name, value), *pairs] if chance.random() < 0.5 else [*pairs, (name, value)])


def renamed(fields: Fields, other: Fields, chance: random.Random) -> Forged:
    """Change the case of a name or add to it: it is then another name."""
    name = chance.choice([*SIGNED, "x_signature"])
    new = chance.choice([name.upper(), name.title(), f" {name}", f"{name}[]", f"{name}\x00", ""])
    return body_of({new if key == name else key: value for key, value in fields.items()}, chance)


def of_another(fields: Fields, other: Fields, chance: random.Random) -> Forged:
    """Use another payment's signature, or some of its signed fields."""
    names = chance.sample(SIGNED[:2], chance.choice([1, 2]))
    stolen = {"x_signature": other["x_signature"]}
    return body_of(fields | chance.choice([stolen, {name: other[name] for name in names}]), chance)


def typed(fields: Fields, other: Fields, chance: random.Random) -> Forged:
    """Use JSON types that a form does not have."""
    name = chance.choice([*SIGNED, "x_signature"])
    value = chance.choice(
        [None, True, False, 0, 1, 0.0, [], {}, [fields[name]], {"0": fields[name]}, -1]
    )
    return Forged(list((fields | {name: value}).items()), as_json=True)


def guessed(fields: Fields, other: Fields, chance: random.Random) -> Forged:
    """Sign by other recipes and with public keys."""
    values = [fields[name] for name in SIGNED]
    key = chance.choice(["", "proof-public-key", "proof-private-key", "demo-public-key", "null"])
    text = "^".join(["900002", key, *values])
    digest = chance.choice([hashlib.sha256, hashlib.md5, hashlib.sha512, hashlib.sha1])
    return body_of(fields | {"x_signature": digest(text.encode()).hexdigest()}, chance)


def body_of(fields: Fields, chance: random.Random) -> Forged:
    pairs = [(name, value) for name, value in fields.items() if name or value]
    if chance.random() < 0.1:
        return Forged([], urlencode(pairs))
    return Forged(pairs, as_json=chance.random() < 0.1)


WAYS: tuple[Callable[[Fields, Fields, random.Random], Forged], ...] = (
    *(bent, bent, bent, moved, swapped, repeated, renamed, of_another, typed, guessed),
)


def mutations(genuine: Fields, other: Fields, chance: random.Random) -> Forged:
    """Yield forged notifications, never the genuine one itself."""
    while True:
        forged = chance.choice(WAYS)(genuine, other, chance)
        if not says_the_same(forged, genuine):
            return forged


def says_the_same(forged: Forged, genuine: Fields) -> bool:
    """Return True if the signed fields and the signature are genuine: nothing is forged."""
    if forged.query and forged.pairs:
        return False
    pairs = forged.pairs or parse_qsl(forged.query, keep_blank_values=True)
    found = dict(pairs)
    if len(found) < len(pairs):
        return False
    return all(found.get(name) == genuine[name] for name in (*SIGNED, "x_signature"))


def unsigned_mutations(genuine: Fields, invoices: list[str], chance: random.Random) -> Forged:
    """Keep the signed fields and change anything else that benefits a payer."""
    fields = dict(genuine)
    stories = {
        "x_cod_transaction_state": ["1", "1", "1", "01", "1 ", "3", "6", "99"],
        "x_cod_response": ["1"],
        "x_response": ["Aceptada"],
        "x_test_request": ["FALSE", "TRUE", "false", ""],
        "x_approval_code": ["123456", "000000"],
        "x_cust_id_cliente": ["900002", "1"],
        "x_extra1": invoices,
    }
    for name in chance.sample(list(stories), chance.randrange(1, 5)):
        fields[name] = chance.choice(stories[name])
    if chance.random() < 0.7:
        invoice = chance.choice(invoices)
        invoice = chance.choice([invoice, invoice, invoice, invoice.upper(), f"{invoice} "])
        fields["x_id_invoice"] = fields["x_id_factura"] = invoice
    if chance.random() < 0.1:
        fields["x_id_factura"] = chance.choice(invoices)
    fields["x_proof"] = str(chance.random())
    return body_of(fields, chance)
