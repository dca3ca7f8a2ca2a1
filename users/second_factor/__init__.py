"""The second factor: codes of an authenticator app (TOTP), and recovery codes."""
