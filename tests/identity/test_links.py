"""One-time links: looked at often, consumed once."""

import asyncio

from sqlalchemy import select, update

from caseload_gql.db.engine import Database
from caseload_gql.db.models import LoginSession, SignInLink
from caseload_gql.identity.author import Author
from caseload_gql.identity.links import SignIn, consume_link, create_link, link_state
from caseload_gql.identity.users import disable_user


async def make(database: Database, user_id: str, author: Author, minutes: int = 60) -> str:
    """A fresh link."""
    return await database.write(lambda unit: create_link(unit, user_id, author, minutes=minutes))


async def test_looking_at_a_link_does_not_spend_it(database: Database, user_id: str, author: Author) -> None:
    secret = await make(database, user_id, author)
    assert [await link_state(database, secret) for _ in range(3)] == ["open"] * 3
    assert isinstance(await consume_link(database, secret, session_hours=12), SignIn)


async def test_a_link_works_once_and_then_says_it_was_used(database: Database, user_id: str, author: Author) -> None:
    secret = await make(database, user_id, author)
    await consume_link(database, secret, session_hours=12)
    assert await consume_link(database, secret, session_hours=12) == "used"
    assert await link_state(database, secret) == "used"


async def test_of_ten_who_consume_a_link_at_once_exactly_one_gets_in(
    database: Database, user_id: str, author: Author
) -> None:
    secret = await make(database, user_id, author)
    results = await asyncio.gather(*(consume_link(database, secret, session_hours=12) for _ in range(10)))
    assert sum(isinstance(result, SignIn) for result in results) == 1
    assert [result for result in results if not isinstance(result, SignIn)] == ["used"] * 9
    async with database.read() as connection:
        assert len((await connection.execute(select(LoginSession.id))).all()) == 1


async def test_an_expired_link_says_so_and_opens_nothing(database: Database, user_id: str, author: Author) -> None:
    secret = await make(database, user_id, author, minutes=0)
    assert await link_state(database, secret) == "expired"
    assert await consume_link(database, secret, session_hours=12) == "expired"


async def test_an_unknown_link_is_unknown(database: Database) -> None:
    assert await link_state(database, "nonsense\x00é") == "unknown"
    assert await consume_link(database, "nonsense", session_hours=12) == "unknown"


async def test_a_disabled_user_cannot_use_a_link_even_one_that_is_still_open(
    database: Database, user_id: str, author: Author
) -> None:
    secret = await make(database, user_id, author)
    await database.write(lambda unit: disable_user(unit, "ada@demo.example", author))
    await database.write(lambda unit: unit.session.execute(update(SignInLink).values(used_at=None)))
    assert await consume_link(database, secret, session_hours=12) == "unknown"


async def test_the_database_holds_no_secret(database: Database, user_id: str, author: Author) -> None:
    secret = await make(database, user_id, author)
    async with database.read() as connection:
        row = (await connection.execute(select(SignInLink.__table__))).one()
    assert secret not in repr(row)
    assert secret.encode() not in row.secret_hash
