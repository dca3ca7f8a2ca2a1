import pytest

from integrations.epayco.signature import matches, sign

MERCHANT = ("900001", "9f3fa40cdb2395eff233098f69c16b9f6995da45")
# customer id, P_KEY, reference, transaction, amount, currency, signature
GENUINE = [
    ("12345", "secretkey", "ref_001", "tx_001", "50000", "COP",
     "16514e8ce6f372b83a414bbb9141d3a09c213df702d91819f999c14e0d5b893b"),
    ("9695", "p-key-secret", "123456789", "TX-123", "50000.00", "COP",
     "e65ddcf77d97d428cadf42dd1e27a315c066fd06878bfd25c5757c794f75d400"),
    (*MERCHANT, "310000001", "310000001", "119000", "COP",
     "d67c86c3fce9e49d88d534c80285dc012fe534a4b87c0257c7b8a3dcc82737ff"),
    (*MERCHANT, "310000001", "310000001", "119000.00", "COP",
     "0db32fe2390bee994df6fddcd9662c704ae20de39d2c1d55ea96519e2ff450ff"),
    (*MERCHANT, "310000002", "211236556021", "29.99", "USD",
     "e553850fe26a0513e0e15baeb223d4b3593c733a926067ff63d415baae63b47e"),
]  # fmt: skip
WHOLE = GENUINE[2]


def check(settings, vector) -> bool:
    settings.P_CUST_ID_CLIENTE, settings.P_KEY, *texts, signature = vector
    names = ("reference", "transaction_id", "amount", "currency")
    return matches(signature, **dict(zip(names, texts, strict=True)))


@pytest.mark.parametrize("vector", GENUINE)
def test_genuine_signatures_match(settings, vector):
    assert check(settings, vector)


@pytest.mark.parametrize(
    "vector",
    [
        (*WHOLE[:4], "119000.00", *WHOLE[5:]),
        ("900002", *WHOLE[1:]),
        (WHOLE[0], "b0d71d7168d17aea87aface02102bab3", *WHOLE[2:]),
        (*WHOLE[:5], "cop", WHOLE[6]),
        (*WHOLE[:6], ""),
        (*WHOLE[:6], WHOLE[6].upper()),
        (*WHOLE[:6], WHOLE[6][:-1]),
        (*WHOLE[:6], "ñ" * 64),
    ],
    ids=["reformatted", "customer", "private key", "case", "blank", "upper", "short", "not ascii"],
)
def test_anything_else_does_not(settings, vector):
    assert not check(settings, vector)


def test_text_moved_across_the_caret_does_not_match(settings):
    moved = (*WHOLE[:2], "310000001^310000001", "119000", "COP", "", WHOLE[6])

    assert not check(settings, moved)


@pytest.mark.parametrize("name", ["P_KEY", "P_CUST_ID_CLIENTE"])
def test_without_keys_no_signature_is_right(settings, name):
    setattr(settings, name, "")
    fields = {"reference": "1", "transaction_id": "1", "amount": "1", "currency": "COP"}

    assert not matches(sign(*fields.values()), **fields)
