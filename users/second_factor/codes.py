"""TOTP devices and codes. Each code works once; only a digest of a recovery code is stored."""

import re
from base64 import b32encode
from secrets import token_bytes

from django.db import transaction
from django.utils.crypto import salted_hmac
from django_otp.oath import TOTP
from django_otp.plugins.otp_static.models import StaticDevice
from django_otp.plugins.otp_totp.models import TOTPDevice

from common.db.transactions import retried_transaction
from users import limits
from users.exceptions import InvalidCredentials, OtpRequired
from users.models import AppUser

RECOVERY_CODES = 10
TOTP_CODE = re.compile(r"[0-9]{6}")
TOLERANCE = 1


def device_of(user: AppUser) -> TOTPDevice | None:
    return TOTPDevice.objects.filter(user=user.pk, confirmed=True).first()


def check(user: AppUser, code: str | None) -> None:
    """Check the code of a user who has a second factor.

    Raises OtpRequired if the code is missing, InvalidCredentials if it is wrong or used."""
    if device_of(user) is None:
        return
    if not code or not code.strip():
        raise OtpRequired()
    if not use(user, code):
        raise InvalidCredentials()


def use(user: AppUser, code: str) -> bool:
    """Use a code; return False if it is wrong or used. Raises Throttled after a few wrong ones."""
    limits.otp(user.pk)
    plain = re.sub(r"[\s-]", "", code).lower()
    is_right = use_app_code(user, plain) or use_recovery_code(user, plain)
    if is_right:
        limits.otp_succeeded(user.pk)
    return is_right


@retried_transaction
def use_app_code(user: AppUser, code: str) -> bool:
    # Locked: of two requests with the same code, the second one fails.
    devices = TOTPDevice.objects.select_for_update().filter(user=user.pk, confirmed=True)
    if not TOTP_CODE.fullmatch(code):
        return False
    return any(device.verify_token(code) for device in devices)


@retried_transaction
def use_recovery_code(user: AppUser, code: str) -> bool:
    devices = StaticDevice.objects.select_for_update().filter(user=user.pk, confirmed=True)
    return any(device.verify_token(digest(user, code)) for device in devices)


def digest(user: AppUser, code: str) -> str:
    return salted_hmac("recovery-code", f"{user.pk} {code}", algorithm="sha256").hexdigest()[:16]


def switch_on(user: AppUser, key: str, code: str) -> list[str] | None:
    """Enable the second factor with this key and return new recovery codes.

    Returns None if the code is wrong. An existing device is replaced."""
    limits.otp(user.pk)
    totp = TOTP(bytes.fromhex(key))
    plain = re.sub(r"\s", "", code)
    if not TOTP_CODE.fullmatch(plain) or not totp.verify(int(plain), TOLERANCE):
        return None
    limits.otp_succeeded(user.pk)
    recovery = [b32encode(token_bytes(10)).decode().lower() for _ in range(RECOVERY_CODES)]
    with transaction.atomic():
        switch_off(user)
        # The code used for the set-up can't be used again.
        TOTPDevice.objects.create(user=user, name="app", key=key, last_t=totp.t())
        device = StaticDevice.objects.create(user=user, name="recovery")
        for each in recovery:
            device.token_set.create(token=digest(user, each))
    return recovery


def switch_off(user: AppUser) -> None:
    for model in (TOTPDevice, StaticDevice):
        model.objects.filter(user=user.pk).delete()
