"""Secrets that let somebody in: drawn once, shown once, kept as a hash only."""

import hashlib
import secrets
from typing import Final

#: 256 bits of entropy; 43 characters that are safe in an address.
BYTES: Final = 32


def new_secret() -> str:
    """Draw a secret of 256 random bits, as URL-safe text."""
    return secrets.token_urlsafe(BYTES)


def secret_hash(secret: str) -> bytes:
    """The SHA-256 under which a secret is stored. With 256 random bits no salt or slow hash is needed."""
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).digest()
