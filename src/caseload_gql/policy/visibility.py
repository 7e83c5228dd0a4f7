"""What one actor may see, asked once and kept for a while, in the form in which plans are shared."""

from collections.abc import Callable

from caseload_gql.policy.shape import Shaped


class Visibility:
    """One actor under the practice's settings of one moment. Made by `PolicyEngine.visibility`."""

    def __init__(self, see: Callable[[str], Shaped], may: Callable[[str], bool]) -> None:
        """``see`` answers for a kind of rows, ``may`` for an action; each is asked once."""
        self._see = see
        self._may = may
        self._seen: dict[str, Shaped] = {}
        self._held: dict[str, bool] = {}

    def of(self, resource: str) -> Shaped:
        """Which rows of a kind the actor may read, and what is hidden there."""
        shaped = self._seen.get(resource)
        if shaped is None:
            shaped = self._seen[resource] = self._see(resource)
        return shaped

    def may(self, action: str) -> bool:
        """Whether the actor holds the action on some row or other."""
        held = self._held.get(action)
        if held is None:
            held = self._held[action] = self._may(action)
        return held
