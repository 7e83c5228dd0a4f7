"""One-time links: looked at often, consumed once."""

import asyncio

from sqlalchemy import select, text, update

from caseload_gql.db.engine import Database, open_database
from caseload_gql.db.models import LoginSession, SignInLink, User
from caseload_gql.db.unit_of_work import UnitOfWork
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


async def test_who_is_disabled_while_they_sign_in_gets_no_session(
    database: Database, database_url: str, user_id: str
) -> None:
    secret = await secret_of_link(database, user_id)
    shutting, finish = asyncio.Event(), asyncio.Event()

    async def disable(unit: UnitOfWork) -> None:
        await unit.session.execute(update(User).where(User.id == user_id).values(disabled=True))
        shutting.set()
        await finish.wait()

    other = open_database(database_url)
    disabling = asyncio.create_task(other.write(disable))
    await shutting.wait()
    signing_in = asyncio.create_task(consume_link(database, secret, session_hours=12))
    if database_url.startswith("postgresql"):
        while not await database.rows(_WAITING):
            pass
    finish.set()
    await disabling
    assert await signing_in == "unknown"
    assert await database.rows(select(LoginSession.id)) == []
    await other.close()


#: Whoever waits for a row that another transaction holds.
_WAITING = text("SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'")


async def test_the_database_holds_no_secret(database: Database, user_id: str) -> None:
    secret = await secret_of_link(database, user_id)
    async with database.read() as connection:
        row = (await connection.execute(select(SignInLink.__table__))).one()
    assert secret not in repr(row)
    assert secret.encode() not in row.secret_hash
