"""An app over a real database, with an executor that tells what it was asked."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field

import httpx
import pytest

from caseload_gql.db import migrate
from caseload_gql.db.engine import Database, open_database
from caseload_gql.domain.vocabulary import AccountRole
from caseload_gql.identity.identified import Identified
from caseload_gql.identity.identify import Identifier
from caseload_gql.services.named import user_by_email
from caseload_gql.settings import Settings
from caseload_gql.web.factory import create_app
from caseload_gql.web.protocols import Again, AppParts, ExecutionOutcome, GraphQLRequest
from tests.people import hire, secret_of_link, token_for


@dataclass
class Recorder:
    """Answers every operation alike and remembers it; raises what it is told to, first."""

    seen: list[GraphQLRequest] = field(default_factory=list)
    epochs: list[int] = field(default_factory=list)
    raises: list[Exception] = field(default_factory=list)
    epoch_checked: bool = True

    async def execute(self, request: GraphQLRequest, identified: Identified, again: Again) -> ExecutionOutcome:
        """Remember and answer."""
        del again
        self.seen.append(request)
        self.epochs.append(identified.epoch)
        if self.raises:
            raise self.raises.pop(0)
        return ExecutionOutcome(200, b'{"data":{"ok":true}}', self.epoch_checked)


@dataclass
class House:
    """The app, its database and the ways in."""

    client: httpx.AsyncClient
    database: Database
    executor: Recorder
    token: str

    async def link(self, email: str = "ada@demo.example", minutes: int = 60) -> str:
        """The path of a fresh sign-in link."""
        user_id = await user_by_email(self.database, email)
        return f"/sign-in/{await secret_of_link(self.database, user_id, minutes)}"

    async def sign_in(self, email: str = "ada@demo.example") -> httpx.Response:
        """Sign the client in as someone."""
        return await self.client.post(await self.link(email), headers={"Sec-Fetch-Site": "same-origin"})


@pytest.fixture
async def house(database_url: str) -> AsyncIterator[House]:
    """An app with an administrator (ada), someone without any grant (bill), and another administrator (cleo)."""
    await asyncio.to_thread(migrate.upgrade, database_url)
    database, executor = open_database(database_url), Recorder()
    user_id = await hire(database, "ada@demo.example", "Ada Ngata", AccountRole.ADMIN)
    await hire(database, "bill@demo.example", "Bill Okafor")
    await hire(database, "cleo@demo.example", "Cleo Brandt", AccountRole.CEO)
    token = await token_for(database, user_id)
    parts = AppParts(
        settings=Settings(database_url=database_url),
        database=database,
        identifier=Identifier(database),
        executor=executor,
        may=lambda actor, action: actor.account_role == "ADMIN" and action == "graphiql:use",
    )
    transport = httpx.ASGITransport(create_app(parts))
    async with httpx.AsyncClient(transport=transport, base_url="http://caseload.test") as client:
        yield House(client, database, executor, token)
    await database.close()
