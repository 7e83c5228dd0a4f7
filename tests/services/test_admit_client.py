"""What happens when a client is admitted."""

import asyncio
from collections import Counter
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from caseload_gql.db.models import (
    Client,
    ClientFacet,
    ClientWindow,
    ClientWord,
    EventRow,
    Location,
    PoolEntry,
    client_do_not_match,
)
from caseload_gql.domain.vocabulary import ClientStatus, InsuranceStatus, PoolPriority, PoolReason, Weekday
from caseload_gql.errors import Forbidden, UserErrorCode
from caseload_gql.services.commands import AdmitClient, Window
from tests.services.practice import NOW, TODAY, SmallPractice, born, codes, paths

PLAIN = AdmitClient(name="Zoë Ølund", insurance_status=InsuranceStatus.PENDING)


async def test_a_new_client_waits_from_now_on(practice: SmallPractice) -> None:
    desk = await practice.desk()
    outcome = await desk.do(PLAIN)
    assert outcome.user_errors == ()
    client = await practice.row(Client, str(outcome.ids["client"]))
    assert (client["name"], client["name_key"], client["status"]) == ("Zoë Ølund", "zoe olund", ClientStatus.WAITING)
    assert (client["intake_date"], client["case_weight_hundredths"], client["version"]) == (TODAY, 100, 1)
    entry = await practice.row(PoolEntry, str(outcome.ids["pool_entry"]))
    assert (entry["reason"], entry["priority"], entry["team_id"]) == (PoolReason.NEW_INTAKE, PoolPriority.ROUTINE, None)
    assert (entry["entered_at"], entry["entered_on"], entry["left_at"]) == (NOW, TODAY, None)
    (event,) = await practice.rows(EventRow)
    assert (event["type"], event["client_id"]) == ("CLIENT_ADMITTED", client["id"])


async def test_everything_given_is_kept(practice: SmallPractice) -> None:
    await practice.add(Location(id="loc_main", name="Main", name_key="main"))
    desk = await practice.desk()
    outcome = await desk.do(
        replace(
            PLAIN,
            date_of_birth=born(30),
            intake_date=TODAY - timedelta(days=40),
            payer="  Aetna ",
            location_id="loc_main",
            telehealth_ok=True,
            service_requirements=["Trauma", "Trauma", "EMDR"],
            languages=["Español"],
            case_weight=1.25,
            attributes={"vip": True, "n": [1, None]},
            team_id="tem_south",
            priority=PoolPriority.URGENT,
            note="call first",
            external_id="X-1",
            availability=[Window(Weekday.MONDAY, "09:00", "12:30"), Window(Weekday.FRIDAY, "00:00", "23:59")],
            preferred_provider_id="prv_ana",
            do_not_match_provider_ids=["prv_sam", "prv_sam"],
        )
    )
    assert outcome.user_errors == ()
    client_id = str(outcome.ids["client"])
    client = await practice.row(Client, client_id)
    assert (client["payer"], client["payer_key"]) == ("Aetna", "aetna")
    assert client["service_requirements"] == ["Trauma", "EMDR"]
    assert client["case_weight_hundredths"] == 125
    assert client["attributes"] == {"vip": True, "n": [1, None]}
    assert client["preferred_provider_id"] == "prv_ana"
    entry = await practice.row(PoolEntry, str(outcome.ids["pool_entry"]))
    assert (entry["team_id"], entry["priority"], entry["note"]) == ("tem_south", PoolPriority.URGENT, "call first")
    assert entry["entered_at"] == NOW
    async with practice.database.read() as connection:
        facets = (await connection.execute(select(ClientFacet.kind, ClientFacet.key))).all()
        words = (await connection.scalars(select(ClientWord.word))).all()
        windows = (await connection.execute(select(ClientWindow.weekday, ClientWindow.starts))).all()
        avoided = (await connection.execute(select(client_do_not_match))).all()
    assert {tuple(each) for each in facets} == {
        ("requirement", "trauma"),
        ("requirement", "emdr"),
        ("language", "espanol"),
    }
    assert set(words) == {"zoe", "olund"}
    assert [tuple(each) for each in windows] == [(Weekday.MONDAY, "09:00"), (Weekday.FRIDAY, "00:00")]
    assert [tuple(each) for each in avoided] == [(client_id, "prv_sam")]


@pytest.mark.parametrize("name", ["🦊 Fox", "عمر خالد", "名前", "O'Brien-Smith", "x" * 200])
async def test_names_of_every_script_are_kept(practice: SmallPractice, name: str) -> None:
    desk = await practice.desk()
    outcome = await desk.do(replace(PLAIN, name=name))
    assert (await practice.row(Client, str(outcome.ids["client"])))["name"] == name


@pytest.mark.parametrize(
    ("fields", "path"),
    [
        ({"name": ""}, "name"),
        ({"name": " \t "}, "name"),
        ({"name": "x" * 10_000}, "name"),
        ({"name": "a\x00b"}, "name"),
        ({"date_of_birth": TODAY + timedelta(days=1)}, "dateOfBirth"),
        ({"date_of_birth": TODAY.replace(year=1899)}, "dateOfBirth"),
        ({"intake_date": TODAY + timedelta(days=1)}, "intakeDate"),
        ({"date_of_birth": TODAY, "intake_date": TODAY - timedelta(days=1)}, "intakeDate"),
        ({"case_weight": 0.0}, "caseWeight"),
        ({"case_weight": -1.0}, "caseWeight"),
        ({"case_weight": 100.01}, "caseWeight"),
        ({"case_weight": 0.015}, "caseWeight"),
        ({"case_weight": float("inf")}, "caseWeight"),
        ({"case_weight": float("nan")}, "caseWeight"),
        ({"payer": "x" * 101}, "payer"),
        ({"note": "x" * 2001}, "note"),
        ({"external_id": " "}, "externalId"),
        ({"languages": ["x"] * 251}, "languages"),
        ({"languages": ["English", ""]}, "languages.1"),
        ({"service_requirements": ["x" * 101]}, "serviceRequirements.0"),
        ({"availability": [Window(Weekday.MONDAY, "9:00", "12:00")]}, "availability.0.starts"),
        ({"availability": [Window(Weekday.MONDAY, "09:00", "24:01")]}, "availability.0.ends"),
        ({"availability": [Window(Weekday.MONDAY, "09:00", "12:00")] * 2}, "availability.1.starts"),
        ({"availability": [Window(Weekday.MONDAY, "12:00", "12:00")]}, "availability.0.ends"),
        ({"availability": [Window(Weekday.MONDAY, "09:00", "10:00")] * 251}, "availability"),
        ({"attributes": [1]}, "attributes"),
        ({"attributes": "text"}, "attributes"),
        ({"attributes": {"a": "x" * 16_384}}, "attributes"),
        ({"attributes": {"a": {"b\x00": 1}}}, "attributes"),
        ({"attributes": {"a": "\ud800"}}, "attributes"),
        ({"attributes": {"a": float("nan")}}, "attributes"),
        ({"location_id": "loc_none"}, "locationId"),
        ({"team_id": "tem_none"}, "teamId"),
        ({"preferred_provider_id": "prv_none"}, "preferredProviderId"),
        ({"do_not_match_provider_ids": ["prv_ana", "prv_none"]}, "doNotMatchProviderIds.1"),
        ({"do_not_match_provider_ids": ["prv_ana"] * 251}, "doNotMatchProviderIds"),
    ],
)
async def test_what_cannot_be_used_is_told_at_its_path(
    practice: SmallPractice, fields: dict[str, Any], path: str
) -> None:
    desk = await practice.desk()
    before = await practice.snapshot()
    outcome = await desk.do(replace(PLAIN, **fields))
    assert paths(outcome) == [path]
    expected = UserErrorCode.NOT_FOUND if "none" in str(fields) else UserErrorCode.INVALID
    assert codes(outcome) == [expected]
    assert await practice.snapshot() == before


async def test_every_problem_is_reported_at_once(practice: SmallPractice) -> None:
    desk = await practice.desk()
    outcome = await desk.do(replace(PLAIN, name="", case_weight=0.0, team_id="tem_none", attributes=3))
    assert set(paths(outcome)) == {"name", "caseWeight", "teamId", "attributes"}


async def test_text_that_only_looks_like_nul_is_kept(practice: SmallPractice) -> None:
    desk = await practice.desk()
    outcome = await desk.do(replace(PLAIN, attributes={"path": "C:\\u0000"}))
    assert (await practice.row(Client, str(outcome.ids["client"])))["attributes"] == {"path": "C:\\u0000"}


@pytest.mark.parametrize(("weight", "hundredths"), [(0.01, 1), (100.0, 10_000), (0.29, 29), (1.1, 110)])
async def test_weights_are_whole_hundredths(practice: SmallPractice, weight: float, hundredths: int) -> None:
    desk = await practice.desk()
    outcome = await desk.do(replace(PLAIN, case_weight=weight))
    assert (await practice.row(Client, str(outcome.ids["client"])))["case_weight_hundredths"] == hundredths


async def test_an_external_id_belongs_to_one_client_even_when_many_come_at_once(practice: SmallPractice) -> None:
    desk = await practice.desk()
    outcomes = await asyncio.gather(*(desk.do(replace(PLAIN, external_id="K1")) for _ in range(6)))
    assert Counter(tuple(codes(each)) for each in outcomes) == {(): 1, (UserErrorCode.CONFLICT,): 5}
    assert len(await practice.rows(Client)) == 1


async def test_a_supervisor_of_one_team_admits_to_it(practice: SmallPractice) -> None:
    desk = await practice.desk(await practice.person("STAFF", "tem_north"))
    outcome = await desk.do(PLAIN)
    assert (await practice.row(PoolEntry, str(outcome.ids["pool_entry"])))["team_id"] == "tem_north"


async def test_a_supervisor_of_several_teams_must_name_one(practice: SmallPractice) -> None:
    desk = await practice.desk(await practice.person("STAFF", "tem_north", "tem_south"))
    before = await practice.snapshot()
    outcome = await desk.do(PLAIN)
    assert (codes(outcome), paths(outcome)) == ([UserErrorCode.INVALID], ["teamId"])
    assert await practice.snapshot() == before
    named = await desk.do(replace(PLAIN, team_id="tem_south"))
    assert named.user_errors == ()


async def test_a_supervisor_cannot_name_what_other_teams_have(practice: SmallPractice) -> None:
    desk = await practice.desk(await practice.person("STAFF", "tem_north"))
    before = await practice.snapshot()
    outcome = await desk.do(replace(PLAIN, team_id="tem_south", preferred_provider_id="prv_sam"))
    assert codes(outcome) == [UserErrorCode.NOT_FOUND, UserErrorCode.NOT_FOUND]
    assert await practice.snapshot() == before


async def test_who_reads_all_admits_to_the_own_team_only(practice: SmallPractice) -> None:
    both = await practice.person("STAFF", "tem_north", company=frozenset({"qmhp"}))
    desk = await practice.desk(both)
    before = await practice.snapshot()
    outcome = await desk.do(replace(PLAIN, team_id="tem_south"))
    assert (codes(outcome), paths(outcome)) == ([UserErrorCode.NOT_ALLOWED], ["teamId"])
    assert await practice.snapshot() == before


async def test_readers_are_forbidden(practice: SmallPractice) -> None:
    desk = await practice.desk(await practice.person("STAFF", company=frozenset({"qmhp"})))
    before = await practice.snapshot()
    with pytest.raises(Forbidden):
        await desk.do(PLAIN)
    assert await practice.snapshot() == before
