"""An app over a real database, with an executor that tells what it was asked."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field

import httpx
import pytest

from caseload_gql.db import migrate
from caseload_gql.db.engine import Database, open_database
from caseload_gql.db.unit_of_work import UnitOfWork
from caseload_gql.domain.vocabulary import AccountRole
from caseload_gql.identity.author import Author
from caseload_gql.identity.identified import Identified
from caseload_gql.identity.identify import Identifier
from caseload_gql.identity.links import create_link
from caseload_gql.identity.tokens import create_token
from caseload_gql.identity.users import NewUser, add_user, find_user_id
from caseload_gql.settings import Settings
from caseload_gql.web.factory import create_app
from caseload_gql.web.protocols import Again, AppParts, ExecutionOutcome, GraphQLRequest

AUTHOR = Author(None, "a test", "cli")


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

        async def make(unit: UnitOfWork) -> str:
            return await create_link(unit, await find_user_id(unit, email), AUTHOR, minutes=minutes)

        return f"/sign-in/{await self.database.write(make)}"

    async def sign_in(self, email: str = "ada@demo.example") -> httpx.Response:
        """Sign the client in as someone."""
        return await self.client.post(await self.link(email), headers={"Sec-Fetch-Site": "same-origin"})


@pytest.fixture
async def house(database_url: str) -> AsyncIterator[House]:
    """An app with an administrator (ada) and someone without any grant (bill)."""
    await asyncio.to_thread(migrate.upgrade, database_url)
    database, executor = open_database(database_url), Recorder()
    ada = NewUser("ada@demo.example", "Ada Ngata", AccountRole.ADMIN)
    user_id = await database.write(lambda unit: add_user(unit, ada, AUTHOR))
    await database.write(lambda unit: add_user(unit, NewUser("bill@demo.example", "Bill Okafor"), AUTHOR))
    token = await database.write(lambda unit: create_token(unit, user_id, AUTHOR))
    parts = AppParts(
        settings=Settings(database_url=database_url),
        database=database,
        identifier=Identifier(database),
        executor=executor,
        may=lambda actor, action: actor.account_role == "ADMIN" and action == "graphiql:use",
    )
    transport = httpx.ASGITransport(create_app(parts))
    async with httpx.AsyncClient(transport=transport, base_url="http://caseload.test") as client:
        yield House(client, database, executor, token.secret)
    await database.close()
