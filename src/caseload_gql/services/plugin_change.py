"""A change that a plugin makes: its store, its own events, and the word that access changed, in one transaction."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from caseload_gql.db.models import Assignment, Client, Location, PoolEntry, Provider, Team
from caseload_gql.db.plugin_store import PluginValues, is_unicode
from caseload_gql.domain.events import Event, FieldChange
from caseload_gql.domain.ids import prefix_of
from caseload_gql.plugins.extend_schema import MutationRequest
from caseload_gql.plugins.plugin_fields import PluginField
from caseload_gql.policy.actions import READ
from caseload_gql.policy.practice import PracticeFacts
from caseload_gql.services.write import Scoped, Write, could_be_id

#: Characters of an event's type, the plugin's name included.
TYPE_CHARACTERS: Final = 48
REASON_CHARACTERS: Final = 2_000
DETAILS_AT_MOST: Final = 20
DETAIL_CHARACTERS: Final = 200
_TYPE: Final = re.compile(r"[A-Z][A-Z0-9_]*")
_MODELS: Final[Mapping[str, Scoped]] = {
    "asg": Assignment,
    "cli": Client,
    "loc": Location,
    "pen": PoolEntry,
    "prv": Provider,
    "tem": Team,
}


async def change_by_plugin(
    write: Write,
    practice: PracticeFacts,
    added: PluginField,
    arguments: Mapping[str, Any],
    check: Callable[[Any], Any],
) -> Any:  # noqa: ANN401  # the payload
    """What the plugin's resolver answers; what it wrote goes with the transaction.

    Raises `Refused` and `PluginFault`, and what the database says to a statement of the plugin's that failed.
    """
    await write.unit.take_turn(f"plugin {added.plugin.name}")
    values = PluginValues(write.unit.rows, added.plugin.name, write.now())
    change = _Change(write, added, values)
    request = MutationRequest(write.actor, practice, write.now(), change)
    try:
        answer = await added.asked(request, arguments, write.plugin_seconds, check)
    finally:
        await values.settle()
    # An event refers to its rows, and so waits for whoever has locked them: before it locks the counter, as everywhere.
    await write.unit.lock_providers(each.provider_id for each in change.events if each.provider_id is not None)
    await write.unit.lock_clients(each.client_id for each in change.events if each.client_id is not None)
    await values.keep(write.unit.session)
    for event in change.events:
        write.record(event)
    if change.moves_access:
        write.unit.access_changed()
    return answer


@dataclass
class _Change:
    """A `PluginWrite`. What it is told is kept here until the resolver has ended well."""

    write: Write
    added: PluginField
    values: PluginValues
    events: list[Event] = field(default_factory=list)
    moves_access: bool = False

    @property
    def store(self) -> PluginValues:
        """What the plugin remembers."""
        return self.values

    async def within(self, row_id: str) -> bool:
        """Whether the actor may do the field's action to the row of this id."""
        return await self._may(self.added.declared.action, row_id)

    async def audit(
        self,
        type: str,  # noqa: A002  # named as in the API
        *,
        client_id: str | None = None,
        provider_id: str | None = None,
        reason: str | None = None,
        details: Mapping[str, str | int | bool | None] | None = None,
    ) -> None:
        """Keep an event of the plugin's own. Raises `ValueError` for what cannot be recorded."""
        full = f"{self.added.plugin.name}/{type}"
        if not _TYPE.fullmatch(type) or len(full) > TYPE_CHARACTERS:
            message = (
                f"the type of an event is in capitals, and with the plugin's name of {TYPE_CHARACTERS - 1} at most"
            )
            raise ValueError(message)
        for prefix, row_id in (("cli", client_id), ("prv", provider_id)):
            if row_id is not None and not (prefix_of(row_id) == prefix and await self._is_known(row_id)):
                message = (
                    "an event may be about a client and a provider only whom the actor may see, or do the action to"
                )
                raise ValueError(message)
        changes = tuple(FieldChange(name, None, value) for name, value in _checked(details or {}).items())
        if reason is not None:
            _check_text(reason, REASON_CHARACTERS)
        self.events.append(Event(full, self.write.now(), client_id, provider_id, None, None, reason, changes))

    def access_changed(self) -> None:
        """Say that who may see what has changed."""
        self.moves_access = True

    async def _is_known(self, row_id: str) -> bool:
        return await self.within(row_id) or await self._may(READ, row_id)

    async def _may(self, action: str, row_id: str) -> bool:
        model = _MODELS.get(prefix_of(row_id)) if could_be_id(row_id) else None
        return model is not None and bool(await self.values.ask(self.write.row_within(action, model, row_id)))


def _checked(details: Mapping[str, object]) -> Mapping[str, object]:
    if len(details) > DETAILS_AT_MOST:
        message = f"an event has at most {DETAILS_AT_MOST} details"
        raise ValueError(message)
    for name, value in details.items():
        _check_text(name, DETAIL_CHARACTERS)
        if isinstance(value, str):
            _check_text(value, DETAIL_CHARACTERS)
        elif value is not None and type(value) not in {int, bool}:
            message = "a detail is a text, a whole number, a boolean or None"
            raise ValueError(message)
    return details


def _check_text(text: object, characters: int) -> None:
    if not isinstance(text, str) or len(text) > characters or "\0" in text or not is_unicode(text):
        message = f"a text of an event has at most {characters} characters, without NUL"
        raise ValueError(message)
