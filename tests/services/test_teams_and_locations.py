"""Teams and locations begin and change; each has a name of its own."""

import asyncio
import math
from typing import Any

import pytest

from caseload_gql.db.models import EventRow, Location, Team
from caseload_gql.errors import Forbidden, UserErrorCode
from caseload_gql.services.practice_commands import AddLocation, AddTeam, UpdateLocation, UpdateTeam
from tests.services.practice import SmallPractice, codes, paths

INVALID, CONFLICT, NOT_FOUND = UserErrorCode.INVALID, UserErrorCode.CONFLICT, UserErrorCode.NOT_FOUND


async def test_a_team_begins_and_is_renamed(practice: SmallPractice) -> None:
    desk = await practice.desk()
    added = await desk.do(AddTeam("  Élan "))
    team_id = added.ids["team"]
    assert team_id is not None
    renamed = await desk.do(UpdateTeam(team_id, "ÉLAN"))
    again = await desk.do(UpdateTeam(team_id, "ÉLAN"))
    unchanged = await desk.do(UpdateTeam(team_id))
    assert [each.user_errors for each in (added, renamed, again, unchanged)] == [(), (), (), ()]
    row = await practice.row(Team, team_id)
    assert (row["name"], row["name_key"]) == ("ÉLAN", "elan")
    assert [(each["type"], each["changes"]) for each in await practice.rows(EventRow)] == [
        (
            "TEAM_ADDED",
            [{"field": "team", "before": None, "after": team_id}, {"field": "name", "before": None, "after": "Élan"}],
        ),
        (
            "TEAM_UPDATED",
            [
                {"field": "team", "before": team_id, "after": team_id},
                {"field": "name", "before": "Élan", "after": "ÉLAN"},
            ],
        ),
    ]


async def test_a_location_begins_and_moves_on_the_globe(practice: SmallPractice) -> None:
    desk = await practice.desk()
    added = await desk.do(AddLocation("Annex", 41.9, -87.6))
    location_id = added.ids["location"]
    assert location_id is not None
    moved = await desk.do(UpdateLocation(location_id, latitude=-90.0))
    assert ((await practice.row(Location, location_id))["latitude"], moved.user_errors) == (-90.0, ())
    await desk.do(UpdateLocation(location_id, latitude=None, longitude=None))
    row = await practice.row(Location, location_id)
    assert (row["name"], row["latitude"], row["longitude"]) == ("Annex", None, None)
    types = [each["type"] for each in await practice.rows(EventRow)]
    assert types == ["LOCATION_ADDED", "LOCATION_UPDATED", "LOCATION_UPDATED"]


BAD: list[tuple[Any, list[tuple[UserErrorCode, str]]]] = [
    *(
        (command, [(INVALID, "name")])
        for text in ("", " \t", "a\0b", "\u200b", "x" * 201)
        for command in (AddTeam(text), UpdateTeam("tem_north", text), AddLocation(text))
    ),
    (AddTeam(" NÖRTH"), [(CONFLICT, "name")]),
    (UpdateTeam("tem_north", "South"), [(CONFLICT, "name")]),
    (UpdateTeam("tem_north", None), [(INVALID, "name")]),
    (UpdateTeam("tem_nowhere", "New"), [(NOT_FOUND, "teamId")]),
    (UpdateTeam("prv_ana", "New"), [(NOT_FOUND, "teamId")]),
    (UpdateTeam("\0", "New"), [(NOT_FOUND, "teamId")]),
    (AddLocation("clinic"), [(CONFLICT, "name")]),
    (AddLocation("New", 91, 0), [(INVALID, "latitude")]),
    (AddLocation("New", 0, -180.5), [(INVALID, "longitude")]),
    (AddLocation("New", math.nan, math.inf), [(INVALID, "latitude"), (INVALID, "longitude")]),
    (AddLocation("New", 10), [(INVALID, "longitude")]),
    (AddLocation("New", None, 10), [(INVALID, "latitude")]),
    (UpdateLocation("loc_clinic", latitude=None), [(INVALID, "latitude")]),
    (UpdateLocation("loc_clinic", name=None), [(INVALID, "name")]),
    (UpdateLocation("loc_nowhere", name="New"), [(NOT_FOUND, "locationId")]),
    (UpdateLocation("", name="New"), [(NOT_FOUND, "locationId")]),
]


async def test_bad_places_are_told_and_nothing_changes(practice: SmallPractice) -> None:
    await practice.add(Location(id="loc_clinic", name="Clinic", name_key="clinic", latitude=1.0, longitude=2.0))
    desk = await practice.desk()
    before = await practice.snapshot()
    for command, expected in BAD:
        outcome = await desk.do(command)
        assert list(zip(codes(outcome), paths(outcome), strict=True)) == expected, command
    assert await practice.snapshot() == before


async def test_of_two_teams_of_one_name_at_once_one_begins(practice: SmallPractice) -> None:
    desk = await practice.desk()
    outcomes = await asyncio.gather(*(desk.do(AddTeam("Harbor")) for _ in range(4)))
    assert sorted(len(each.user_errors) for each in outcomes) == [0, 1, 1, 1]
    assert len(await practice.rows(Team, name_key="harbor")) == 1


@pytest.mark.parametrize("command", [AddTeam("New"), UpdateTeam("tem_north", "New"), AddLocation("New")])
async def test_support_staff_and_supervisors_keep_no_places(practice: SmallPractice, command: Any) -> None:
    people = [await practice.person("SUPPORT_STAFF"), await practice.person("STAFF", "tem_north")]
    before = await practice.snapshot()
    for person in people:
        with pytest.raises(Forbidden):
            await (await practice.desk(person)).do(command)
    assert await practice.snapshot() == before
