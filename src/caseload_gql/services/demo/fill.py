"""Fills an empty database with the demo practice, in one transaction."""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import islice
from random import Random
from zoneinfo import ZoneInfo

from sqlalchemy import func, select, update

from caseload_gql.db.engine import Database
from caseload_gql.db.models import (
    Client,
    EventRow,
    Location,
    Practice,
    Provider,
    Team,
    User,
)
from caseload_gql.db.unit_of_work import UnitOfWork
from caseload_gql.domain.events import Event, EventType, FieldChange, JsonValue
from caseload_gql.errors import ConfigurationError
from caseload_gql.services.bulk import Rows
from caseload_gql.services.demo.cast import Cast, choose_cast
from caseload_gql.services.demo.clients import CLIENT_TABLES, add_client, histories
from caseload_gql.services.demo.draw import Draw
from caseload_gql.services.demo.people import people_rows
from caseload_gql.services.demo.practice import PRACTICE_NAME, TIME_ZONE
from caseload_gql.services.demo.providers import Places, place_rows, provider_rows
from caseload_gql.services.demo.recipe import Recipe
from caseload_gql.services.demo.tales import Storyteller, storyteller

#: Clients made and inserted at a time, so that memory stays small.
_BATCH = 500


@dataclass(frozen=True, slots=True)
class Filled:
    """What lies in the database; `anew` is False where it was there before."""

    anew: bool
    recipe: JsonValue


async def fill(database: Database, recipe: Recipe, progress: Callable[[int], None]) -> Filled:
    """Fill the database, or leave it as it is where the demo filled it before.

    `progress` is told how many clients were added since it was last called.
    Raises ``ConfigurationError`` where the database holds other data.
    """
    return await database.write(lambda unit: _fill(unit, recipe, progress))


async def _fill(unit: UnitOfWork, recipe: Recipe, progress: Callable[[int], None]) -> Filled:
    found = await unit.session.scalar(select(Practice.filled_by))
    if found is not None and "demo" in found:
        return Filled(anew=False, recipe=found["demo"])
    await _refuse_other_data(unit)
    draw = Draw(Random(recipe.seed), recipe.day, ZoneInfo(TIME_ZONE))  # noqa: S311  # the same for the same seed
    said = {
        "seed": recipe.seed,
        "providers": recipe.providers,
        "clients": recipe.clients,
        "day": recipe.day.isoformat(),
    }
    await _name_practice(unit, draw, said)
    cast = choose_cast(draw, recipe)
    places, rows = place_rows(draw, cast.teams)
    await rows.insert(unit)
    await provider_rows(draw, cast, places).insert(unit, Provider)
    authors, rows = people_rows(draw, cast, places)
    await rows.insert(unit, User)
    await _clients(unit, draw, cast, places, storyteller(draw, cast, places.team_ids, authors), progress)
    _record(unit, draw, said)
    unit.access_changed()
    return Filled(anew=True, recipe=said)


async def _refuse_other_data(unit: UnitOfWork) -> None:
    for model in (Provider, Client, User, Team, Location, EventRow):
        if await unit.session.scalar(select(func.count()).select_from(model)):
            message = "The database holds a practice already, and the demo fills an empty one only. Choose another."
            raise ConfigurationError(message)


async def _name_practice(unit: UnitOfWork, draw: Draw, said: dict[str, JsonValue]) -> None:
    await unit.session.execute(
        update(Practice).values(
            id=draw.id("prc", draw.midnight(0)),
            name=PRACTICE_NAME,
            time_zone=TIME_ZONE,
            filled_by={"demo": said},
        )
    )


async def _clients(
    unit: UnitOfWork,
    draw: Draw,
    cast: Cast,
    places: Places,
    teller: Storyteller,
    progress: Callable[[int], None],
) -> None:
    numbered = enumerate(histories(draw, cast, teller))
    while batch := list(islice(numbered, _BATCH)):
        rows = Rows()
        for number, history in batch:
            add_client(draw, rows, history, number, cast, places.location_ids)
        await rows.insert(unit, *CLIENT_TABLES)
        progress(len(batch))


def _record(unit: UnitOfWork, draw: Draw, said: dict[str, JsonValue]) -> None:
    """Keep the one event; its id and instant follow from the seed and the day, as all ids here do."""
    at = draw.midnight(0)
    changes = tuple(FieldChange(name, None, value) for name, value in said.items())
    event = Event(EventType.PRACTICE_FILLED, at, changes=changes)
    unit.record(event, actor_id=None, actor_name="demo", door="cli", event_id=draw.id("evt", at))
