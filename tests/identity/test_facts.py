"""What plugins tell of somebody: asked when they are identified, kept while it holds, and closed where it fails."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import Any, Final

import pytest

from caseload_gql.db.engine import Database
from caseload_gql.db.models import Client
from caseload_gql.db.plugin_store import PluginValues
from caseload_gql.db.unit_of_work import UnitOfWork
from caseload_gql.identity.facts import PAUSE, FactFinder
from caseload_gql.identity.identified import Credential, Identified
from caseload_gql.identity.identify import Identifier
from caseload_gql.identity.sessions import open_session
from caseload_gql.plugins import ActorFacts, ActorFactsRequest, Grant, Plugin, PolicyRequest, Restrict
from caseload_gql.plugins.installed import LoadedPlugin
from caseload_gql.policy.engine import PolicyEngine

Hook = Callable[[ActorFactsRequest], Awaitable[Any]]
NOON: Final = datetime(2026, 11, 20, 12, tzinfo=UTC)


class Knowing:
    """A plugin that tells what a test says, and whose rules rest on that."""

    def __init__(self, hook: Hook, **rules: Callable[[PolicyRequest], Any]) -> None:
        self.asked: list[ActorFactsRequest] = []
        self._hook = hook
        self.plugin = LoadedPlugin(Plugin("glass", ">=1"), "0", {"actor_facts": self.tell, **rules})

    async def tell(self, request: ActorFactsRequest) -> Any:
        self.asked.append(request)
        return await self._hook(request)

    def finder(self, database: Database, now: Callable[[], datetime] = lambda: NOON) -> FactFinder:
        return FactFinder(database, [self.plugin], 0.1, now)


def telling(answer: Any) -> Hook:
    async def tell(request: ActorFactsRequest) -> Any:
        del request
        return answer

    return tell


async def session_of(database: Database, user_id: str) -> Credential:
    session = await database.write(lambda unit: open_session(unit, user_id, hours=12))
    return Credential("session", session.secret)


async def identified(database: Database, user_id: str, knowing: Knowing) -> Identified:
    identifier = Identifier(database, facts=knowing.finder(database))
    return await identifier.identify(await session_of(database, user_id))


def granting(request: PolicyRequest) -> list[Grant]:
    opened = request.facts.get("opened", ())
    return [Grant("OPENED", "Opened.", request.row.id.in_(opened))] if request.resource == "Client" else []


async def test_what_is_told_reaches_the_plugins_own_policies_and_no_others(database: Database, user_id: str) -> None:
    knowing = Knowing(telling(ActorFacts({"opened": ("cli_bo",), "level": 3})))
    actor = (await identified(database, user_id, knowing)).actor
    assert actor.facts_of("glass") == {"opened": ("cli_bo",), "level": 3}
    assert actor.facts_of("other") == {}
    seen: list[Any] = []
    for name in ("glass", "other"):
        hooks = {"policy_grants": lambda request: seen.append(dict(request.facts)) or ()}  # type: ignore[func-returns-value]
        PolicyEngine([LoadedPlugin(Plugin(name, ">=1"), "0", hooks)]).may(actor, "caseload:read")
    assert {"opened": ("cli_bo",), "level": 3} in seen
    assert {} in seen


async def test_the_plugin_is_told_who_it_is_and_may_read_what_it_remembers(database: Database, user_id: str) -> None:
    async def remember(unit: UnitOfWork) -> None:
        values = PluginValues(unit.rows, "glass", NOON)
        await values.put(f"opened/{user_id}/1", "cli_bo")
        await values.keep(unit.session)

    async def tell(request: ActorFactsRequest) -> ActorFacts:
        assert not hasattr(request.store, "put")
        opened = await request.store.items(f"opened/{request.actor.user_id}/")
        return ActorFacts({"opened": tuple(str(each) for each in opened.values())})

    await database.write(remember)
    knowing = Knowing(tell)
    assert (await identified(database, user_id, knowing)).actor.facts_of("glass") == {"opened": ("cli_bo",)}
    (request,) = knowing.asked
    assert (request.actor.user_id, request.practice.time_zone, request.now) == (user_id, "UTC", NOON)


async def test_it_is_asked_once_and_again_when_its_answer_has_passed(database: Database, user_id: str) -> None:
    moment = [datetime.now(UTC)]
    knowing = Knowing(telling(ActorFacts({"level": 1}, moment[0] + timedelta(minutes=5))))
    facts = knowing.finder(database, lambda: moment[0])
    identifier = Identifier(database, now=lambda: moment[0], facts=facts)
    credential = await session_of(database, user_id)
    first = await identifier.identify(credential)
    assert await identifier.identify(credential) is first
    moment[0] += timedelta(minutes=5)
    assert (await identifier.identify(credential)).actor == first.actor
    await identifier.identify(credential, fresh=True)
    assert len(knowing.asked) == 3


async def test_policies_follow_what_is_told(database: Database, user_id: str) -> None:
    answers = iter([ActorFacts({"opened": ("cli_bo",)}), ActorFacts({"opened": ("cli_cy",)}), None])

    async def tell(request: ActorFactsRequest) -> Any:
        del request
        return next(answers)

    knowing = Knowing(tell, policy_grants=granting)
    engine = PolicyEngine([knowing.plugin])
    identifier = Identifier(database, facts=knowing.finder(database))
    credential = await session_of(database, user_id)
    values = []
    for _ in range(3):
        actor = (await identifier.identify(credential, fresh=True)).actor
        values.append(engine.shaped(actor, "Client").values)
    assert values == [("cli_bo",), ("cli_cy",), ([],)]


async def test_true_is_not_one(database: Database, user_id: str) -> None:
    one = (await identified(database, user_id, Knowing(telling(ActorFacts({"level": 1}))))).actor
    true = (await identified(database, user_id, Knowing(telling(ActorFacts({"level": True}))))).actor
    assert one != true


async def raises(request: ActorFactsRequest) -> None:
    await request.store.get("level")
    raise ValueError(request.actor.email)


async def sleeps(request: ActorFactsRequest) -> None:
    await request.store.get("level")
    await asyncio.Event().wait()


FAILING: dict[str, Hook] = {
    "raises": raises,
    "sleeps": sleeps,
    **{
        name: telling(answer)
        for name, answer in {
            "no facts": {"level": 1},
            "no mapping": ActorFacts([("level", 1)]),  # type: ignore[arg-type]  # rubbish on purpose
            "a list": ActorFacts({"opened": ["cli_bo"]}),  # type: ignore[dict-item]
            "None": ActorFacts({"level": None}),  # type: ignore[dict-item]
            "NaN": ActorFacts({"level": float("nan")}),  # type: ignore[dict-item]
            "a naive instant": ActorFacts({"at": NOON.replace(tzinfo=None)}),
            "numbers in a tuple": ActorFacts({"opened": (1, 2)}),  # type: ignore[dict-item]
            "no name": ActorFacts({1: "x"}),  # type: ignore[dict-item]
            "a long text": ActorFacts({"note": "x" * 1_001}),
            "many facts": ActorFacts({str(at): at for at in range(101)}),
            "many texts": ActorFacts({"opened": ("x",) * 1_001}),
            "naive valid_until": ActorFacts({}, NOON.replace(tzinfo=None)),
        }.items()
    },
}


@pytest.mark.parametrize("hook", FAILING.values(), ids=FAILING)
async def test_one_that_fails_or_is_late_counts_as_failed_for_that_person(
    database: Database, user_id: str, hook: Hook, caplog: pytest.LogCaptureFixture
) -> None:
    knowing = Knowing(hook)
    found = await identified(database, user_id, knowing)
    assert (found.actor.is_untold_by("glass"), found.told_until) == (True, NOON + PAUSE)
    assert found.actor.facts_of("glass") == {}
    (told,) = [record.getMessage() for record in caplog.records if record.levelname == "ERROR"]
    assert "'glass'" in told
    assert "ada" not in told
    await asyncio.sleep(0)
    assert knowing.plugin.seen().faults == 1


async def test_the_rules_of_one_that_failed_grant_nothing_and_take_every_row_away(
    database: Database, user_id: str
) -> None:
    everything = LoadedPlugin(Plugin("all", ">=1"), "0", {"policy_grants": lambda _: [Grant("ALL", "All.")]})
    grants = Knowing(raises, policy_grants=lambda _: [Grant("ALL", "All.")])
    actor = (await identified(database, user_id, grants)).actor
    assert PolicyEngine([grants.plugin]).actions(actor) == ()
    assert PolicyEngine([grants.plugin, everything]).scope(actor, "caseload:read", Client).where is None

    def seen(request: PolicyRequest) -> list[Restrict]:
        return [Restrict("SEEN", "Seen.", request.row.id != "")] if request.resource == "Client" else []

    restricts = Knowing(raises, policy_restrictions=seen)
    actor = (await identified(database, user_id, restricts)).actor
    answer = PolicyEngine([everything, restricts.plugin]).answer(actor, "caseload:read", "Client")
    assert str(answer.where) == "false"


async def test_a_plugin_that_tells_nothing_costs_nothing(database: Database, user_id: str) -> None:
    plain = LoadedPlugin(Plugin("plain", ">=1"), "0", {})
    identifier = Identifier(database, facts=FactFinder(database, [plain]))
    found = await identifier.identify(await session_of(database, user_id))
    assert (found.actor.told, found.told_until, plain.seen().calls) == ((), None, 0)
