"""The practice's settings change: what was given, nothing else, and everybody knows at once."""

import math
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from caseload_gql.db.models import AccessEpoch, Assignment, EventRow, PoolEntry, Practice
from caseload_gql.domain.vocabulary import GateMode, InsuranceStatus, SupervisorAccess
from caseload_gql.errors import Forbidden, UserErrorCode
from caseload_gql.services.commands import AdmitClient, AssignClient, DischargeClient, ReadmitClient
from caseload_gql.services.practice_commands import ModeOfGate, ScorerWeight, UpdatePractice
from tests.services.practice import SmallPractice, codes, paths


async def test_what_was_given_changes_and_the_rest_stays(practice: SmallPractice) -> None:
    desk = await practice.desk()
    before = (await practice.rows(Practice))[0]
    outcome = await desk.do(UpdatePractice(name=" Lakeside ", time_zone="America/Chicago"))
    (row,) = await practice.rows(Practice)
    assert (outcome.user_errors, outcome.ids) == ((), {"practice": row["id"]})
    assert row == before | {"name": "Lakeside", "time_zone": "America/Chicago"}
    [event] = await practice.rows(EventRow)
    assert (event["type"], event["door"]) == ("PRACTICE_UPDATED", "api")
    assert event["changes"] == [
        {"field": "name", "before": before["name"], "after": "Lakeside"},
        {"field": "timeZone", "before": before["time_zone"], "after": "America/Chicago"},
    ]


async def test_every_change_moves_the_access_epoch_and_none_does_not(practice: SmallPractice) -> None:
    desk = await practice.desk()
    epoch = (await practice.rows(AccessEpoch))[0]["epoch"]
    (row,) = await practice.rows(Practice)
    await desk.do(UpdatePractice(name=row["name"], wait_target_days=14))
    assert [each["epoch"] for each in await practice.rows(AccessEpoch)] == [epoch]
    assert await practice.rows(EventRow) == []
    await desk.do(UpdatePractice(supervisor_access=SupervisorAccess.READ))
    assert [each["epoch"] for each in await practice.rows(AccessEpoch)] == [epoch + 1]


async def test_weights_and_modes_not_named_stay_and_null_puts_back_the_default(practice: SmallPractice) -> None:
    await practice.settings(scorer_weights={"headroom": 3.0, "gone": 2.0}, gate_modes={"AGE_OUT_OF_BAND": "OFF"})
    admin = await practice.person("ADMIN")
    gate = ModeOfGate("PAYER_NOT_TAKEN", GateMode.BLOCK)
    weights = (ScorerWeight("specialty_fit", 0),)
    await (await practice.desk(admin)).do(UpdatePractice(scorers=weights, gates=(gate,)))
    (row,) = await practice.rows(Practice)
    assert row["scorer_weights"] == {"headroom": 3.0, "gone": 2.0, "specialty_fit": 0}
    assert row["gate_modes"] == {"AGE_OUT_OF_BAND": "OFF", "PAYER_NOT_TAKEN": "BLOCK"}
    cleared = UpdatePractice(scorers=None, gates=None, nearing_capacity_at=None, wait_target_days=None)
    await (await practice.desk(admin, epoch=2)).do(cleared)
    (row,) = await practice.rows(Practice)
    assert (row["scorer_weights"], row["gate_modes"]) == ({}, {})
    assert (row["nearing_ten_thousandths"], row["wait_target_days"]) == (8500, 14)


def _many(count: int) -> tuple[ScorerWeight, ...]:
    return tuple(ScorerWeight(f"scorer_{at}", 1) for at in range(count))


BAD: list[tuple[dict[str, Any], list[str]]] = [
    ({"name": None}, ["name"]),
    ({"name": " \u200b "}, ["name"]),
    ({"name": "a\0b"}, ["name"]),
    ({"name": "x" * 201}, ["name"]),
    ({"time_zone": None}, ["timeZone"]),
    ({"time_zone": "Mars/Olympus"}, ["timeZone"]),
    ({"time_zone": "../../etc/passwd"}, ["timeZone"]),
    ({"time_zone": "america/chicago"}, ["timeZone"]),
    ({"time_zone": "localtime"}, ["timeZone"]),
    ({"time_zone": "a\0b"}, ["timeZone"]),
    ({"time_zone": ""}, ["timeZone"]),
    ({"nearing_capacity_at": 0.0}, ["nearingCapacityAt"]),
    ({"nearing_capacity_at": 1.0001}, ["nearingCapacityAt"]),
    ({"nearing_capacity_at": -0.5}, ["nearingCapacityAt"]),
    ({"nearing_capacity_at": 0.123456}, ["nearingCapacityAt"]),
    ({"nearing_capacity_at": math.nan}, ["nearingCapacityAt"]),
    ({"nearing_capacity_at": math.inf}, ["nearingCapacityAt"]),
    ({"wait_target_days": -1}, ["waitTargetDays"]),
    ({"wait_target_days": 3_651}, ["waitTargetDays"]),
    ({"supervisor_access": None}, ["supervisorAccess"]),
    ({"scorers": (ScorerWeight("unheard_of", 1),)}, ["scorers.0.scorer"]),
    ({"scorers": (ScorerWeight("headroom", -1),)}, ["scorers.0.weight"]),
    ({"scorers": (ScorerWeight("headroom", math.nan),)}, ["scorers.0.weight"]),
    ({"scorers": (ScorerWeight("headroom", math.inf),)}, ["scorers.0.weight"]),
    ({"scorers": (ScorerWeight("headroom", 1), ScorerWeight("headroom", 2))}, ["scorers.1.scorer"]),
    ({"scorers": _many(251)}, ["scorers"]),
    ({"gates": (ModeOfGate("NO_FREE_UNITS", GateMode.OFF),)}, ["gates.0.code"]),
    (
        {"gates": (ModeOfGate("AGE_OUT_OF_BAND", GateMode.OFF), ModeOfGate("AGE_OUT_OF_BAND", GateMode.WARN))},
        ["gates.1.code"],
    ),
    ({"gates": (ModeOfGate("AGE_OUT_OF_BAND", GateMode.OFF),) * 251}, ["gates"]),
    ({"name": "", "time_zone": "x", "wait_target_days": -1}, ["name", "timeZone", "waitTargetDays"]),
]


async def test_bad_settings_are_told_one_by_one_and_nothing_changes(practice: SmallPractice) -> None:
    desk = await practice.desk()
    before = await practice.snapshot()
    for given, expected in BAD:
        outcome = await desk.do(UpdatePractice(**{"wait_target_days": 30} | given))
        assert (paths(outcome), set(codes(outcome))) == (expected, {UserErrorCode.INVALID}), given
        assert all(each.message.endswith(".") or ":" in each.message for each in outcome.user_errors)
    assert await practice.snapshot() == before


@pytest.mark.parametrize(("role", "teams"), [("SUPPORT_STAFF", ()), ("STAFF", ("tem_north",)), ("STAFF", ())])
async def test_who_may_not_write_the_practice_is_told_so(
    practice: SmallPractice, role: str, teams: tuple[str, ...]
) -> None:
    company = frozenset() if role == "SUPPORT_STAFF" or teams else frozenset({"qmhp"})
    desk = await practice.desk(await practice.person(role, *teams, company=company))
    before = await practice.snapshot()
    with pytest.raises(Forbidden):
        await desk.do(UpdatePractice(name="Mine"))
    assert await practice.snapshot() == before


async def test_a_practice_that_moves_west_keeps_its_recorded_days_and_goes_on(practice: SmallPractice) -> None:
    """Shortly after midnight, so that today is yesterday once more; a client's days do not run backwards by that."""
    night, admin = datetime(2026, 11, 20, 3, tzinfo=UTC), await practice.person("ADMIN")
    desk = await practice.desk(admin, clock=lambda: night)
    admitted = await desk.do(AdmitClient("Bo", InsuranceStatus.VERIFIED, team_id="tem_north"))
    client_id, entry_id = str(admitted.ids["client"]), str(admitted.ids["pool_entry"])
    assert (await desk.do(UpdatePractice(time_zone="America/Chicago"))).user_errors == ()
    later = await practice.desk(admin, clock=lambda: night + timedelta(minutes=5), epoch=2)
    for command in (AssignClient(client_id, "prv_ana"), DischargeClient(client_id), ReadmitClient(client_id)):
        assert (await later.do(command)).user_errors == ()
    entry = await practice.row(PoolEntry, entry_id)
    assert (entry["entered_on"], entry["left_on"]) == (date(2026, 11, 20), date(2026, 11, 20))
    [assignment] = await practice.rows(Assignment)
    assert (assignment["assigned_on"], assignment["ended_on"]) == (date(2026, 11, 20), date(2026, 11, 20))
    [anew] = [each for each in await practice.rows(PoolEntry) if each["left_at"] is None]
    assert anew["entered_on"] == date(2026, 11, 20)
    other = await later.do(AdmitClient("Cy", InsuranceStatus.VERIFIED, team_id="tem_north"))
    assert (await practice.row(PoolEntry, str(other.ids["pool_entry"])))["entered_on"] == date(2026, 11, 19)
