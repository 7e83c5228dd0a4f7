"""The example plugin that opens charts, through the door: what is recorded, and sessions that stay open."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final

import orjson
import pytest
from sqlalchemy import select

from caseload_gql.bootstrap import build_executor, fact_finder, load_plugins
from caseload_gql.db.engine import open_database
from caseload_gql.db.models import Assignment, Client, EventRow, PluginValue, User
from caseload_gql.identity.identified import Credential
from caseload_gql.identity.identify import Identifier
from caseload_gql.policy.engine import PolicyEngine
from caseload_gql.settings import Settings
from caseload_gql.web.protocols import GraphQLRequest
from tests.support import Demo, House, opened

SRC: Final = Path(__file__).parents[2] / "plugins/break_glass/src"
BREAK: Final = """
mutation($client: ID!, $reason: String!) {
  breakGlass(input: { clientId: $client, reason: $reason }) { validUntil userErrors { code path } }
}
"""
CHART: Final = "query($id: ID!) { client(id: $id) { name poolEntry { id } assignment { id } } }"


@pytest.fixture
async def house(copy: Demo) -> AsyncIterator[House]:
    """The app with the plugin on a practice of this test's own."""
    async with opened(copy, SRC) as found:
        yield found


async def somebody_elses(house: House) -> str:
    """A client whom another provider serves."""
    linked = select(User.provider_id).where(User.email == "clinician@demo.example").scalar_subquery()
    others = select(Assignment.client_id).where(Assignment.ended_at.is_(None), Assignment.provider_id != linked)
    found = await house.rows(select(Client.id).where(Client.id.in_(others)).order_by(Client.id).limit(1))
    return str(found[0][0])


async def test_who_breaks_the_glass_is_recorded_with_the_client_and_the_reason(house: House) -> None:
    client = await somebody_elses(house)
    assert await house.problem("clinician", CHART, {"id": client}) == "FORBIDDEN"
    given = {"client": client, "reason": " Called in a crisis "}
    done = (await house.data("clinician", BREAK, given))["breakGlass"]
    assert done["userErrors"] == []
    chart = (await house.data("clinician", CHART, {"id": client}))["client"]
    assert chart["name"]
    assert chart["assignment"]["id"]
    (event,) = await house.rows(select(EventRow.__table__).where(EventRow.type == "break-glass/GLASS_BROKEN"))
    (user,) = await house.rows(select(User.__table__).where(User.email == "clinician@demo.example"))
    assert (event.actor_id, event.client_id, event.override_reason) == (user.id, client, "Called in a crisis")
    assert datetime.fromisoformat(event.changes[0]["after"]) == datetime.fromisoformat(done["validUntil"])
    assert chart["name"] not in str(event)


async def test_without_a_reason_or_a_right_nothing_is_opened_or_recorded(house: House) -> None:
    client = await somebody_elses(house)
    before = await house.snapshot()
    blank = (await house.data("clinician", BREAK, {"client": client, "reason": " "}))["breakGlass"]
    assert blank == {"validUntil": None, "userErrors": [{"code": "INVALID", "path": ["input", "reason"]}]}
    for who in ("billing", "admin", "supervisor"):
        assert await house.problem(who, BREAK, {"client": client, "reason": "Curious"}) == "FORBIDDEN"
    assert await house.snapshot() == before
    assert await house.problem("clinician", CHART, {"id": client}) == "FORBIDDEN"


class Session:
    """A clinician whose session stays open while the clock of a server moves."""

    def __init__(self, copy: Demo) -> None:
        self.moment = datetime.now(UTC)
        settings = Settings(database_url=copy.url, plugins_dir=SRC)
        self.database = open_database(copy.url)
        plugins = load_plugins(settings)
        policy = PolicyEngine(plugins.sources, actions=plugins.actions, clock=self.seconds, now=self.now)
        facts = fact_finder(settings, self.database, plugins, self.now)
        # The clock by which answers grow old stands still: what ends, ends by its own time.
        self.identifier = Identifier(self.database, now=self.now, clock=lambda: 0.0, facts=facts)
        self.executor = build_executor(settings, self.database, plugins, policy, self.now)
        self.credential = Credential("token", copy.tokens["clinician"])

    def now(self) -> datetime:
        return self.moment

    def seconds(self) -> float:
        return 0.0

    async def ask(self, document: str, **variables: Any) -> Any:
        identified = await self.identifier.identify(self.credential)
        answered = await self.executor.execute(GraphQLRequest(document, variables), identified)
        return orjson.loads(answered.body)


@asynccontextmanager
async def session(copy: Demo) -> AsyncIterator[Session]:
    found = Session(copy)
    try:
        yield found
    finally:
        await found.database.close()


async def test_the_chart_closes_in_a_session_that_stays_open(house: House, copy: Demo) -> None:
    client = await somebody_elses(house)
    async with session(copy) as clinician:
        assert (await clinician.ask(CHART, id=client))["data"]["client"] is None
        done = await clinician.ask(BREAK, client=client, reason="Called in a crisis")
        until = datetime.fromisoformat(done["data"]["breakGlass"]["validUntil"])
        await clinician.identifier.identify(clinician.credential, fresh=True)
        assert (await clinician.ask(CHART, id=client))["data"]["client"]["name"]
        clinician.moment = until - timedelta(seconds=1)
        assert (await clinician.ask(CHART, id=client))["data"]["client"]["name"]
        clinician.moment = until
        assert (await clinician.ask(CHART, id=client))["data"]["client"] is None
        assert len(await house.rows(select(PluginValue.key))) == 1
