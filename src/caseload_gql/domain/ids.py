"""Identifiers: opaque, prefixed by their type, ordered by time."""

from datetime import datetime
from functools import lru_cache

_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
#: Two digits at a time: ids are made by the hundred thousand when a practice is imported.
_PAIRS = tuple(high + low for high in _ALPHABET for low in _ALPHABET)
_ENTROPY_BYTES = 10
_MOMENT_SHIFTS = tuple(range(40, -1, -10))
_ENTROPY_SHIFTS = tuple(range(70, -1, -10))


def new_id(prefix: str, at: datetime, entropy: bytes) -> str:
    """Make an id such as ``cli_01J…``: 48 bits of milliseconds, 80 bits of entropy, in Crockford's base 32.

    ``prefix`` comes without its underscore. Raises ``ValueError`` unless ``entropy`` is 10 bytes.
    """
    if len(entropy) != _ENTROPY_BYTES:
        message = f"entropy must be {_ENTROPY_BYTES} bytes"
        raise ValueError(message)
    number = int.from_bytes(entropy)
    digits = "".join([_PAIRS[number >> shift & 1023] for shift in _ENTROPY_SHIFTS])
    return f"{prefix.removesuffix('_')}_{_moment(int(at.timestamp() * 1000))}{digits}"


# What is made at once shares its moment: a whole import does.
@lru_cache(maxsize=16)
def _moment(milliseconds: int) -> str:
    return "".join([_PAIRS[milliseconds >> shift & 1023] for shift in _MOMENT_SHIFTS])


def prefix_of(identifier: str) -> str:
    """The type prefix of an id; empty where there is none."""
    return identifier.partition("_")[0] if "_" in identifier else ""
