"""Every step from every stand: the table of the lifecycle is what the use cases do."""

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any, Final

import pytest

from caseload_gql.db.models import Assignment, Client, EventRow, PoolEntry
from caseload_gql.domain.lifecycle import CLIENT_STEPS, Bar, Stand, Step, stand_of
from caseload_gql.domain.vocabulary import InsuranceStatus
from caseload_gql.services import commands
from caseload_gql.services.desk import ActorDesk
from tests.services.practice import NOW, SmallPractice, codes

Make = Callable[[str, Mapping[str, str]], Any]

STEPS: Final[dict[Step, Make]] = {
    Step.ADMIT: lambda _, __: commands.AdmitClient("New Person", InsuranceStatus.VERIFIED),
    Step.UPDATE: lambda client, _: commands.UpdateClient(client, payer="Aetna"),
    Step.ASSIGN: lambda client, _: commands.AssignClient(client, "prv_sam"),
    Step.REASSIGN: lambda client, _: commands.ReassignClient(client, "prv_sam"),
    Step.RETURN: lambda client, _: commands.ReturnClientToPool(client),
    Step.RETURN_KEEPING: lambda client, _: commands.ReturnClientToPool(client, keep_provider_until_moved=True),
    Step.WITHDRAW: lambda client, _: commands.WithdrawTransfer(client),
    Step.ROUTE: lambda _, ids: commands.RoutePoolEntry(ids["entry"], note="Soon."),
    Step.FIRST_SESSION: lambda client, _: commands.RecordFirstSession(client, NOW),
    Step.UNDO: lambda _, ids: commands.UndoAssignment(ids["assignment"]),
    Step.DISCHARGE: lambda client, _: commands.DischargeClient(client),
    Step.READMIT: lambda client, _: commands.ReadmitClient(client),
}


async def _bring(practice: SmallPractice, desk: ActorDesk, name: str, stand: Stand) -> None:
    """Let a client stand so, with a past that each step could reach for."""
    client = await practice.waiting(name)
    assign = commands.AssignClient(client, "prv_ana")
    ways: dict[Stand, list[Any]] = {
        Stand.WAITING: [assign, commands.ReturnClientToPool(client)],
        Stand.ACTIVE: [assign],
        Stand.MOVING: [assign, commands.ReturnClientToPool(client, keep_provider_until_moved=True)],
        Stand.DISCHARGED: [assign, commands.DischargeClient(client)],
    }
    for command in ways.get(stand, []):
        assert codes(await desk.do(command)) == []


async def _stand(practice: SmallPractice, client: str) -> Stand:
    status = (await practice.row(Client, client))["status"]
    return stand_of(status, in_pool=bool(await practice.rows(PoolEntry, client_id=client, left_at=None)))


async def _ids(practice: SmallPractice, client: str) -> dict[str, str]:
    """The client's latest entry and assignment."""
    entries = await practice.rows(PoolEntry, client_id=client)
    assignments = await practice.rows(Assignment, client_id=client)
    open_entry = [each for each in entries if each["left_at"] is None] or entries
    return {"entry": open_entry[-1]["id"], "assignment": assignments[-1]["id"] if assignments else "none"}


@pytest.mark.parametrize("step", STEPS)
async def test_a_step_leads_from_each_stand_to_where_the_table_says_or_is_refused_with_its_code(
    practice: SmallPractice, step: Step
) -> None:
    actor = await practice.person("ADMIN")
    desk = await practice.desk(actor)
    later = await practice.desk(actor, clock=lambda: NOW + timedelta(hours=1))
    for stand, ways in CLIENT_STEPS[step].by_stand.items():
        client = f"cli_{stand.value}"
        await _bring(practice, desk, stand.value, stand)
        before = await practice.snapshot()
        told = {each["id"] for each in await practice.rows(EventRow)}
        outcome = await later.do(STEPS[step](client, await _ids(practice, client)))
        if isinstance(ways, Bar):
            assert [(each.code, each.message) for each in outcome.user_errors] == [(ways.code, ways.sentence)]
            assert await practice.snapshot() == before
            continue
        assert codes(outcome) == []
        assert await _stand(practice, client) in ways
        new = [each["type"] for each in await practice.rows(EventRow) if each["id"] not in told]
        assert new == [CLIENT_STEPS[step].records]


def test_the_table_says_something_of_every_step_from_every_stand() -> None:
    known = {Stand.WAITING, Stand.ACTIVE, Stand.MOVING, Stand.DISCHARGED}
    for step, rule in CLIENT_STEPS.items():
        assert set(rule.by_stand) == ({Stand.UNKNOWN} if step is Step.ADMIT else known)
    assert set(CLIENT_STEPS) == set(Step) == set(STEPS)
