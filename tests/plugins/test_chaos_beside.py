"""The hooks beside requests, signing in, start and end, news of assignments, added fields, with every wrong deed."""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any, Final

import pytest

from caseload_gql.db.engine import Database, open_database
from caseload_gql.db.models import PluginDelivery
from caseload_gql.errors import ConfigurationError, Unauthenticated
from caseload_gql.identity.by_headers import HeaderReader
from caseload_gql.identity.identified import Credential
from caseload_gql.live.outbox import Outbox
from caseload_gql.plugins import Plugin
from caseload_gql.plugins.installed import LoadedPlugin
from caseload_gql.plugins.lifetime import Lifetime
from caseload_gql.services.commands import AssignClient
from tests.plugins.test_chaos import DEEDS, FAILING, PEOPLE, Deed, late
from tests.services.practice import NOW, SmallPractice, codes

Hook = Callable[[Any], Awaitable[Any]]
#: These hooks answer with nothing, so that an answer of any form is no failure: it is left unread.
FAILURES: Final = ("raises", "recurses", "exits", "runs out of memory", "is late")
#: What becomes of it, in the words of docs/plugins/failing.md.
OUTCOMES: Final = {
    "`identify_actor`": "nobody is let in by these headers",
    "`startup`": "the worker does not start",
    "`shutdown`": "is logged, and others are ended",
    "`after_assignment`": "is tried again, then given up",
    "a field of `extend_schema`": "is null, with an error id that the log knows; the rest of the answer stands",
}
SHOWN: Final = Credential("headers", '{"x-user": "ada@demo.example"}')


def doing(deed: Deed) -> Hook:
    async def hook(request: Any) -> Any:
        if deed is late:
            await asyncio.Event().wait()
        return deed(request)

    return hook


def plugin(name: str, **hooks: Hook) -> LoadedPlugin:
    return LoadedPlugin(Plugin(name, ">=1", identity_headers=("X-User",)), "0", hooks)


def deeds(*names: str) -> pytest.MarkDecorator:
    chosen = {name: deed for name, deed in {**DEEDS, "is late": late}.items() if name in names}
    return pytest.mark.parametrize("deed", chosen.values(), ids=chosen)


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    opened = open_database(database_url)
    yield opened
    await opened.close()


def blamed(chaos: LoadedPlugin, hook: str, caplog: pytest.LogCaptureFixture) -> None:
    """The plugin is named in the log and counted, and nothing of a client is told."""
    assert chaos.count(hook).faults == 1
    assert any("chaos" in each.getMessage() for each in caplog.records)
    assert not any(person in caplog.text for person in PEOPLE)


def test_the_page_tells_what_becomes_of_each() -> None:
    assert [name for name, outcome in OUTCOMES.items() if f"| {name} | {outcome}" not in FAILING] == []


@deeds(*DEEDS, "is late")
async def test_nobody_is_let_in_by_a_sign_in_that_does_wrong(deed: Deed, caplog: pytest.LogCaptureFixture) -> None:
    chaos = plugin("chaos", identify_actor=doing(deed))
    with caplog.at_level(logging.ERROR), pytest.raises(Unauthenticated):
        await HeaderReader([chaos], 0.05).identity(SHOWN)
    blamed(chaos, "identify_actor", caplog)


@deeds(*FAILURES)
async def test_a_worker_does_not_start_with_a_startup_that_does_wrong_and_ends_those_before(deed: Deed) -> None:
    ended: list[str] = []

    async def end(request: Any) -> None:
        ended.append(request.plugin.name)

    good, chaos = plugin("good", shutdown=end), plugin("chaos", startup=doing(deed))
    with pytest.raises(ConfigurationError, match="chaos"):
        await Lifetime([good, chaos], startup_seconds=0.05).startup()
    assert (ended, chaos.count("startup").faults) == (["good"], 1)


@deeds(*FAILURES)
async def test_others_are_ended_though_a_shutdown_does_wrong(deed: Deed, caplog: pytest.LogCaptureFixture) -> None:
    ended: list[str] = []

    async def end(request: Any) -> None:
        ended.append(request.plugin.name)

    good, chaos = plugin("good", shutdown=end), plugin("chaos", shutdown=doing(deed))
    lifetime = Lifetime([good, chaos], shutdown_seconds=0.05)
    await lifetime.startup()
    with caplog.at_level(logging.ERROR):
        await lifetime.shutdown()
    assert ended == ["good"]
    blamed(chaos, "shutdown", caplog)


@deeds(*FAILURES)
async def test_news_of_an_assignment_is_kept_for_a_plugin_that_does_wrong_while_others_hear_it(
    database: Database, deed: Deed, caplog: pytest.LogCaptureFixture
) -> None:
    practice = SmallPractice(database)
    await practice.team("north")
    await practice.provider("ana")
    await practice.waiting("bo")
    heard: list[str] = []

    async def hear(request: Any) -> None:
        heard.append(request.client_id)

    chaos, good = plugin("chaos", after_assignment=doing(deed)), plugin("good", after_assignment=hear)
    desk = await practice.desk(rules=[chaos, good])
    assert codes(await desk.do(AssignClient("cli_bo", "prv_ana"))) == []
    outbox = Outbox(database, [chaos, good], 0.05)
    with caplog.at_level(logging.ERROR):
        assert await outbox.deliver_due() == 2
    assert heard == ["cli_bo"]
    blamed(chaos, "after_assignment", caplog)
    waiting = await practice.rows(PluginDelivery)
    assert [(each["plugin"], each["attempts"]) for each in waiting] == [("chaos", 1)]
    assert waiting[0]["due_at"] > NOW
