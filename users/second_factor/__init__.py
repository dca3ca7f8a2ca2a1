"""Second factor: codes from an authenticator app (TOTP) and recovery codes."""
