"""Every hook with plugins that do every wrong thing: what becomes of it, who is blamed, and that others go on.

What costs a whole worker, an end of the process or a hold on the interpreter, is tried in tests/e2e/test_watchdog.py.
"""

import asyncio
import itertools
import logging
import sys
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from types import ModuleType
from typing import Any, Final

import numpy as np
import pytest

from caseload_gql.plugins import Plugin, Restrict, Scorer, hookimpl
from caseload_gql.testing import Kit, MakeKit

FAILING: Final = (Path(__file__).parents[2] / "docs/plugins/failing.md").read_text(encoding="utf-8")
PEOPLE: Final = ("Ana Ruiz", "Ben Carter", "Eve Moreau", "Lakeshore Health")
Deed = Callable[[Any], Any]


def raises(request: Any) -> Any:
    # The message holds what must not be logged.
    message = f"Eve Moreau of Lakeshore Health {request}"
    raise ValueError(message)


def recurses(request: Any) -> Any:
    return recurses(request)


def exits(request: Any) -> Any:
    sys.exit(f"{request}")


def leaks(request: Any) -> Any:
    raise MemoryError(request)


#: What a hook may do instead of its work, where that can be tried in one process.
DEEDS: Final[Mapping[str, Deed]] = {
    "raises": raises,
    "recurses": recurses,
    "exits": exits,
    "runs out of memory": leaks,
    "answers with a number": lambda request: 7,
    "answers with NaN": lambda request: [float("nan")],
    "answers with infinity": lambda request: [float("inf")],
    "answers with ten million rows": lambda request: itertools.repeat(request, 10_000_000),
    "answers without end": lambda request: itertools.repeat(None),
}
#: Those that may wait may be late as well.
WAITING: Final = ("`actor_facts`", "`before_assignment`")


class Chaos:
    """A plugin whose hook does the deed that it is told to."""

    def __init__(self, name: str) -> None:
        self.deed: Deed = half if name == "a scorer" else lambda request: None
        self.module = ModuleType("chaos")
        self.module.__dict__.update(PLUGIN=Plugin("chaos", api=">=1,<2"), **_HOOKS[name](self))

    def do(self, request: Any) -> Any:
        return self.deed(request)

    def do_to_clients(self, request: Any) -> Any:
        return self.deed(request) if request.resource == "Client" else ()

    async def do_waiting(self, request: Any) -> Any:
        if self.deed is late:
            await asyncio.sleep(60)
        return self.deed(request)


def late(request: Any) -> Any:
    return request


def half(batch: Any) -> Any:
    return np.full((len(batch.clients), len(batch.providers)), 0.5)


def depending(request: Any) -> Iterable[Restrict]:
    if request.resource == "Client":
        yield Restrict("TOLD", "By what was told.", request.row.id.is_not(None))


def hook(do: Deed) -> Any:
    def answers(request: Any) -> Any:
        return do(request)

    return hookimpl(answers)


def waiting(do: Deed) -> Any:
    async def answers(request: Any) -> Any:
        return await do(request)

    return hookimpl(answers)


def scoring(score: Deed, because: Deed) -> Any:
    return {"register_scorers": hook(lambda request: [Scorer("chaos", score, because)])}


#: The hooks of each plugin.
_HOOKS: Final[Mapping[str, Callable[[Chaos], Mapping[str, Any]]]] = {
    "`policy_grants`": lambda chaos: {"policy_grants": hook(chaos.do_to_clients)},
    "`policy_restrictions`": lambda chaos: {"policy_restrictions": hook(chaos.do_to_clients)},
    "`actor_facts`": lambda chaos: {"actor_facts": waiting(chaos.do_waiting), "policy_restrictions": hook(depending)},
    "a scorer": lambda chaos: scoring(chaos.do, lambda pair: "So."),
    "a scorer's `because`": lambda chaos: scoring(half, chaos.do),
    "`eligibility`": lambda chaos: {"eligibility": hook(chaos.do)},
    "`before_assignment`": lambda chaos: {"before_assignment": waiting(chaos.do_waiting)},
}
#: What becomes of it, in the words of docs/plugins/failing.md.
OUTCOMES: Final[Mapping[str, str]] = {
    "`policy_grants`": "grants nothing",
    "`policy_restrictions`": "no row of that kind is visible to anybody",
    "`actor_facts`": "the plugin's policies count as failed for that person",
    "a scorer": "is left out of the ranking, which names the plugin as degraded",
    "a scorer's `because`": 'the pair is shown with "The scorer gives no reason."',
    "`eligibility`": "every pair fails with `RULE_UNAVAILABLE`, which nobody can override",
    "`before_assignment`": "vetoes with `RULE_UNAVAILABLE`",
}
CLIENTS: Final = "{ clients(first: 9) { totalCount } locations(first: 9) { totalCount } }"
MATCHES: Final = """
{ node(id: "cli_eve") { ... on Client { matches(first: 9, includeIneligible: true) {
  degraded matches { eligible failedGates { code } contributions { scorer because } }
} } } }
"""
ASSIGN: Final = """
mutation { assignClient(input: { clientId: "cli_eve", providerId: "prv_nadia", overrideReason: "Agreed" }) {
  userErrors { code gate { code } }
} }
"""
PLUGIN: Final = "{ plugins { name faults } viewer { id } }"


def clients_are(kit: Kit, number: int, locations: int = 2) -> None:
    found = kit.query(kit.actor("ceo"), CLIENTS)
    assert (found["clients"]["totalCount"], found["locations"]["totalCount"]) == (number, locations)


def nothing_is_granted(kit: Kit) -> None:
    assert kit.ask(kit.actor("staff"), CLIENTS)["errors"][0]["extensions"]["code"] == "FORBIDDEN"
    clients_are(kit, 8)


def nobody_is_seen(kit: Kit) -> None:
    clients_are(kit, 0)


def nothing_is_seen(kit: Kit) -> None:
    clients_are(kit, 0, 0)


def ranked(kit: Kit) -> dict[str, Any]:
    found: dict[str, Any] = kit.query(kit.actor("ceo"), MATCHES)["node"]["matches"]
    assert found["matches"]
    return found


def it_is_degraded(kit: Kit) -> None:
    found = ranked(kit)
    assert found["degraded"] == ["chaos"]
    assert all(each["contributions"] for each in found["matches"])
    assert any(each["eligible"] for each in found["matches"])


def it_is_silent(kit: Kit) -> None:
    found = ranked(kit)
    said = {
        each["because"] for match in found["matches"] for each in match["contributions"] if each["scorer"] == "chaos"
    }
    assert (found["degraded"], said) == ([], {"The scorer gives no reason."})


def nobody_is_assigned(kit: Kit) -> None:
    ceo = kit.actor("ceo")
    with kit.unchanged():
        errors = kit.query(ceo, ASSIGN)["assignClient"]["userErrors"]
    assert ("VETOED", "RULE_UNAVAILABLE") in {(each["code"], each["gate"]["code"]) for each in errors}


def every_pair_fails(kit: Kit) -> None:
    found = ranked(kit)
    assert all("RULE_UNAVAILABLE" in {gate["code"] for gate in each["failedGates"]} for each in found["matches"])
    nobody_is_assigned(kit)


CHECKS: Final[Mapping[str, Callable[[Kit], None]]] = {
    "`policy_grants`": nothing_is_granted,
    "`policy_restrictions`": nobody_is_seen,
    "`actor_facts`": nothing_is_seen,
    "a scorer": it_is_degraded,
    "a scorer's `because`": it_is_silent,
    "`eligibility`": every_pair_fails,
    "`before_assignment`": nobody_is_assigned,
}


def faults(kit: Kit) -> int:
    """How often the plugin failed, as an administrator sees it; and that others are answered."""
    found = kit.query(kit.actor("admin"), PLUGIN)
    assert found["viewer"]["id"]
    return int(next(each["faults"] for each in found["plugins"] if each["name"] == "chaos"))


@pytest.mark.parametrize("name", OUTCOMES)
def test_whatever_a_hook_does_costs_what_is_written_and_others_go_on(
    caseload_kit: MakeKit, caplog: pytest.LogCaptureFixture, name: str
) -> None:
    assert f"| {name} | {OUTCOMES[name]}" in FAILING
    chaos = Chaos(name)
    kit = caseload_kit(chaos.module)
    good = chaos.deed
    for what, deed in {**DEEDS, **({"is late": late} if name in WAITING else {})}.items():
        before = faults(kit)
        caplog.clear()
        chaos.deed = deed
        with caplog.at_level(logging.ERROR):
            CHECKS[name](kit)
        chaos.deed = good
        assert faults(kit) > before, what
        blamed = [each.getMessage() for each in caplog.records if "chaos" in each.getMessage()]
        assert blamed, what
        assert not any(person in caplog.text for person in PEOPLE), what
        if name == "a scorer":
            # One that fails three times in a row would be left alone, and do no deed.
            assert ranked(kit)["degraded"] == [], what
