"""Identifiers: opaque, prefixed by their type, ordered by time."""

from datetime import datetime
from functools import lru_cache

_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
#: Two digits at a time: ids are made by the hundred thousand when a practice is imported.
_PAIRS = tuple(high + low for high in _ALPHABET for low in _ALPHABET)
_ENTROPY_BYTES = 10
_MOMENT_SHIFTS = tuple(range(40, -1, -10))
#: Half of the entropy: Python is quick with numbers that small.
_HALF_BITS = 40
_HALF = (1 << _HALF_BITS) - 1


def new_id(prefix: str, at: datetime, entropy: bytes) -> str:
    """Make an id such as ``cli_01J…``: 48 bits of milliseconds, 80 bits of entropy, in Crockford's base 32.

    ``prefix`` comes without its underscore. Raises ``ValueError`` unless ``entropy`` is 10 bytes.
    """
    if len(entropy) != _ENTROPY_BYTES:
        message = f"entropy must be {_ENTROPY_BYTES} bytes"
        raise ValueError(message)
    return f"{prefix.removesuffix('_')}_{moment_digits(at)}{entropy_digits(int.from_bytes(entropy))}"


def moment_digits(at: datetime) -> str:
    """The part of an id that says when it was made."""
    return _moment(int(at.timestamp() * 1000))


def entropy_digits(number: int) -> str:
    """The part of an id that is drawn by chance, of a number of 80 bits."""
    high, low, pairs = number >> _HALF_BITS, number & _HALF, _PAIRS
    return (
        f"{pairs[high >> 30]}{pairs[high >> 20 & 1023]}{pairs[high >> 10 & 1023]}{pairs[high & 1023]}"
        f"{pairs[low >> 30]}{pairs[low >> 20 & 1023]}{pairs[low >> 10 & 1023]}{pairs[low & 1023]}"
    )


# What is made at once shares its moment: a whole import does.
@lru_cache(maxsize=16)
def _moment(milliseconds: int) -> str:
    return "".join([_PAIRS[milliseconds >> shift & 1023] for shift in _MOMENT_SHIFTS])


def prefix_of(identifier: str) -> str:
    """The type prefix of an id; empty where there is none."""
    return identifier.partition("_")[0] if "_" in identifier else ""
