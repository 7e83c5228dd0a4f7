"""What is told of the hooks at work, as another process reads it."""

import threading

import pytest

from caseload_gql.plugins.installed import LoadedPlugin
from caseload_gql.plugins.manifest import Plugin
from caseload_gql.policy.hook import HookRequest
from caseload_gql.running import RUNNING, SIZE, SLOTS, Running, read


@pytest.fixture
def memory() -> memoryview:
    return memoryview(bytearray(SIZE))


@pytest.fixture
def running(memory: memoryview) -> Running:
    running = Running()
    running.use(memory)
    return running


def test_a_hook_is_told_while_it_runs_and_not_after(running: Running, memory: memoryview) -> None:
    with running.noted("late", "policy_grants"):
        assert read(memory) == (("late", "policy_grants"),)
    assert read(memory) == ()


def test_a_hook_that_fails_is_not_told_any_more(running: Running, memory: memoryview) -> None:
    with pytest.raises(KeyError), running.noted("late", "policy_grants"):
        raise KeyError
    assert read(memory) == ()


def test_hooks_within_hooks_and_in_other_threads_are_all_told(running: Running, memory: memoryview) -> None:
    inside, go_on = threading.Event(), threading.Event()

    def work() -> None:
        with running.noted("other", "score"):
            inside.set()
            go_on.wait(30)

    thread = threading.Thread(target=work)
    with running.noted("late", "policy_grants"), running.noted("late", "import"):
        thread.start()
        assert inside.wait(30)
        assert set(read(memory)) == {("late", "policy_grants"), ("late", "import"), ("other", "score")}
    assert read(memory) == (("other", "score"),)
    go_on.set()
    thread.join()
    assert read(memory) == ()


def test_more_hooks_than_there_is_room_for_run_untold(running: Running, memory: memoryview) -> None:
    def nest(depth: int) -> int:
        with running.noted(f"p{depth}", "h"):
            return nest(depth - 1) if depth else len(read(memory))

    assert nest(SLOTS + 4) == SLOTS
    assert nest(SLOTS - 1) == SLOTS
    assert read(memory) == ()


def test_a_long_name_is_cut_and_never_breaks_another(running: Running, memory: memoryview) -> None:
    with running.noted("é" * 200, "hook"), running.noted("late", "hook"):
        (long, _), last = read(memory)
    assert (long[:10], last) == ("é" * 10, ("late", "hook"))


def test_every_call_of_a_plugin_is_noted(monkeypatch: pytest.MonkeyPatch, memory: memoryview) -> None:
    monkeypatch.setattr(RUNNING, "_memory", memory)
    seen: list[object] = []
    plugin = LoadedPlugin(Plugin("late", ">=1"), "0", {"policy_grants": lambda request: seen.append(read(memory))})
    plugin.call("policy_grants", HookRequest())
    assert seen == [(("late", "policy_grants"),)]
