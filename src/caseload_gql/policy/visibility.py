"""What one actor may see, asked once and kept for a while, in the form in which plans are shared."""

from collections.abc import Callable
from datetime import datetime

from caseload_gql.policy.shape import Shaped


class Visibility:
    """One actor under the practice's settings of one moment. Made by `PolicyEngine.visibility`."""

    def __init__(
        self, see: Callable[[str], tuple[Shaped, datetime | None]], may: Callable[[str], tuple[bool, datetime | None]]
    ) -> None:
        """``see`` answers for a kind of rows, ``may`` for an action, and until when; each is asked once."""
        #: When the first of what was answered so far ceases to hold; None: not by itself.
        self.valid_until: datetime | None = None
        self._see = see
        self._may = may
        self._seen: dict[str, Shaped] = {}
        self._held: dict[str, bool] = {}

    def of(self, resource: str) -> Shaped:
        """Which rows of a kind the actor may read, and what is hidden there."""
        shaped = self._seen.get(resource)
        if shaped is None:
            shaped, valid_until = self._see(resource)
            self._seen[resource] = shaped
            self._holds(valid_until)
        return shaped

    def may(self, action: str) -> bool:
        """Whether the actor holds the action on some row or other."""
        held = self._held.get(action)
        if held is None:
            held, valid_until = self._may(action)
            self._held[action] = held
            self._holds(valid_until)
        return held

    def _holds(self, valid_until: datetime | None) -> None:
        self.valid_until = earlier(self.valid_until, valid_until)


def earlier(one: datetime | None, other: datetime | None) -> datetime | None:
    """The earlier of two instants, of which None is never reached."""
    return min((each for each in (one, other) if each is not None), default=None)
