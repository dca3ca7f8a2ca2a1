"""Forged, odd and failing notifications and lookups, with sizes and control runs."""

from tools.proof.notifications import forgery, look_ups, untrusted
from tools.proof.part import Part, Twin
from tools.proof.races import bounds

ASKED_BACK = {
    "EPAYCO_VERIFY": "true",
    "EPAYCO_API_URL": "{epayco}",
    "EPAYCO_VALIDATION_URL": "{epayco}",
}
UNLIMITED = ASKED_BACK | {"THROTTLING": "false"}
LOOK_UPS = [
    Part(
        f"ePayco's look-up fails in {len(look_ups.WAYS)} ways",
        look_ups.misbehaving,
        len(look_ups.WAYS),
        look_ups.QUICK,
        environment=ASKED_BACK,
        twins=(Twin("trusting", ("broken",), look_ups.QUICK, look_ups.QUICK),),
    ),
    Part(
        "one signature again and again",
        bounds.one_signature,
        600,
        128,
        environment=ASKED_BACK,
        twins=(Twin("boundless", ("broken",), 128, 128),),
    ),
    Part("forged, over HTTP", forgery.over_http, 1000, 100, environment=UNLIMITED),
    Part("signed fields forged", forgery.signed_fields, 24_000, 2000, has_shop=False),
    Part("unsigned fields forged", forgery.unsigned_fields, 1000, 300, has_shop=False),
]


# The same on both engines: one may reject what the other accepts.
UNTRUSTED = [
    Part(
        "records that cannot be stored as they are",
        untrusted.odd_records,
        200,
        20,
        environment=ASKED_BACK,
        twins=(Twin("unclean", ("lost",), 20, 20),),
    ),
    Part(
        "payments that are not clearly real",
        untrusted.unclear_tests,
        200,
        20,
        environment=ASKED_BACK,
        twins=(Twin("gullible", ("forged",), 20, 20),),
    ),
    Part(
        "a payment behind 250 checkouts of one account",
        untrusted.buried,
        250,
        250,
        environment=ASKED_BACK,
        patches="short_runs",
        twins=(Twin("short_runs,in_line", ("lost",), 250, 250),),
    ),
]
