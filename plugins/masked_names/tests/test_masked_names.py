"""The mask, on answers of the engine; tests/plugins shows it through the door."""

import pytest
from sqlalchemy.orm import aliased

import caseload_masked_names
from caseload_gql.db.models import Assignment, Client, PoolEntry, Provider
from caseload_gql.plugins import Actor, actions
from caseload_gql.plugins.contract import load_plugin
from caseload_gql.plugins.manager import Plugins, load_plugins
from caseload_gql.policy.engine import PolicyEngine
from caseload_gql.testing import MakeKit

PLUGINS = Plugins([*load_plugins().sources, load_plugin(caseload_masked_names)])
ENGINE = PolicyEngine(PLUGINS.sources)
INTERN = Actor("usr_i", "I", "i@demo.example", "STAFF", frozenset({"intern"}))
LEADING_INTERN = Actor("usr_l", "L", "l@d.example", "STAFF", frozenset({"intern", "supervisor"}), frozenset({"tem_n"}))
QMHP = Actor("usr_q", "Q", "q@demo.example", "STAFF", frozenset({"qmhp"}))

ASSIGN = """
mutation { assignClient(input: { clientId: "cli_eve", providerId: "prv_nadia" }) { userErrors { code } } }
"""


def hidden(actor: Actor, model: type) -> set[str]:
    return set(ENGINE.scope(actor, actions.READ, aliased(model)).redactions)


def test_an_intern_reads_what_a_qmhp_reads_and_changes_nothing() -> None:
    assert ENGINE.actions(INTERN) == ENGINE.actions(QMHP) == (actions.READ, actions.PLAN_READ)
    assert ENGINE.scope(INTERN, actions.READ, aliased(Client)).where is None


@pytest.mark.parametrize("intern", [INTERN, LEADING_INTERN])
def test_what_tells_who_a_client_is_is_hidden_whatever_else_the_intern_is(intern: Actor) -> None:
    assert hidden(intern, Client) == {"name", "external_id", "date_of_birth", "attributes"}
    assert hidden(intern, PoolEntry) == {"note"}
    assert hidden(intern, Assignment) == {"override_reason"}
    assert hidden(intern, Provider) == set()


def test_nothing_is_hidden_from_others_and_nothing_granted_to_them() -> None:
    assert all(not hidden(QMHP, model) for model in (Client, PoolEntry, Assignment))
    assert ENGINE.actions(Actor("usr_n", "N", "n@demo.example", "STAFF")) == ()


def test_an_intern_sees_clients_of_both_teams_without_their_names(caseload_kit: MakeKit) -> None:
    kit = caseload_kit(caseload_masked_names)
    intern, qmhp = kit.actor("intern"), kit.actor("qmhp")
    for row, name in (("cli_ana", "Ana Ruiz"), ("cli_cem", "Cem Aydin")):
        assert kit.can_see(intern, row)
        assert (kit.value(intern, row, "name"), kit.value(qmhp, row, "name")) == (None, name)
    assert kit.value(intern, "cli_ben", "attributes") is None
    assert kit.value(intern, "cli_eve", "dateOfBirth") is None
    assert kit.value(intern, "cli_eve", "payer") == "Lakeshore Health"


def test_an_intern_changes_nothing(caseload_kit: MakeKit) -> None:
    kit = caseload_kit(caseload_masked_names)
    intern = kit.actor("intern")
    with kit.unchanged():
        answer = kit.ask(intern, ASSIGN)
    assert [each["extensions"]["code"] for each in answer["errors"]] == ["FORBIDDEN"]
