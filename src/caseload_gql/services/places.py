"""What teams and locations have in common: a name of their own, and the frame of what is done with them."""

from collections.abc import Iterable
from typing import TypeVar

from sqlalchemy import select

from caseload_gql.db.models import Location, Team
from caseload_gql.domain.events import Event, EventType, FieldChange
from caseload_gql.domain.text import sort_key
from caseload_gql.errors import UserError, UserErrorCode
from caseload_gql.policy.actions import PRACTICE_WRITE
from caseload_gql.services.commands import UNCHANGED, Unchanged
from caseload_gql.services.journal import subject
from caseload_gql.services.outcome import Outcome
from caseload_gql.services.practice_settings import not_cleared
from caseload_gql.services.refusal import Refused, not_allowed, problem
from caseload_gql.services.update_practice import lock_practice
from caseload_gql.services.wording import cleaned
from caseload_gql.services.write import Write

P = TypeVar("P", Team, Location)


async def hold_place(write: Write, model: type[P], place_id: str) -> P:
    """A place that the actor may change. The practice is locked, so that no two places are given one name at once.

    Raises `Refused` with NOT_FOUND or NOT_ALLOWED at `teamId` or `locationId`.
    """
    kind = _kind(model)
    await lock_practice(write.unit)
    denied = await write.out_of_scope(PRACTICE_WRITE, model, place_id, f"{kind}Id")
    if denied is not None:
        raise Refused([denied], {kind: place_id})
    return await write.unit.session.get_one(model, place_id)


async def own_name(
    write: Write, place: Team | Location, name: str | Unchanged | None, problems: list[UserError]
) -> str:
    """The cleaned name, which no other place of the kind bears, case and accents aside; as it is where unchanged.

    Files and commands name places by it.
    """
    if name is UNCHANGED:
        return place.name
    if name is None:
        problems.append(not_cleared("name"))
        return ""
    model = type(place)
    clean = cleaned(name, problems, "name")
    taken = select(model.id).where(model.name_key == sort_key(clean), model.id != place.id).limit(1)
    if clean and await write.unit.session.scalar(taken) is not None:
        message = f"Another {_kind(model)} has this name, case and accents aside. Choose another name."
        problems.append(problem(UserErrorCode.CONFLICT, message, "name"))
    return clean


async def keep_place(
    write: Write, place: Team | Location, event: EventType, found: Iterable[FieldChange], *, new: bool = False
) -> Outcome:
    """Write a place as it was set, hold it to the actor's scope, and tell what is other than before, if anything.

    Raises `Refused`.
    """
    kind = _kind(type(place))
    shown: dict[str, str | None] = {kind: place.id}
    place.name_key = sort_key(place.name)
    write.unit.session.add(place)
    await write.unit.session.flush()
    if not await write.within(PRACTICE_WRITE, type(place), place.id):
        raise Refused([not_allowed(kind, "name")], {} if new else shown)
    told = tuple(found)
    if told:
        about = FieldChange(kind, None, place.id) if new else subject(kind, place.id)
        write.record(Event(event, write.now(), changes=(about, *told)))
    return Outcome(ids=shown)


def _kind(model: type[Team | Location]) -> str:
    return model.__name__.lower()
