"""A client who was erased is nobody in particular, anywhere in the database, and the audit is still whole."""

import re
from collections.abc import Awaitable, Callable
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import text

from caseload_gql.db.audit_check import check_audit
from caseload_gql.db.models import Assignment, Client, ClientWord, EventRow, IdempotencyKey, PoolEntry
from caseload_gql.db.unit_of_work import UnitOfWork
from caseload_gql.domain.events import Event, FieldChange
from caseload_gql.domain.vocabulary import InsuranceStatus, Weekday
from caseload_gql.errors import InvalidValue
from caseload_gql.services.commands import AdmitClient, AssignClient, DischargeClient, UpdateClient, Window
from caseload_gql.services.erase_client import erase_client
from tests.services.practice import SmallPractice

#: What tells of the client, in any form in which it is kept.
TELLING = re.compile("eve|moreau|1990|k-4711|lakeshore|cbt|espa|vip|goals|quiet", re.IGNORECASE)

#: The same, as the files of a database hold it.
TEXTS = (
    b"Eve Moreau",
    b"eva moreau",
    b"1990-05-17",
    b"K-4711",
    b"Lakeshore",
    b"quiet room",
    b"goals met",
    b"Eve asked",
)


def erasing(client_id: str) -> Callable[[UnitOfWork], Awaitable[None]]:
    return lambda unit: erase_client(unit, client_id, actor_id=None, actor_name="Ada", door="cli")


async def served(practice: SmallPractice) -> str:
    """A client of whom much is recorded, by every door to the row."""
    await practice.provider("full", capacity=0)
    desk = await practice.desk()
    admitted = await desk.do(
        AdmitClient(
            name="Eve Moreau",
            date_of_birth=date(1990, 5, 17),
            insurance_status=InsuranceStatus.VERIFIED,
            payer="Lakeshore Health",
            external_id="K-4711",
            service_requirements=("CBT",),
            languages=("Español",),
            attributes={"vip": True},
            availability=(Window(Weekday.MONDAY, "09:00", "10:00"),),
            preferred_provider_id="prv_ana",
            do_not_match_provider_ids=("prv_sam",),
            team_id="tem_north",
            note="quiet room",
        ),
        "a key",
    )
    client_id = str(admitted.ids["client"])
    assert (await desk.do(UpdateClient(client_id, name="Eva Moreau"))).user_errors == ()
    assigned = await desk.do(AssignClient(client_id, "prv_full", override_reason="Eve asked for it"))
    assert assigned.user_errors == ()

    async def by_plugin(unit: UnitOfWork) -> None:
        event = Event("NOTES_KEPT", unit.now, client_id, changes=(FieldChange("reason", None, "Eve's goals"),))
        unit.record(event, actor_id=None, actor_name="plugin", door="graphql")

    await practice.database.write(by_plugin)
    return client_id


async def found(practice: SmallPractice) -> dict[str, list[str]]:
    """The rows that tell of the client."""
    telling = {name: [row for row in rows if TELLING.search(row)] for name, rows in (await practice.snapshot()).items()}
    return {name: rows for name, rows in telling.items() if rows}


async def test_nothing_tells_of_the_client_any_more_and_the_chain_holds(practice: SmallPractice) -> None:
    client_id = await served(practice)
    desk = await practice.desk(await practice.person("CEO"))
    assert {"client", "client_word", "client_facet", "pool_entry", "assignment", "event"} <= set(await found(practice))
    with pytest.raises(InvalidValue, match="The client is ACTIVE"):
        await practice.database.write(erasing(client_id))
    assert (await desk.do(DischargeClient(client_id, note="goals met"))).user_errors == ()
    await practice.database.write(erasing(client_id))
    assert await found(practice) == {}
    client = await practice.row(Client, client_id)
    assert client["name"] == f"Erased {client_id[-6:]}"
    assert {each["word"] for each in await practice.rows(ClientWord)} == {"erased", client_id[-6:].lower()}
    (assignment,) = await practice.rows(Assignment)
    assert (assignment["provider_id"], assignment["override_reason"]) == ("prv_full", "Erased")
    assert [each["note"] for each in await practice.rows(PoolEntry)] == [None]
    assert len(await practice.rows(IdempotencyKey)) == 1
    events = sorted(await practice.rows(EventRow), key=lambda each: each["number"])
    assert (events[-1]["type"], events[-1]["actor"], events[-1]["client_id"]) == ("CLIENT_ERASED", "Ada", client_id)
    (assigned,) = [each for each in events if each["type"] == "CLIENT_ASSIGNED"]
    kept = {each["field"]: each["after"] for each in assigned["changes"]}
    assert (kept["providerId"], assigned["override_reason"]) == ("prv_full", None)
    report = await check_audit(practice.database, [practice.database.keys.present()])
    assert (report.findings, report.checked) == ([], len(events))
    await practice.database.write(erasing(client_id))
    report = await check_audit(practice.database, [practice.database.keys.present()])
    assert (report.findings, report.checked) == ([], len(events) + 1)


async def test_who_waits_or_is_unknown_is_not_erased(practice: SmallPractice) -> None:
    await practice.waiting("bo")
    before = await practice.snapshot()
    for client_id, told in (("cli_bo", "The client is WAITING"), ("cli_no", "There is no client")):
        with pytest.raises(InvalidValue, match=told):
            await practice.database.write(erasing(client_id))
    assert await practice.snapshot() == before


async def test_events_from_before_the_chain_keep_no_digest(practice: SmallPractice) -> None:
    client_id = await served(practice)
    desk = await practice.desk(await practice.person("CEO"))
    assert (await desk.do(DischargeClient(client_id))).user_errors == ()
    sqlite = practice.database.address.is_sqlite

    async def unchained(unit: UnitOfWork) -> None:
        drop = "DROP TRIGGER event_update" if sqlite else "ALTER TABLE event DISABLE TRIGGER USER"
        await unit.session.execute(text(drop))
        await unit.session.execute(text("UPDATE event SET hash = NULL, salt = NULL, key_id = NULL"))

    await practice.database.write(unchained)
    await practice.database.write(erasing(client_id))
    assert await found(practice) == {}
    assert not [each for each in await practice.rows(EventRow) if "digest" in str(each["erased"])]


async def test_sqlite_s_files_hold_nothing_of_the_client_either(practice: SmallPractice) -> None:
    database = practice.database
    if database.address.path is None:
        assert await database.fold_log()
        return
    client_id = await served(practice)
    desk = await practice.desk(await practice.person("CEO"))
    assert (await desk.do(DischargeClient(client_id, note="goals met"))).user_errors == ()
    assert await database.fold_log()
    assert remnants(database.address.path) == set(TEXTS)
    await practice.database.write(erasing(client_id))
    assert await database.fold_log()
    assert remnants(database.address.path) == set()


def remnants(file: Path) -> set[bytes]:
    """What the files of a database still hold of the client."""
    held = b"".join(each.read_bytes() for each in file.parent.glob(f"{file.name}*"))
    return {each for each in TEXTS if each in held}
