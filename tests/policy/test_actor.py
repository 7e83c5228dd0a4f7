"""What plugins have told of an actor: each finds its own, and rules of one that could not tell fail."""

from dataclasses import replace
from typing import Final

from caseload_gql.db.models import Client
from caseload_gql.policy.actor import Actor, Told
from caseload_gql.policy.hook import plugin_handle
from caseload_gql.policy.practice import PracticeFacts
from caseload_gql.policy.rules import PolicyRequest

ADA: Final = Actor("usr_ada", "Ada", "ada@demo.example", "STAFF")
TOLD: Final = replace(
    ADA, told=(Told("glass", (("level", "int", 3), ("opened", "tuple", ("cli_bo",)))), Told("panel", failed=True))
)


def test_a_plugin_finds_what_it_told_itself() -> None:
    assert TOLD.facts_of("glass") == {"level": 3, "opened": ("cli_bo",)}
    assert TOLD.facts_of("panel") == TOLD.facts_of("other") == ADA.facts_of("glass") == {}


def test_a_policy_is_asked_with_the_facts_of_its_own_plugin() -> None:
    request = PolicyRequest(TOLD, "caseload:read", "Client", Client, PracticeFacts())
    assert replace(request, plugin=plugin_handle("glass")).facts == {"level": 3, "opened": ("cli_bo",)}
    assert request.facts == {}


def test_it_is_known_which_plugin_could_not_tell() -> None:
    assert [TOLD.is_untold_by(name) for name in ("glass", "panel", "other")] == [False, True, False]


def test_actors_of_whom_other_things_are_told_are_not_the_same() -> None:
    assert TOLD != ADA
    assert Told("glass", (("level", "int", 1),)) != Told("glass", (("level", "bool", True),))
