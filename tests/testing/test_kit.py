"""The kit tells what a plugin does, and fails a test where it does something else."""

from collections.abc import Iterable
from dataclasses import dataclass
from types import ModuleType

import pytest

from caseload_gql.errors import ConfigurationError, InvalidValue
from caseload_gql.plugins import Grant, Plugin, PolicyRequest, Redact, Restrict, Secret, actions, hookimpl
from caseload_gql.testing import Kit, MakeKit

RAISE_CAPACITY = """
mutation { setProviderCapacity(input: { providerId: "prv_nadia", capacity: 11 }) {
  provider { capacity } userErrors { code }
} }
"""


def plugin_module(name: str, **members: object) -> ModuleType:
    module = ModuleType(name)
    module.__dict__.update(PLUGIN=Plugin(name, api=">=1,<2", redacts=("Client.payer",)), **members)
    return module


@hookimpl
def policy_grants(request: PolicyRequest) -> Iterable[Grant]:
    """Interns read clients."""
    if "intern" in request.actor.company_roles and request.action == actions.READ and request.resource == "Client":
        yield Grant("INTERN", "Interns read clients.")


@hookimpl
def policy_restrictions(request: PolicyRequest) -> Iterable[Restrict | Redact]:
    """Nobody sees Ben, nor who pays."""
    if request.resource == "Client":
        yield Restrict("BEN", "Ben is out of sight.", request.row.id != "cli_ben")
        yield Redact("PAYER", "Who pays is hidden.", ("payer",))


@pytest.fixture
def kit(caseload_kit: MakeKit) -> Kit:
    return caseload_kit()


@pytest.fixture
def hiding(caseload_kit: MakeKit) -> Kit:
    return caseload_kit(plugin_module("interns", policy_grants=policy_grants, policy_restrictions=policy_restrictions))


def test_without_plugins_roles_see_what_they_see(kit: Kit) -> None:
    supervisor = kit.actor("supervisor", teams=["North"])
    ceo = kit.actor("ceo")
    for row in ("cli_ana", "cli_eve", "prv_nadia", "tem_north", "loc_annex", "pen_eve", "asg_ana"):
        assert kit.can_see(supervisor, row)
    for row in ("cli_cem", "cli_fay", "cli_gil", "cli_hal", "prv_sam", "tem_south", "pen_fay", "asg_cem"):
        assert kit.cannot_see(supervisor, row)
        assert kit.can_see(ceo, row)
    assert kit.cannot_see(kit.actor("staff"), "cli_ana")
    assert kit.can_see(kit.actor("qmhp"), "cli_gil")


def test_an_actor_may_be_linked_to_a_provider(kit: Kit) -> None:
    assert kit.actor("staff", provider="Nadia Okafor").provider_id == "prv_nadia"
    with pytest.raises(InvalidValue, match="no such team"):
        kit.actor("supervisor", teams=["West"])


def test_what_a_plugin_grants_restricts_and_hides_is_told(hiding: Kit) -> None:
    intern, ceo = hiding.actor("intern"), hiding.actor("ceo")
    assert hiding.can_see(intern, "cli_ana")
    assert hiding.cannot_see(intern, "prv_nadia")
    assert hiding.cannot_see(ceo, "cli_ben")
    assert hiding.value(ceo, "cli_ana", "payer") is None
    assert hiding.value(ceo, "cli_ana", "name") == "Ana Ruiz"


def test_wrong_expectations_fail_with_a_sentence(hiding: Kit) -> None:
    ceo = hiding.actor("ceo")
    with pytest.raises(AssertionError, match="Ceo 1 cannot see cli_ben by node"):
        hiding.can_see(ceo, "cli_ben")
    with pytest.raises(AssertionError, match="Ceo 1 can see cli_ana by node"):
        hiding.cannot_see(ceo, "cli_ana")
    with pytest.raises(AssertionError, match="no row cli_nobody in the practice"):
        hiding.cannot_see(ceo, "cli_nobody")
    with pytest.raises(AssertionError, match="Ceo 1 cannot see cli_ben at all"):
        hiding.value(ceo, "cli_ben", "name")
    with pytest.raises(AssertionError, match="is no id of a row"):
        hiding.value(ceo, "evt_1", "id")


def test_a_plugin_that_breaks_the_contract_is_refused_as_at_a_start(caseload_kit: MakeKit) -> None:
    with pytest.raises(ConfigurationError, match="it has no PLUGIN"):
        caseload_kit(ModuleType("empty"))


@dataclass(frozen=True)
class Config:
    hidden: str = "cli_ana"
    key: Secret | None = None


CONFIGURED = Plugin("configured", api=">=1,<2", config=Config)


@hookimpl
def configured(request: PolicyRequest) -> Iterable[Restrict]:
    """Hides the client that the settings name."""
    if request.resource == "Client":
        yield Restrict("SET", "Set so.", request.row.id != CONFIGURED.config_in(request).hidden)


def test_a_plugin_gets_the_settings_that_a_test_gives_it(caseload_kit: MakeKit) -> None:
    module = ModuleType("configured")
    module.__dict__.update(PLUGIN=CONFIGURED, policy_restrictions=configured)
    usual = caseload_kit(module)
    assert usual.cannot_see(usual.actor("ceo"), "cli_ana")
    key = {"CASELOAD_PLUGIN_CONFIGURED_KEY": "k"}
    other = caseload_kit(module, config={"configured": {"hidden": "cli_ben"}}, environment=key)
    assert other.can_see(other.actor("ceo"), "cli_ana")
    assert other.cannot_see(other.actor("ceo"), "cli_ben")
    with pytest.raises(ConfigurationError, match="hiden"):
        caseload_kit(module, config={"configured": {"hiden": "cli_ben"}})


def test_mutations_run_as_the_actor_and_what_they_change_is_told(kit: Kit) -> None:
    admin, qmhp = kit.actor("admin"), kit.actor("qmhp")
    with kit.unchanged():
        [error] = kit.ask(qmhp, RAISE_CAPACITY)["errors"]
    assert error["extensions"]["code"] == "FORBIDDEN"
    with pytest.raises(AssertionError, match="FORBIDDEN"):
        kit.query(qmhp, RAISE_CAPACITY)
    with pytest.raises(AssertionError, match=r"these tables were changed: .*provider"), kit.unchanged():
        answer = kit.query(admin, RAISE_CAPACITY)
    assert answer["setProviderCapacity"] == {"provider": {"capacity": 11.0}, "userErrors": []}


def test_each_kit_has_a_practice_of_its_own(caseload_kit: MakeKit) -> None:
    first, second = caseload_kit(), caseload_kit()
    first.query(first.actor("admin"), RAISE_CAPACITY)
    assert second.value(second.actor("admin"), "prv_nadia", "capacity") == 10.0


async def test_the_kit_works_in_an_async_test_too(kit: Kit) -> None:
    assert kit.can_see(kit.actor("ceo"), "cli_ana")


def test_the_kit_tells_which_rule_had_a_say(hiding: Kit) -> None:
    supervisor = hiding.actor("supervisor", teams=["North"])
    intern = hiding.actor("intern")
    assert hiding.explains(intern, "cli_ana", "INTERN")
    assert hiding.explains(intern, "cli_ana", "BEN")
    assert hiding.explains(supervisor, "cli_ana", "PAYER", field="payer")
    with pytest.raises(AssertionError, match="INTERN held is not among: "):
        hiding.explains(supervisor, "cli_ana", "INTERN")
    with pytest.raises(AssertionError, match=r"BEN did not hold is not among: .*BEN held"):
        hiding.explains(intern, "cli_ana", "BEN", matches=False)
    with pytest.raises(AssertionError, match="administrators cannot see cli_ben"):
        hiding.explains(intern, "cli_ben", "BEN")
    with pytest.raises(AssertionError, match="no rule had a say"):
        hiding.explains(hiding.actor("staff"), "tem_north", "INTERN")
