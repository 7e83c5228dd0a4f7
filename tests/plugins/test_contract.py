"""What a plugin must be to be installed, and how its calls and faults are counted."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from caseload_gql.domain.vocabulary import GateMode
from caseload_gql.errors import ConfigurationError
from caseload_gql.matching.gates import softenable
from caseload_gql.plugins.installed import LoadedPlugin
from caseload_gql.plugins.manager import Plugins, load_plugins
from caseload_gql.plugins.manifest import Plugin
from caseload_gql.policy.actor import Actor
from caseload_gql.policy.engine import PolicyEngine
from caseload_gql.policy.practice import PracticeFacts
from caseload_gql.policy.rules import PolicyRequest, Redact
from tests.plugins.dropped import Drop, refusal

HEAD = """
from caseload_gql.plugins.hookspecs import hookimpl
from caseload_gql.plugins.manifest import Plugin
from caseload_gql.plugins.scorer import pair_scorer
PLUGIN = Plugin("late", api=">=1,<2")
"""
SCORER = """
@pair_scorer(name="{scorer}", because=lambda pair: "So it is.")
def one(pair):
    return 0.5

@hookimpl
def register_scorers(request):
    return [one]
"""
REQUEST = PolicyRequest(Actor("usr_a", "A", "a@x.example", "ADMIN"), "caseload:read", "Client", None, PracticeFacts())


def names(plugins: Plugins) -> list[str]:
    return [each.name for each in plugins.installed()]


def test_without_a_folder_those_that_ship_are_there() -> None:
    assert {"account-roles", "supervisor", "qmhp", "viewer", "core-scorers"} <= set(names(load_plugins()))


def test_a_folder_brings_modules_and_packages_but_no_private_files(drop: Drop) -> None:
    drop(HEAD + "@hookimpl\ndef policy_grants(request):\n    return []\n", "module.py")
    drop("raise RuntimeError", "_private.py")
    drop("PRIVATE = 1\n", "own_package/inner.py")
    inner = "from own_package.inner import PRIVATE\n"
    folder = drop(
        inner + HEAD.replace('"late", api=">=1,<2"', '"later", api="==1", version="7"'), "own_package/__init__.py"
    )
    plugins = load_plugins(folder)
    found = {each.name: each for each in plugins.installed()}
    assert (found["late"].hooks, found["late"].version) == (("policy_grants",), "0")
    assert (found["later"].hooks, found["later"].version) == ((), "7")
    assert names(plugins) == sorted(names(plugins))


def test_a_package_named_as_something_else_takes_nothing_of_its_place(drop: Drop) -> None:
    source = f"from .inner import PRIVATE\n{HEAD}"
    drop("PRIVATE = 1\n", "json/inner.py")
    assert "late" in names(load_plugins(drop(source, "json/__init__.py")))
    assert not hasattr(sys.modules["json"], "PLUGIN")
    assert sys.modules["caseload_gql_dropin_json"].PRIVATE == 1


def test_a_folder_that_does_not_exist_is_refused(tmp_path: Path) -> None:
    assert "does not exist" in refusal(tmp_path / "nowhere")


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (
            "@hookimpl\ndef policy_grant(request):\n    return []\n",
            "policy_grant is no hook; did you mean policy_grants?",
        ),
        ("@hookimpl\ndef startled(request):\n    return []\n", "startled is no hook"),
        ("@hookimpl\ndef policy_grants():\n    return []\n", "exactly one argument, named request"),
        ("@hookimpl\ndef policy_grants(requests):\n    return []\n", "exactly one argument, named request"),
        ("@hookimpl\ndef policy_grants(request, row):\n    return []\n", "exactly one argument, named request"),
        ("@hookimpl\ndef policy_grants(*request):\n    return []\n", "exactly one argument, named request"),
        ("@hookimpl\ndef policy_grants(*, request):\n    return []\n", "exactly one argument, named request"),
        ("@hookimpl\nasync def policy_grants(request):\n    return []\n", "policy_grants is async"),
        ("@hookimpl\nasync def policy_restrictions(request):\n    yield 1\n", "policy_restrictions is async"),
        ("@hookimpl(wrapper=True)\ndef policy_grants(request):\n    return (yield)\n", "is a wrapper"),
        ("@hookimpl(hookwrapper=True)\ndef policy_restrictions(request):\n    yield\n", "is a wrapper"),
        ("def policy_restrictions(request):\n    return []\n", "never be called; mark it with @hookimpl"),
        ("@hookimpl\ndef register_scorers(request):\n    raise KeyError('x')\n", "register_scorers failed: KeyError"),
        ("@hookimpl\ndef register_scorers(request):\n    return ['x']\n", "must return Scorer objects"),
    ],
)
def test_a_plugin_that_breaks_the_contract_is_refused_by_name(drop: Drop, body: str, said: str) -> None:
    message = refusal(drop(HEAD + body))
    assert message.startswith("plugin late: ")
    assert said in message


@pytest.mark.parametrize("api", [">=2", ">1", "<1", "<=0", "==2", ">=1,<1"])
def test_an_api_out_of_range_is_refused(drop: Drop, api: str) -> None:
    message = refusal(drop(HEAD.replace(">=1,<2", api)))
    assert message == f"plugin late: it needs plugin api {api}, and this is 1"


@pytest.mark.parametrize("api", ["", "1", "~=1", ">=1.0", ">=1,"])
def test_an_api_that_is_no_range_is_refused(drop: Drop, api: str) -> None:
    assert refusal(drop(HEAD.replace(">=1,<2", api))).startswith(f"plugin late: api={api!r} is no range")


@pytest.mark.parametrize("api", [">=1", ">0", "<=1", "<2", "==1", " >= 1 , < 2 "])
def test_an_api_in_range_is_taken(drop: Drop, api: str) -> None:
    assert "late" in names(load_plugins(drop(HEAD.replace(">=1,<2", api))))


@pytest.mark.parametrize("name", ["Late", "late-", "la--te", "", "l" * 65])
def test_a_name_that_cannot_stand_in_settings_and_tables_is_refused(drop: Drop, name: str) -> None:
    assert refusal(drop(HEAD.replace('"late", ', f'"{name}", '))).startswith(f"plugin {name}: its name m")


@pytest.mark.parametrize(
    ("header", "said"),
    [
        ("Authorization", "which tokens and sessions are known by"),
        ("cookie", "which tokens and sessions are known by"),
        ("X User", "which is no name of a header"),
        ("", "which is no name of a header"),
    ],
)
def test_a_header_that_nobody_can_be_identified_by_is_refused(drop: Drop, header: str, said: str) -> None:
    message = refusal(drop(HEAD.replace('"late", ', f'"late", identity_headers=("{header}",), ')))
    assert message.startswith("plugin late: identity_headers holds ")
    assert said in message


@pytest.mark.parametrize("source", ["", "PLUGIN = 'late'\n"])
def test_a_module_without_a_manifest_is_refused_by_the_name_of_its_file(drop: Drop, source: str) -> None:
    message = refusal(drop(source))
    assert "late: it has no PLUGIN = Plugin(name, api=...)" in message


@pytest.mark.parametrize("source", ["import nothing_of_that_name\n", "def\n"])
def test_a_file_that_cannot_be_imported_is_refused_by_its_name_and_forgotten(drop: Drop, source: str) -> None:
    message = refusal(drop(source))
    assert "late.py cannot be imported: " in message
    assert "caseload_gql_dropin_late" not in sys.modules


@pytest.mark.parametrize("field", ["Client.id", "Client.nothing", "Nothing.name", "name"])
def test_a_manifest_that_hides_what_cannot_be_hidden_is_refused(drop: Drop, field: str) -> None:
    message = refusal(drop(HEAD.replace('"late", ', f'"late", redacts=("{field}",), ')))
    assert message == f"plugin late: {field} cannot be hidden, as it is not nullable in the API"


def test_two_plugins_of_one_name_are_refused(drop: Drop) -> None:
    drop(HEAD, "one.py")
    assert refusal(drop(HEAD, "two.py")) == "plugin late: it is installed twice; remove one of the two"


def test_a_plugin_with_the_name_of_one_that_ships_is_refused(drop: Drop) -> None:
    message = refusal(drop(HEAD.replace('"late"', '"supervisor"')))
    assert message.startswith("plugin supervisor: it is installed twice")


def test_two_plugins_of_one_name_are_refused_however_they_are_made() -> None:
    twin = LoadedPlugin(Plugin("twin", ">=1"), "0", {})
    with pytest.raises(ConfigurationError, match="plugin twin: it is installed twice"):
        Plugins([twin, twin])


def test_two_scorers_of_one_name_are_refused_by_both_plugins(drop: Drop) -> None:
    message = refusal(drop(HEAD + SCORER.format(scorer="headroom")))
    assert message == "plugin late: plugin core-scorers has a scorer named headroom too; rename one"


def test_a_scorer_of_a_folder_is_listed_with_its_plugin_and_the_practices_weight(drop: Drop) -> None:
    plugins = load_plugins(drop(HEAD + SCORER.format(scorer="mine")))
    listed = {each.scorer: (each.plugin, each.weight) for each in plugins.scorers({"mine": 2.5})}
    assert listed["mine"] == ("late", 2.5)
    assert listed["headroom"] == ("core-scorers", 1.0)
    assert list(listed) == sorted(listed)


def test_gates_that_can_be_softened_are_listed_with_their_modes() -> None:
    gates = {each.code: each.mode for each in load_plugins().gates({"AGE_OUT_OF_BAND": "BLOCK"})}
    assert gates == dict.fromkeys(softenable(), GateMode.WARN.value) | {"AGE_OUT_OF_BAND": "BLOCK"}


def test_calls_are_counted_and_hooks_that_are_not_there_are_none() -> None:
    plugin = LoadedPlugin(Plugin("late", ">=1"), "0", {"policy_grants": lambda request: None})
    assert plugin.grants(REQUEST) == ()
    assert plugin.restrictions(REQUEST) == ()
    assert (plugin.seen().calls, plugin.seen().faults) == (1, 0)


def broken(request: object) -> Iterator[Redact]:
    """Fails only when it is read."""
    yield Redact("R", "r", ("payer",))
    raise RuntimeError


def test_a_hook_that_fails_midway_is_counted_as_a_fault_and_raised() -> None:
    plugin = LoadedPlugin(Plugin("late", ">=1", redacts=("Client.payer",)), "0", {"policy_restrictions": broken})
    with pytest.raises(RuntimeError):
        plugin.restrictions(REQUEST)
    assert (plugin.seen().calls, plugin.seen().faults) == (1, 1)


def test_hiding_what_the_manifest_does_not_declare_is_a_fault() -> None:
    hides = LoadedPlugin(
        Plugin("late", ">=1", redacts=("Client.payer",)),
        "0",
        {"policy_restrictions": lambda request: [Redact("R", "r", ("name",))]},
    )
    with pytest.raises(LookupError, match="does not declare"):
        hides.restrictions(REQUEST)
    assert hides.seen().faults == 1


def test_a_plugin_whose_grants_fail_grants_nothing_and_the_others_still_do(drop: Drop) -> None:
    body = "@hookimpl\ndef policy_grants(request):\n    raise RuntimeError('x')\n"
    plugins = load_plugins(drop(HEAD + body))
    assert PolicyEngine(plugins.sources).may(REQUEST.actor, "caseload:read")
    (late,) = (each for each in plugins.installed() if each.name == "late")
    assert late.faults == late.calls > 0
