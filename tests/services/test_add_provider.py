"""What happens when a provider is added."""

from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import select

from caseload_gql.db.models import (
    EventRow,
    Location,
    Provider,
    ProviderFacet,
    ProviderWindow,
    ProviderWord,
    provider_location,
)
from caseload_gql.domain.vocabulary import Weekday
from caseload_gql.errors import Forbidden, UserErrorCode
from caseload_gql.services.commands import AssignClient, Window
from caseload_gql.services.provider_commands import AddProvider
from tests.services.practice import SmallPractice, codes, paths

MONDAY = Window(Weekday.MONDAY, "09:00", "12:00")
FULL = AddProvider(
    " Zoë  Åberg ",
    12,
    credential="LCSW",
    accepting_new_clients=False,
    specialties=["Trauma", "Trauma", " CBT "],
    languages=["Español"],
    payers=["Lakeshore Health"],
    telehealth=True,
    location_ids=["loc_b", "loc_a", "loc_a"],
    team_id="tem_north",
    external_id="P-7",
    services=["EMDR"],
    minimum_age=0,
    maximum_age=130,
    availability=[MONDAY, Window(Weekday.MONDAY, "12:00", "24:00")],
)


async def places(practice: SmallPractice) -> None:
    await practice.add(Location(id="loc_a", name="A", name_key="a"), Location(id="loc_b", name="B", name_key="b"))


async def of(practice: SmallPractice, column: Any, provider_id: str) -> list[Any]:
    async with practice.database.read() as connection:
        owner = column.table.c.provider_id if hasattr(column, "table") else column.class_.provider_id
        return sorted(await connection.scalars(select(column).where(owner == provider_id)))


async def test_a_provider_is_added_whole_and_recorded(practice: SmallPractice) -> None:
    await places(practice)
    desk = await practice.desk()
    outcome = await desk.do(FULL)
    assert outcome.user_errors == ()
    added = str(outcome.ids["provider"])
    row = await practice.row(Provider, added)
    assert (row["name"], row["name_key"]) == ("Zoë  Åberg", "zoe aberg")
    assert (row["capacity"], row["load_hundredths"], row["caseload_count"], row["version"]) == (12, 0, 0, 1)
    assert (row["status"], row["accepting_new_clients"], row["telehealth"]) == ("ACTIVE", False, True)
    assert (row["specialties"], row["minimum_age"], row["maximum_age"]) == (["Trauma", "CBT"], 0, 130)
    assert await of(practice, provider_location.c.location_id, added) == ["loc_a", "loc_b"]
    assert await of(practice, ProviderFacet.key, added) == ["cbt", "emdr", "espanol", "lakeshore health", "trauma"]
    assert await of(practice, ProviderWord.word, added) == ["aberg", "zoe"]
    assert await of(practice, ProviderWindow.ends, added) == ["12:00", "24:00"]
    (event,) = await practice.rows(EventRow)
    told = {each["field"]: (each["before"], each["after"]) for each in event["changes"]}
    assert (event["type"], event["provider_id"]) == ("PROVIDER_ADDED", added)
    assert told["availability"] == (None, ["MONDAY 09:00-12:00", "MONDAY 12:00-24:00"])
    assert (told["locationIds"], told["capacity"]) == ((None, ["loc_a", "loc_b"]), (None, 12))


async def test_a_provider_with_a_name_and_a_capacity_alone_can_be_given_clients(practice: SmallPractice) -> None:
    await practice.waiting("bo")
    desk = await practice.desk(await practice.person("SUPPORT_STAFF"))
    added = str((await desk.do(AddProvider("Plain", 1))).ids["provider"])
    row = await practice.row(Provider, added)
    assert (row["accepting_new_clients"], row["telehealth"], row["team_id"]) == (True, False, None)
    assert codes(await desk.do(AssignClient("cli_bo", added))) == []


UNUSABLE: list[tuple[dict[str, Any], list[str]]] = [
    ({"name": " \u200b"}, ["name"]),
    ({"name": "a\0b"}, ["name"]),
    ({"capacity": -1, "minimum_age": -1, "maximum_age": 131}, ["capacity", "minimumAge", "maximumAge"]),
    ({"capacity": 10_001}, ["capacity"]),
    ({"minimum_age": 18, "maximum_age": 17}, ["maximumAge"]),
    ({"credential": "x" * 201, "external_id": "\0"}, ["credential", "externalId"]),
    ({"specialties": ["x"] * 251, "payers": ["ok", " "]}, ["specialties", "payers.1"]),
    ({"location_ids": ["loc_a"] * 251}, ["locationIds"]),
    ({"availability": [MONDAY] * 251}, ["availability"]),
    ({"availability": [Window(Weekday.MONDAY, "12:00", "09:00")]}, ["availability.0.ends"]),
    ({"availability": [Window(Weekday.MONDAY, "9:00", "25:00")]}, ["availability.0.starts", "availability.0.ends"]),
    ({"availability": [MONDAY, Window(Weekday.MONDAY, "08:00", "09:01")]}, ["availability.1.starts"]),
]


async def test_what_cannot_be_used_is_told_and_nothing_changes(practice: SmallPractice) -> None:
    await places(practice)
    desk = await practice.desk()
    before = await practice.snapshot()
    for fields, expected in UNUSABLE:
        refused = await desk.do(replace(FULL, **fields))
        assert (set(codes(refused)), paths(refused)) == ({UserErrorCode.INVALID}, expected)
    assert await practice.snapshot() == before


async def test_unknown_places_and_a_taken_key_are_told(practice: SmallPractice) -> None:
    await practice.provider("known", external_id="P-7")
    desk = await practice.desk()
    before = await practice.snapshot()
    refused = await desk.do(replace(FULL, team_id="tem_no", location_ids=["loc_no", "\0"]))
    assert list(zip(codes(refused), paths(refused), strict=True)) == [
        (UserErrorCode.NOT_FOUND, "teamId"),
        (UserErrorCode.NOT_FOUND, "locationIds.0"),
        (UserErrorCode.NOT_FOUND, "locationIds.1"),
        (UserErrorCode.CONFLICT, "externalId"),
    ]
    assert await practice.snapshot() == before


async def test_one_key_adds_one_provider(practice: SmallPractice) -> None:
    desk = await practice.desk()
    first, again = [await desk.do(AddProvider("Plain", 1), "key") for _ in range(2)]
    assert first == again
    assert len(await practice.rows(Provider)) == 3


async def test_supervisors_and_readers_add_nobody(practice: SmallPractice) -> None:
    supervisor = await practice.desk(await practice.person("STAFF", "tem_north"))
    reader = await practice.desk(await practice.person("STAFF", company=frozenset({"qmhp"})))
    before = await practice.snapshot()
    for desk in (supervisor, reader):
        with pytest.raises(Forbidden):
            await desk.do(AddProvider("Plain", 1, team_id="tem_north"))
    assert await practice.snapshot() == before
