from django.contrib.auth.hashers import PBKDF2PasswordHasher


class QuickPBKDF2(PBKDF2PasswordHasher):
    """pbkdf2_sha256 as in production, with few rounds."""

    iterations = 10
