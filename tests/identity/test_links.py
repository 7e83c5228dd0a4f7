"""One-time links: looked at often, consumed once."""

import asyncio

from sqlalchemy import select, update

from caseload_gql.db.engine import Database
from caseload_gql.db.models import LoginSession, SignInLink
from caseload_gql.identity.links import SignIn, consume_link, link_state
from tests.people import secret_of_link, shut


async def test_looking_at_a_link_does_not_spend_it(database: Database, user_id: str) -> None:
    secret = await secret_of_link(database, user_id)
    assert [await link_state(database, secret) for _ in range(3)] == ["open"] * 3
    assert isinstance(await consume_link(database, secret, session_hours=12), SignIn)


async def test_a_link_works_once_and_then_says_it_was_used(database: Database, user_id: str) -> None:
    secret = await secret_of_link(database, user_id)
    await consume_link(database, secret, session_hours=12)
    assert await consume_link(database, secret, session_hours=12) == "used"
    assert await link_state(database, secret) == "used"


async def test_of_ten_who_consume_a_link_at_once_exactly_one_gets_in(database: Database, user_id: str) -> None:
    secret = await secret_of_link(database, user_id)
    results = await asyncio.gather(*(consume_link(database, secret, session_hours=12) for _ in range(10)))
    assert sum(isinstance(result, SignIn) for result in results) == 1
    assert [result for result in results if not isinstance(result, SignIn)] == ["used"] * 9
    async with database.read() as connection:
        assert len((await connection.execute(select(LoginSession.id))).all()) == 1


async def test_an_expired_link_says_so_and_opens_nothing(database: Database, user_id: str) -> None:
    secret = await secret_of_link(database, user_id, minutes=0)
    assert await link_state(database, secret) == "expired"
    assert await consume_link(database, secret, session_hours=12) == "expired"


async def test_an_unknown_link_is_unknown(database: Database) -> None:
    assert await link_state(database, "nonsense\x00é") == "unknown"
    assert await consume_link(database, "nonsense", session_hours=12) == "unknown"


async def test_a_disabled_user_cannot_use_a_link_even_one_that_is_still_open(database: Database, user_id: str) -> None:
    secret = await secret_of_link(database, user_id)
    await shut(database, "ada@demo.example")
    await database.write(lambda unit: unit.session.execute(update(SignInLink).values(used_at=None)))
    assert await consume_link(database, secret, session_hours=12) == "unknown"


async def test_the_database_holds_no_secret(database: Database, user_id: str) -> None:
    secret = await secret_of_link(database, user_id)
    async with database.read() as connection:
        row = (await connection.execute(select(SignInLink.__table__))).one()
    assert secret not in repr(row)
    assert secret.encode() not in row.secret_hash
