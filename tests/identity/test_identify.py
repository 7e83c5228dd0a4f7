"""From a credential to an actor, and everything that ends it."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import event, select, update

from caseload_gql.db.engine import Database
from caseload_gql.db.models import ApiToken
from caseload_gql.db.secret import secret_hash
from caseload_gql.errors import Unauthenticated
from caseload_gql.identity import identify
from caseload_gql.identity.identified import Credential
from caseload_gql.identity.identify import Identifier
from caseload_gql.identity.sessions import end_session, open_session
from caseload_gql.services.user_commands import RevokeToken
from tests.people import operate, shut, token_for


async def session_of(database: Database, user_id: str, hours: int = 12) -> Credential:
    """A fresh session's cookie."""
    session = await database.write(lambda unit: open_session(unit, user_id, hours=hours))
    return Credential("session", session.secret)


async def test_a_session_identifies_its_user(database: Database, user_id: str) -> None:
    identified = await Identifier(database).identify(await session_of(database, user_id))
    actor = identified.actor
    assert (actor.user_id, actor.email, actor.account_role) == (user_id, "ada@demo.example", "ADMIN")
    assert actor.company_roles == {"supervisor"}
    assert actor.team_ids == frozenset()
    assert identified.practice.time_zone == "UTC"


async def test_identifying_takes_one_statement_and_then_none(
    database: Database, user_id: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    credential, identifier = await session_of(database, user_id), Identifier(database)
    statements: list[str] = []
    engine = database._reader.sync_engine  # what is counted is what it runs

    @event.listens_for(engine, "before_cursor_execute")
    def count(*arguments: object) -> None:
        statements.append(str(arguments[2]))

    first = await identifier.identify(credential)
    assert len(statements) == 1
    assert await identifier.identify(credential) is first
    assert len(statements) == 1
    await identifier.identify(credential, fresh=True)
    assert len(statements) == 2
    monkeypatch.setattr(identify, "CACHE_SECONDS", -1.0)
    await identifier.identify(credential)
    assert len(statements) == 3


async def test_expiry_is_checked_on_every_request_even_when_cached(database: Database, user_id: str) -> None:
    moment = [datetime.now(UTC)]
    identifier = Identifier(database, now=lambda: moment[0])
    credential = await session_of(database, user_id, hours=1)
    await identifier.identify(credential)
    moment[0] += timedelta(minutes=61)
    with pytest.raises(Unauthenticated, match="session has ended"):
        await identifier.identify(credential)


async def test_an_ended_session_moves_the_epoch_and_identifies_nobody(database: Database, user_id: str) -> None:
    identifier = Identifier(database)
    ended, other = await session_of(database, user_id), await session_of(database, user_id)
    before = await identifier.identify(other)
    assert await end_session(database, ended.secret)
    assert not await end_session(database, ended.secret)
    assert (await identifier.identify(other, fresh=True)).epoch == before.epoch + 1
    with pytest.raises(Unauthenticated):
        await identifier.identify(ended, fresh=True)


async def test_disabling_a_user_ends_sessions_and_tokens(database: Database, user_id: str) -> None:
    identifier, session = Identifier(database), await session_of(database, user_id)
    token = await token_for(database, user_id)
    await shut(database, "Ada@Demo.example")
    for credential in (session, Credential("token", token)):
        with pytest.raises(Unauthenticated):
            await identifier.identify(credential, fresh=True)


async def test_enabling_a_user_revives_tokens_and_no_ended_session(database: Database, user_id: str) -> None:
    identifier, session = Identifier(database), await session_of(database, user_id)
    token = await token_for(database, user_id)
    await shut(database, "ada@demo.example")
    await shut(database, "ada@demo.example", disabled=False)
    assert (await identifier.identify(Credential("token", token))).actor.user_id == user_id
    with pytest.raises(Unauthenticated, match="session has ended"):
        await identifier.identify(session)


async def test_a_revoked_or_expired_token_identifies_nobody(database: Database, user_id: str) -> None:
    identifier = Identifier(database)
    revoked, expired = await token_for(database, user_id), await token_for(database, user_id)
    past = update(ApiToken).where(ApiToken.secret_hash == secret_hash(expired)).values(expires_at=datetime.now(UTC))
    await database.write(lambda unit: unit.session.execute(past))
    [token] = await database.rows(select(ApiToken.id).where(ApiToken.secret_hash == secret_hash(revoked)))
    credential = Credential("token", revoked)
    assert (await identifier.identify(credential)).expires_at is None
    await operate(database, RevokeToken(token.id))
    for secret in (revoked, expired, "nonsense"):
        with pytest.raises(Unauthenticated, match="bearer token"):
            await identifier.identify(Credential("token", secret), fresh=True)


async def test_a_session_secret_is_no_bearer_token(database: Database, user_id: str) -> None:
    session = await session_of(database, user_id)
    with pytest.raises(Unauthenticated):
        await Identifier(database).identify(Credential("token", session.secret))


async def test_the_cache_is_bounded(database: Database, user_id: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(identify, "CACHE_SIZE", 2)
    identifier = Identifier(database)
    credentials = [await session_of(database, user_id) for _ in range(3)]
    for credential in credentials:
        await identifier.identify(credential)
    assert len(identifier._cache) == 2  # the bound is the point
