"""Ids for many rows made at once: they rise, so that each lands at the end of its index."""

import secrets
from collections.abc import Iterator
from datetime import datetime
from typing import Final

from caseload_gql.domain.ids import entropy_digits, moment_digits

_BITS: Final = 80
_STEP_BYTES: Final = 6
#: A step is below two to the 44th, so that a million and more fit in above the first.
_STEP_SHIFT: Final = 4
#: Steps drawn at a time: asking the system for each takes longer than all the rest of an id.
_DRAWN: Final = 1_024


class Numbering:
    """Fresh ids as of one instant. Steps between them are drawn by chance: none can be guessed from another."""

    def __init__(self, at: datetime) -> None:
        """Begin somewhere in the lower half, so that there is room above."""
        self._moment = moment_digits(at)
        self._last = secrets.randbits(_BITS - 1)
        self._steps = _steps()
        self._first = self.fresh_id("")

    def made(self, identifier: str) -> bool:
        """Whether an id is one of these, and not of a row that was there before."""
        return self._first < f"_{identifier.partition('_')[2]}" <= f"_{self._moment}{entropy_digits(self._last)}"

    def fresh_id(self, prefix: str) -> str:
        """The next id."""
        self._last += 1 + next(self._steps)
        return f"{prefix}_{self._moment}{entropy_digits(self._last)}"


def _steps() -> Iterator[int]:
    while True:
        drawn = secrets.token_bytes(_STEP_BYTES * _DRAWN)
        for at in range(0, len(drawn), _STEP_BYTES):
            yield int.from_bytes(drawn[at : at + _STEP_BYTES]) >> _STEP_SHIFT
