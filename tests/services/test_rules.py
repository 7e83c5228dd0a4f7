"""Rules of plugins hold in every mutation that assigns and in the ranking, and rule everybody out when they fail."""

from collections.abc import Callable, Iterable
from typing import Any

import pytest

from caseload_gql.db.models import Assignment
from caseload_gql.errors import UserErrorCode
from caseload_gql.plugins import EligibilityRequest, Ineligible, Plugin
from caseload_gql.plugins.installed import LoadedPlugin
from caseload_gql.services.commands import AssignClient, ReassignClient, UndoAssignment
from tests.ranking.plugins import hiding, order, rank
from tests.services.practice import SmallPractice, codes

Rule = Callable[[EligibilityRequest], Iterable[Any]]


def ruling(rule: Rule) -> LoadedPlugin:
    return LoadedPlugin(Plugin("panel", ">=1"), "0", {"eligibility": rule})


def closed(provider: str, *, overridable: bool = False) -> LoadedPlugin:
    def rule(request: EligibilityRequest) -> Iterable[Ineligible]:
        for client in request.clients:
            for each in request.providers:
                if each.id == provider:
                    reason = f"The panel is closed to {client.payer}."
                    yield Ineligible(client.id, each.id, "PANEL_CLOSED", reason, ("Client.payer",), overridable)

    return ruling(rule)


def broken(request: EligibilityRequest) -> Iterable[Any]:
    raise ValueError(request.today)


FAILING: dict[str, Rule] = {
    "raises": broken,
    "no ineligible": lambda request: [None],
    "unknown client": lambda request: [Ineligible("cli_x", request.providers[0].id, "CLOSED", "Closed.")],
    "unknown provider": lambda request: [Ineligible(request.clients[0].id, "prv_x", "CLOSED", "Closed.")],
    "bad code": lambda request: [Ineligible(request.clients[0].id, request.providers[0].id, "no code", "Closed.")],
    "shipped code": lambda request: [
        Ineligible(request.clients[0].id, request.providers[0].id, "NO_FREE_UNITS", "Full.")
    ],
    "NaN": lambda request: [Ineligible(request.clients[0].id, request.providers[0].id, "CLOSED", float("nan"))],  # type: ignore[arg-type]  # rubbish on purpose
    "unknown field": lambda request: [
        Ineligible(request.clients[0].id, request.providers[0].id, "CLOSED", "Closed.", ("Client.payr",))
    ],
}


@pytest.mark.parametrize("overridable", [True, False])
async def test_a_rule_refuses_and_only_where_it_may_does_a_reason_pass(
    practice: SmallPractice, *, overridable: bool
) -> None:
    await practice.waiting("bo", payer="Lakeshore")
    desk = await practice.desk(rules=[closed("prv_ana", overridable=overridable)])
    before = await practice.snapshot()
    refused = await desk.do(AssignClient("cli_bo", "prv_ana"))
    assert codes(refused) == [UserErrorCode.NOT_ELIGIBLE if overridable else UserErrorCode.VETOED]
    assert [each.message for each in refused.user_errors] == ["The panel is closed to Lakeshore."]
    assert await practice.snapshot() == before
    again = await desk.do(AssignClient("cli_bo", "prv_ana", override_reason="Agreed"))
    assert codes(again) == ([] if overridable else [UserErrorCode.VETOED])
    assert (await practice.snapshot() != before) is overridable


async def test_reassigning_asks_the_rules_too(practice: SmallPractice) -> None:
    await practice.served("bo", "ana")
    desk = await practice.desk(rules=[closed("prv_sam")])
    before = await practice.snapshot()
    assert codes(await desk.do(ReassignClient("cli_bo", "prv_sam"))) == [UserErrorCode.VETOED]
    assert await practice.snapshot() == before


async def test_undoing_returns_nobody_to_a_provider_whom_a_rule_rules_out(practice: SmallPractice) -> None:
    await practice.served("bo", "ana")
    desk = await practice.desk(rules=[closed("prv_ana")])
    moved = await desk.do(ReassignClient("cli_bo", "prv_sam"))
    assert codes(await desk.do(UndoAssignment(str(moved.ids["assignment"])))) == []
    assert await practice.rows(Assignment, client_id="cli_bo", ended_at=None) == []


@pytest.mark.parametrize("rule", FAILING.values(), ids=FAILING)
async def test_a_rule_that_fails_rules_out_everybody(practice: SmallPractice, rule: Rule) -> None:
    await practice.waiting("bo")
    plugin = ruling(rule)
    desk = await practice.desk(rules=[plugin])
    before = await practice.snapshot()
    refused = await desk.do(AssignClient("cli_bo", "prv_ana", override_reason="Agreed"))
    assert [(each.code, each.gate and each.gate.code) for each in refused.user_errors] == [
        (UserErrorCode.VETOED, "RULE_UNAVAILABLE")
    ]
    assert await practice.snapshot() == before
    ranked = await rank(practice, plugin)
    assert (order(ranked), ranked.degraded) == ([], ("panel",))
    assert plugin.seen().faults == 2


async def test_the_ranking_words_a_reason_generally_where_what_it_tells_is_hidden(practice: SmallPractice) -> None:
    await practice.waiting("bo", payer="Lakeshore")
    rule = closed("prv_ana")
    assert order(await rank(practice, rule)) == ["sam"]
    for plugins, reason in (
        ([rule], "The panel is closed to Lakeshore."),
        ([rule, hiding("Client", "payer")], "A rule of the practice stands in the way."),
    ):
        (ana,) = (each for each in (await rank(practice, *plugins, everybody=True)).matches if not each.eligible)
        assert [(each.code, each.reason) for each in ana.failed_gates] == [("PANEL_CLOSED", reason)]


async def test_a_mutation_tells_rules_all_of_a_provider_that_a_ranking_tells(practice: SmallPractice) -> None:
    await practice.waiting("bo")
    await practice.provider(
        "eli",
        external_id="P-7",
        specialties=["Trauma"],
        services=["CBT"],
        languages=["Polski"],
        payers=["Lakeshore"],
        telehealth=True,
        minimum_age=18,
        maximum_age=65,
    )
    told: list[Any] = []

    def listens(request: EligibilityRequest) -> Iterable[Ineligible]:
        told.extend(each for each in request.providers if each.id == "prv_eli")
        return ()

    plugin = ruling(listens)
    await rank(practice, plugin)
    assert codes(await (await practice.desk(rules=[plugin])).do(AssignClient("cli_bo", "prv_eli"))) == []
    ranked, assigned = told
    assert ranked == assigned
    assert assigned.external_id == "P-7"
