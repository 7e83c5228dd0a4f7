"""Ids for many rows made at once: they rise, so that each lands at the end of its index."""

import secrets
from datetime import datetime

from caseload_gql.domain.ids import new_id

_BITS = 80
_STEP_BITS = 44


class Numbering:
    """Fresh ids as of one instant. Steps between them are drawn by chance: none can be guessed from another."""

    def __init__(self, at: datetime) -> None:
        """Begin somewhere in the lower half, so that there is room above."""
        self._at = at
        self._last = secrets.randbits(_BITS - 1)
        self._first = self.fresh_id("")

    def made(self, identifier: str) -> bool:
        """Whether an id is one of these, and not of a row that was there before."""
        return self._first < f"_{identifier.partition('_')[2]}" <= new_id("", self._at, self._last.to_bytes(_BITS // 8))

    def fresh_id(self, prefix: str) -> str:
        """The next id."""
        self._last += 1 + secrets.randbits(_STEP_BITS)
        return new_id(prefix, self._at, self._last.to_bytes(_BITS // 8))
