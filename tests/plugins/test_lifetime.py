"""Plugins start and end once a worker; whatever fails is named."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from caseload_gql.bootstrap import build_app
from caseload_gql.errors import ConfigurationError
from caseload_gql.plugins import Plugin
from caseload_gql.plugins.installed import LoadedPlugin
from caseload_gql.plugins.lifetime import Lifetime, StartupRequest
from caseload_gql.settings import Settings
from tests.databases import copy_of
from tests.plugins.dropped import Drop, refusal

Step = Callable[[StartupRequest], Awaitable[None]]
SOURCE = """
from caseload_gql.plugins import Plugin, hookimpl
PLUGIN = Plugin("late", api=">=1,<2")
"""


def noting(steps: list[str], name: str, startup: Step | None = None, shutdown: Step | None = None) -> LoadedPlugin:
    async def begin(request: StartupRequest) -> None:
        steps.append(f"start {request.plugin.name}")

    async def end(request: StartupRequest) -> None:
        steps.append(f"end {request.plugin.name}")

    return LoadedPlugin(Plugin(name, ">=1"), "0", {"startup": startup or begin, "shutdown": shutdown or end})


async def fails(request: StartupRequest) -> None:
    message = f"{request.plugin.name} quotes a secret"
    raise RuntimeError(message)


async def hangs(request: StartupRequest) -> None:
    del request
    await asyncio.Event().wait()


async def test_plugins_start_in_order_and_end_in_the_opposite_one() -> None:
    steps: list[str] = []
    lifetime = Lifetime([noting(steps, "a"), noting(steps, "b"), LoadedPlugin(Plugin("c", ">=1"), "0", {})])
    await lifetime.startup()
    await lifetime.shutdown()
    await lifetime.shutdown()
    assert steps == ["start a", "start b", "end b", "end a"]


@pytest.mark.parametrize(("step", "kind"), [(fails, "RuntimeError"), (hangs, "TimeoutError")])
async def test_a_failing_startup_is_named_and_ends_those_before(step: Step, kind: str) -> None:
    steps: list[str] = []
    broken = noting(steps, "b", startup=step)
    lifetime = Lifetime([noting(steps, "a"), broken, noting(steps, "c")], startup_seconds=0.05)
    with pytest.raises(ConfigurationError) as caught:
        await lifetime.startup()
    assert caught.value.message == f"plugin b: its startup failed: {kind}; its own log may say more"
    assert steps == ["start a", "end a"]
    assert broken.seen().faults == 1


@pytest.mark.parametrize(("step", "kind"), [(fails, "RuntimeError"), (hangs, "TimeoutError")])
async def test_a_failing_shutdown_is_logged_and_the_others_end(
    step: Step, kind: str, caplog: pytest.LogCaptureFixture
) -> None:
    steps: list[str] = []
    lifetime = Lifetime([noting(steps, "a"), noting(steps, "b", shutdown=step)], shutdown_seconds=0.05)
    await lifetime.startup()
    with caplog.at_level(logging.ERROR):
        await lifetime.shutdown()
    assert steps == ["start a", "start b", "end a"]
    assert [record.getMessage() for record in caplog.records] == [f"shutdown of plugin 'b' failed: {kind}"]


async def lifespan_of(folder: Path, template: Path) -> list[Mapping[str, Any]]:
    """What the app tells the server when it starts and, if it does, ends."""
    app = build_app(Settings(database_url=copy_of(template, folder / "x.db"), plugins_dir=folder))
    asked = iter(["lifespan.startup", "lifespan.shutdown"])
    told: list[Mapping[str, Any]] = []

    async def receive() -> dict[str, str]:
        return {"type": next(asked)}

    async def send(message: Mapping[str, Any]) -> None:
        told.append(message)

    try:
        await app({"type": "lifespan", "state": {}}, receive, send)
    except (ConfigurationError, OSError) as error:
        told.append({"raised": type(error).__name__})
    return told


async def test_the_app_starts_and_ends_its_plugins(
    drop: Drop, sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    steps = tmp_path_factory.mktemp("steps") / "steps"
    body = "@hookimpl\nasync def {0}(request):\n    with open({1!r}, 'a') as file: file.write('{0} ')\n"
    folder = drop(SOURCE + body.format("startup", str(steps)) + body.format("shutdown", str(steps)))
    told = await lifespan_of(folder, sqlite_template)
    assert [message["type"] for message in told] == ["lifespan.startup.complete", "lifespan.shutdown.complete"]
    assert steps.read_text() == "startup shutdown "


async def test_an_app_whose_plugin_does_not_start_says_so_in_one_sentence(drop: Drop, sqlite_template: Path) -> None:
    folder = drop(SOURCE + "@hookimpl\nasync def startup(request):\n    raise KeyError('x')\n")
    sentence = "plugin late: its startup failed: KeyError; its own log may say more"
    assert await lifespan_of(folder, sqlite_template) == [
        {"type": "lifespan.startup.failed", "message": sentence},
        {"raised": "ConfigurationError"},
    ]


@pytest.mark.parametrize("hook", ["startup", "shutdown"])
def test_a_startup_that_is_not_async_is_refused(drop: Drop, hook: str) -> None:
    said = refusal(drop(SOURCE + f"@hookimpl\ndef {hook}(request):\n    return None\n"))
    assert said == f"plugin late: {hook} is no async function; write async def {hook}(request)"


def test_an_async_generator_is_no_startup(drop: Drop) -> None:
    said = refusal(drop(SOURCE + "@hookimpl\nasync def startup(request):\n    yield 1\n"))
    assert said == "plugin late: startup is async; it must be an async function that returns its answer"
