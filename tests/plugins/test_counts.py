"""Each implementation is counted and timed."""

import pytest
from click.testing import CliRunner

from caseload_gql.cli import main
from caseload_gql.plugins import Plugin
from caseload_gql.plugins.counts import Count
from caseload_gql.plugins.installed import LoadedPlugin
from caseload_gql.policy.hook import HookRequest


def test_a_call_counts_with_its_time_and_a_failing_one_as_a_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    instants = iter([1.0, 1.5, 2.0, 4.0])
    monkeypatch.setattr("caseload_gql.plugins.counts.time.perf_counter", lambda: next(instants))
    count = Count()
    with count.call():
        assert count.calls == 1
    with pytest.raises(ZeroDivisionError), count.call():
        raise ZeroDivisionError
    seen = count.seen("x")
    assert (seen.name, seen.calls, seen.faults, seen.total_seconds, seen.slowest_seconds) == ("x", 2, 1, 2.5, 2.0)


async def test_each_hook_of_a_plugin_is_counted_by_itself() -> None:
    async def startup(request: HookRequest) -> str:
        return request.plugin.name

    hooks = {"startup": startup, "policy_grants": lambda request: [request.plugin.name]}
    plugin = LoadedPlugin(Plugin("late", ">=1"), "0", hooks)
    assert await plugin.call_async("startup", HookRequest()) == "late"
    assert await plugin.call_async("shutdown", HookRequest()) is None
    assert plugin.call("policy_grants", HookRequest()) == ("late",)
    assert plugin.call("policy_grants", HookRequest()) == ("late",)
    seen = plugin.seen()
    assert [(each.name, each.calls) for each in seen.implementations] == [("policy_grants", 2), ("startup", 1)]
    assert (seen.calls, seen.faults) == (3, 0)


def test_the_command_lists_calls_faults_and_seconds() -> None:
    result = CliRunner().invoke(main, ["plugins", "list"])
    lines = [line.split("\t") for line in result.output.splitlines()]
    assert lines[0] == ["NAME", "VERSION", "HOOKS", "CALLS", "FAULTS", "SECONDS"]
    (scorers,) = (line for line in lines if line[0] == "core-scorers")
    assert scorers[2:5] == ["register_scorers", "1", "0"]
    assert float(scorers[5]) >= 0
