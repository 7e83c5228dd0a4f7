"""What happens when a provider's profile changes."""

from dataclasses import fields
from typing import Any

import pytest

from caseload_gql.db.models import EventRow, Provider, ProviderFacet, ProviderWindow, ProviderWord, provider_location
from caseload_gql.domain.vocabulary import ProviderStatus, Weekday
from caseload_gql.errors import Forbidden, UserErrorCode
from caseload_gql.services.commands import Window
from caseload_gql.services.provider_commands import UpdateProvider
from tests.services.practice import SmallPractice, codes, paths
from tests.services.test_add_provider import FULL, MONDAY, of, places


async def added(practice: SmallPractice) -> str:
    """A provider of whom everything is recorded."""
    await places(practice)
    desk = await practice.desk(await practice.person("CEO"))
    return str((await desk.do(FULL)).ids["provider"])


async def test_what_is_left_out_stays_and_what_is_given_changes_with_one_event(practice: SmallPractice) -> None:
    provider_id = await added(practice)
    before = await practice.row(Provider, provider_id)
    desk = await practice.desk()
    command = UpdateProvider(
        provider_id,
        name="Zoë Berg",
        languages=["English"],
        location_ids=["loc_b"],
        team_id="tem_south",
        maximum_age=17,
        availability=[MONDAY],
        provider_version=1,
    )
    assert codes(await desk.do(command)) == []
    after = await practice.row(Provider, provider_id)
    changed = {name for name in after if after[name] != before[name]}
    assert changed == {"name", "name_key", "languages", "team_id", "maximum_age", "version"}
    assert await of(practice, ProviderWord.word, provider_id) == ["berg", "zoe"]
    assert await of(practice, ProviderFacet.key, provider_id) == [
        "cbt",
        "emdr",
        "english",
        "lakeshore health",
        "trauma",
    ]
    assert await of(practice, provider_location.c.location_id, provider_id) == ["loc_b"]
    assert await of(practice, ProviderWindow.ends, provider_id) == ["12:00"]
    event = (await practice.rows(EventRow))[-1]
    assert event["type"] == "PROVIDER_UPDATED"
    told = {each["field"]: (each["before"], each["after"]) for each in event["changes"]}
    assert set(told) == {"name", "languages", "teamId", "maximumAge", "locationIds", "availability"}
    assert told["locationIds"] == (["loc_a", "loc_b"], ["loc_b"])


async def test_null_clears_what_can_be_cleared(practice: SmallPractice) -> None:
    provider_id = await added(practice)
    desk = await practice.desk()
    cleared = {each.name: None for each in fields(UpdateProvider)} | {"provider_id": provider_id}
    before = await practice.snapshot()
    refused = await desk.do(UpdateProvider(**cleared))  # type: ignore[arg-type]  # all of them None
    assert (codes(refused), paths(refused)) == ([UserErrorCode.INVALID], ["name"])
    assert await practice.snapshot() == before
    del cleared["name"]
    assert codes(await desk.do(UpdateProvider(**cleared))) == []  # type: ignore[arg-type]  # all of them None
    row = await practice.row(Provider, provider_id)
    lists = ("specialties", "services", "languages", "payers")
    assert [row[each] for each in lists] == [[], [], [], []]
    empty = ("credential", "team_id", "external_id", "minimum_age", "maximum_age")
    assert [row[each] for each in empty] == [None] * 5
    assert (row["accepting_new_clients"], row["telehealth"], row["version"]) == (True, False, 2)
    for column in (ProviderFacet.key, provider_location.c.location_id, ProviderWindow.ends):
        assert await of(practice, column, provider_id) == []


async def test_what_stays_as_it_is_records_nothing(practice: SmallPractice) -> None:
    provider_id = await added(practice)
    desk = await practice.desk()
    before = await practice.snapshot()
    assert codes(await desk.do(UpdateProvider(provider_id, name="Zoë  Åberg", location_ids=["loc_b", "loc_a"]))) == []
    assert await practice.snapshot() == before


async def test_the_departed_and_those_on_leave_are_kept_in_order_too(practice: SmallPractice) -> None:
    desk = await practice.desk()
    for status in (ProviderStatus.DEPARTED, ProviderStatus.ON_LEAVE):
        await practice.change(Provider, "prv_ana", status=status)
        assert codes(await desk.do(UpdateProvider("prv_ana", credential=status))) == []
        assert (await practice.row(Provider, "prv_ana"))["status"] == status


UNUSABLE: list[tuple[dict[str, Any], str]] = [
    ({"name": ""}, "name"),
    ({"credential": "a\0b"}, "credential"),
    ({"languages": ["x"] * 251}, "languages"),
    ({"location_ids": ["loc_a"] * 251}, "locationIds"),
    ({"minimum_age": 131}, "minimumAge"),
    ({"minimum_age": 5}, "maximumAge"),
    ({"availability": [Window(Weekday.MONDAY, "12:00", "09:00")]}, "availability.0.ends"),
    ({"availability": [MONDAY, Window(Weekday.TUESDAY, "09:00", "12:00"), MONDAY]}, "availability.2.starts"),
]


async def test_what_cannot_be_used_is_told_and_nothing_changes(practice: SmallPractice) -> None:
    await practice.change(Provider, "prv_ana", maximum_age=4)
    desk = await practice.desk()
    before = await practice.snapshot()
    for given, path in UNUSABLE:
        refused = await desk.do(UpdateProvider("prv_ana", **given))
        assert (codes(refused), paths(refused)) == ([UserErrorCode.INVALID], [path])
    assert await practice.snapshot() == before


async def test_unknown_rows_an_old_version_and_a_taken_key_are_told(practice: SmallPractice) -> None:
    await practice.provider("known", external_id="P-7")
    desk = await practice.desk()
    before = await practice.snapshot()
    wrong = UpdateProvider("prv_ana", team_id="tem_no", location_ids=["loc_no"], external_id="P-7", provider_version=9)
    refused = await desk.do(wrong)
    assert list(zip(codes(refused), paths(refused), strict=True)) == [
        (UserErrorCode.STALE, "providerVersion"),
        (UserErrorCode.NOT_FOUND, "teamId"),
        (UserErrorCode.NOT_FOUND, "locationIds.0"),
        (UserErrorCode.CONFLICT, "externalId"),
    ]
    assert await practice.snapshot() == before


async def test_a_supervisor_moves_nobody_into_or_out_of_a_team_of_others(practice: SmallPractice) -> None:
    supervisor = await practice.desk(await practice.person("STAFF", "tem_north"))
    both = await practice.desk(await practice.person("STAFF", "tem_north", company=frozenset({"qmhp"})))
    reader = await practice.desk(await practice.person("STAFF", company=frozenset({"qmhp"})))
    before = await practice.snapshot()
    expected = {
        ("prv_ana", "tem_south", supervisor): (UserErrorCode.NOT_FOUND, "teamId"),
        ("prv_ana", "tem_south", both): (UserErrorCode.NOT_ALLOWED, "teamId"),
        ("prv_ana", None, supervisor): (UserErrorCode.NOT_ALLOWED, "teamId"),
        ("prv_sam", "tem_north", supervisor): (UserErrorCode.NOT_FOUND, "providerId"),
        ("prv_sam", "tem_north", both): (UserErrorCode.NOT_ALLOWED, "providerId"),
    }
    for (provider_id, team_id, desk), (code, path) in expected.items():
        refused = await desk.do(UpdateProvider(provider_id, team_id=team_id))
        assert (codes(refused), paths(refused)) == ([code], [path])
    with pytest.raises(Forbidden):
        await reader.do(UpdateProvider("prv_ana", name="x"))
    assert await practice.snapshot() == before
    assert codes(await supervisor.do(UpdateProvider("prv_ana", credential="LPC"))) == []
