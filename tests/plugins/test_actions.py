"""Actions that plugins add are granted, held and shown like the product's own."""

import pytest

from caseload_gql.policy.actions import ROWS_OF_ACTION
from caseload_gql.policy.actor import Actor
from caseload_gql.policy.engine import PolicyEngine
from caseload_gql.policy.practice import PracticeFacts
from tests.plugins.dropped import Drop, loaded, refusal
from tests.support import Demo, opened

HEAD = """
from caseload_gql.plugins import Action, Grant, Plugin, hookimpl
PLUGIN = Plugin("{name}", api=">=1,<2")

@hookimpl
def register_actions(request):
    {body}
"""
SEATING = 'return [Action("seating:plan", "Plan who sits where.", ("Client",))]'
GRANTS = """
@hookimpl
def policy_grants(request):
    if request.action == "seating:plan" and request.actor.account_role == "ADMIN":
        yield Grant("SEATING", "Administrators plan the seating.", request.row.status == "WAITING")
"""
ADMIN = Actor("usr_a", "A", "a@x.example", "ADMIN")
CEO = Actor("usr_c", "C", "c@x.example", "CEO")


def source(body: str, name: str = "late") -> str:
    return HEAD.format(name=name, body=body)


def test_whoever_is_granted_an_action_of_a_plugin_holds_it_and_nobody_else(drop: Drop) -> None:
    plugins = loaded(drop(source(SEATING) + GRANTS))
    for policy in (
        engine := PolicyEngine(plugins.sources, actions=plugins.actions),
        engine.at(PracticeFacts(practice_id="prc")),
    ):
        assert policy.may(ADMIN, "seating:plan")
        assert "seating:plan" in policy.actions(ADMIN)
        assert not policy.may(CEO, "seating:plan")
        assert "seating:plan" not in policy.actions(CEO)


async def test_viewers_find_their_actions_of_plugins(demo: Demo, drop: Drop) -> None:
    async with opened(demo, drop(source(SEATING) + GRANTS)) as house:
        for who, holds in (("admin", True), ("ceo", False)):
            found = await house.data(who, "{ viewer { actions } }")
            assert ("seating:plan" in found["viewer"]["actions"]) is holds


def test_an_action_that_nobody_added_is_held_by_nobody(drop: Drop) -> None:
    plugins = loaded(drop(source("return []") + GRANTS))
    assert plugins.actions == ROWS_OF_ACTION
    assert not PolicyEngine(plugins.sources, actions=plugins.actions).may(ADMIN, "seating:plan")


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("raise KeyError('x')", "register_actions failed: KeyError('x')"),
        ("return ['seating:plan']", "register_actions must return Action objects"),
        ("return [Action('plan', 'Plan.', ('Client',))]", "the action 'plan' must be named as in seating:plan"),
        ("return [Action('Seat:Plan', 'Plan.', ('Client',))]", "the action 'Seat:Plan' must be named as in"),
        ("return [Action('seating:plan', ' ', ('Client',))]", "the action seating:plan needs a description"),
        ("return [Action('seating:plan', 'Plan.', ())]", "the action seating:plan needs kinds of rows"),
        ("return [Action('seating:plan', 'Plan.', ('Clint',))]", "no kind of row; did you mean Client?"),
        ("return [Action('client:write', 'Plan.', ('Client',))]", "the product has an action named client:write"),
    ],
)
def test_an_action_that_cannot_be_had_stops_the_start(drop: Drop, body: str, said: str) -> None:
    message = refusal(drop(source(body)))
    assert message.startswith("plugin late: ")
    assert said in message


def test_an_action_of_two_plugins_stops_the_start_naming_both(drop: Drop) -> None:
    drop(source(SEATING, "early"), "early.py")
    message = refusal(drop(source(SEATING)))
    assert message == "plugin late: plugin early has an action named seating:plan already; rename it"
