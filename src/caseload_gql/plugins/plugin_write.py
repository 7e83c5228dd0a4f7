"""What a plugin may write in a change of its own, and how it says no."""

from collections.abc import Mapping
from typing import Protocol

from caseload_gql.errors import UserError
from caseload_gql.plugins.store import PluginStore


class PluginWrite(Protocol):
    """One change in one transaction, which is committed when the resolver returns and rolled back when it raises."""

    @property
    def store(self) -> PluginStore:
        """What the plugin remembers; what is written there is kept with the change."""
        ...

    async def within(self, row_id: str) -> bool:
        """Whether the actor may do the field's action to the row of this id, as it now stands.

        Alike false for malformed, unknown and forbidden ids.
        """
        ...

    async def audit(
        self,
        type: str,  # noqa: A002  # named as in the API
        *,
        client_id: str | None = None,
        provider_id: str | None = None,
        reason: str | None = None,
        details: Mapping[str, str | int | bool | None] | None = None,
    ) -> None:
        """Record an event of the plugin's own in the actor's name, as `PLUGIN/TYPE`, kept with the change.

        `type` is in capitals, as `GLASS_BROKEN`; with the plugin's name it has at most 47 characters. Client and
        provider must be such that the actor may see, or do the field's action to. `reason` is what somebody gave as
        theirs, at most 2,000 characters. `details` are at most 20; never put names or health data there. Raises
        `ValueError` for what cannot be recorded.
        """
        ...

    def access_changed(self) -> None:
        """Say that who may see what has changed: everybody is identified anew from the commit on."""
        ...


class Refused(Exception):  # an outcome, not a fault
    """Ends a mutation with user errors; nothing that it did is kept."""

    def __init__(self, *problems: UserError) -> None:
        """Each problem has a code, a sentence, and the path of what is at fault, as `("input", "reason")`."""
        super().__init__("refused")
        self.problems = problems
