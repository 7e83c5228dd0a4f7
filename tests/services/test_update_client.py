"""What happens when what is recorded of a client changes."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from caseload_gql.db.models import (
    Assignment,
    Client,
    ClientFacet,
    ClientWindow,
    ClientWord,
    EventRow,
    Provider,
    client_do_not_match,
)
from caseload_gql.domain.vocabulary import InsuranceStatus, Weekday
from caseload_gql.errors import Forbidden, UserErrorCode
from caseload_gql.services.commands import UpdateClient, Window
from tests.services.practice import TODAY, SmallPractice, codes, days_ago, paths


async def beside(practice: SmallPractice, column: Any) -> list[Any]:  # any column, whatever it holds
    """All values of a column, sorted."""
    async with practice.database.read() as connection:
        return sorted((await connection.execute(select(column))).scalars())


async def test_what_is_given_changes_and_the_rest_stays(practice: SmallPractice) -> None:
    await practice.waiting("bo", payer="Acme", languages=["English"])
    desk = await practice.desk()
    command = UpdateClient(
        "cli_bo",
        name=" Zoë Ray ",
        insurance_status=InsuranceStatus.PENDING,
        service_requirements=["EMDR"],
        availability=[Window(Weekday.MONDAY, "09:00", "12:00")],
        do_not_match_provider_ids=["prv_ana"],
        external_id="K1",
    )
    assert (await desk.do(command)).user_errors == ()
    client = await practice.row(Client, "cli_bo")
    assert (client["name"], client["payer"], client["languages"]) == ("Zoë Ray", "Acme", ["English"])
    assert (client["insurance_status"], client["external_id"], client["version"]) == ("PENDING", "K1", 2)
    assert await beside(practice, ClientWord.word) == ["ray", "zoe"]
    assert await beside(practice, ClientFacet.kind) == ["language", "requirement"]
    assert await beside(practice, ClientWindow.starts) == ["09:00"]
    assert await beside(practice, client_do_not_match.c.provider_id) == ["prv_ana"]
    [event] = await practice.rows(EventRow, type="CLIENT_UPDATED")
    assert {each["field"] for each in event["changes"]} == {
        "name",
        "externalId",
        "insuranceStatus",
        "serviceRequirements",
        "doNotMatchProviderIds",
        "availability",
    }
    before = await practice.snapshot()
    assert (await desk.do(command)).user_errors == ()
    assert await practice.snapshot() == before


async def test_null_clears_what_can_be_cleared(practice: SmallPractice) -> None:
    await practice.waiting("bo", payer="Acme", case_weight_hundredths=300, telehealth_ok=True, languages=["English"])
    await practice.do_not_match("bo", "ana")
    desk = await practice.desk()
    command = UpdateClient(
        "cli_bo", payer=None, case_weight=None, telehealth_ok=None, languages=None, do_not_match_provider_ids=None
    )
    assert (await desk.do(command)).user_errors == ()
    client = await practice.row(Client, "cli_bo")
    assert (client["payer"], client["payer_key"], client["case_weight_hundredths"]) == (None, None, 100)
    assert (client["telehealth_ok"], client["languages"]) == (False, [])
    assert await beside(practice, client_do_not_match.c.provider_id) == []
    before = await practice.snapshot()
    refused = await desk.do(UpdateClient("cli_bo", name=None, insurance_status=None, intake_date=None))
    assert paths(refused) == ["name", "insuranceStatus", "intakeDate"]
    assert await practice.snapshot() == before


async def test_a_weight_may_be_raised_past_the_capacity_and_the_load_follows(practice: SmallPractice) -> None:
    await practice.served("bo", "ana")
    desk = await practice.desk()
    assert (await desk.do(UpdateClient("cli_bo", case_weight=7.25))).user_errors == ()
    assert (await practice.row(Provider, "prv_ana"))["load_hundredths"] == 725
    assert (await practice.row(Assignment, "asg_bo"))["weight_hundredths"] == 725


@pytest.mark.parametrize(
    ("fields", "path"),
    [
        ({"case_weight": 0}, "caseWeight"),
        ({"case_weight": 100.01}, "caseWeight"),
        ({"case_weight": 0.001}, "caseWeight"),
        ({"name": " "}, "name"),
        ({"payer": "a\0b"}, "payer"),
        ({"languages": ["x"] * 251}, "languages"),
        ({"do_not_match_provider_ids": ["prv_ana"] * 251}, "doNotMatchProviderIds"),
        ({"intake_date": TODAY}, "intakeDate"),
        ({"date_of_birth": TODAY + timedelta(days=1)}, "dateOfBirth"),
        ({"date_of_birth": days_ago(1).date()}, "intakeDate"),
        ({"availability": [Window(Weekday.MONDAY, "12:00", "09:00")]}, "availability.0.ends"),
        ({"attributes": ["no", "object"]}, "attributes"),
    ],
)
async def test_what_cannot_be_used_is_told_and_nothing_changes(
    practice: SmallPractice, fields: dict[str, Any], path: str
) -> None:
    await practice.served("bo", "ana")
    desk = await practice.desk()
    before = await practice.snapshot()
    refused = await desk.do(UpdateClient("cli_bo", **fields))
    assert (codes(refused), paths(refused)) == ([UserErrorCode.INVALID], [path])
    assert await practice.snapshot() == before


async def test_unknown_rows_an_old_version_and_a_taken_key_are_told(practice: SmallPractice) -> None:
    await practice.waiting("bo")
    await practice.waiting("cy", external_id="K1")
    desk = await practice.desk()
    before = await practice.snapshot()
    unknown = UpdateClient(
        "cli_bo",
        location_id="loc_no",
        preferred_provider_id="prv_no",
        do_not_match_provider_ids=["prv_no"],
        client_version=9,
    )
    assert paths(await desk.do(unknown)) == [
        "clientVersion",
        "locationId",
        "preferredProviderId",
        "doNotMatchProviderIds.0",
    ]
    taken = await desk.do(UpdateClient("cli_bo", external_id="K1"))
    assert (codes(taken), paths(taken)) == ([UserErrorCode.CONFLICT], ["externalId"])
    both = await desk.do(UpdateClient("cli_bo", external_id="K1", client_version=9))
    assert codes(both) == [UserErrorCode.STALE, UserErrorCode.CONFLICT]
    assert await practice.snapshot() == before


async def test_unwanted_providers_out_of_sight_stay_on_the_list(practice: SmallPractice) -> None:
    await practice.waiting("bo")
    await practice.do_not_match("bo", "ana")
    await practice.do_not_match("bo", "sam")
    desk = await practice.desk(await practice.person("STAFF", "tem_north"))
    assert (await desk.do(UpdateClient("cli_bo", do_not_match_provider_ids=[]))).user_errors == ()
    assert await beside(practice, client_do_not_match.c.provider_id) == ["prv_sam"]


async def test_denials_change_nothing(practice: SmallPractice) -> None:
    await practice.waiting("so", team_id="tem_south")
    supervisor = await practice.desk(await practice.person("STAFF", "tem_north"))
    both = await practice.desk(await practice.person("STAFF", "tem_north", company=frozenset({"qmhp"})))
    reader = await practice.desk(await practice.person("STAFF", company=frozenset({"qmhp"})))
    before = await practice.snapshot()
    assert codes(await supervisor.do(UpdateClient("cli_so", name="x"))) == [UserErrorCode.NOT_FOUND]
    assert codes(await both.do(UpdateClient("cli_so", name="x"))) == [UserErrorCode.NOT_ALLOWED]
    with pytest.raises(Forbidden):
        await reader.do(UpdateClient("cli_so", name="x"))
    assert await practice.snapshot() == before
