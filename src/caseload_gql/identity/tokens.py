"""Bearer tokens of programs that act as a user."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select, update

from caseload_gql.db.engine import Database
from caseload_gql.db.ids import fresh_id
from caseload_gql.db.models import ApiToken, User
from caseload_gql.db.secret import new_secret, secret_hash
from caseload_gql.db.unit_of_work import UnitOfWork
from caseload_gql.domain.events import EventType
from caseload_gql.domain.text import clean_text
from caseload_gql.identity.author import Author, begun, ended, record


@dataclass(frozen=True, slots=True)
class NewToken:
    """A token that was just made; the secret is shown once and stored hashed."""

    id: str
    secret: str


@dataclass(frozen=True, slots=True)
class TokenFacts:
    """A token as it is listed: never with its secret."""

    id: str
    email: str
    label: str | None
    created_at: datetime
    expires_at: datetime | None
    revoked_at: datetime | None


async def create_token(
    unit: UnitOfWork, user_id: str, author: Author, *, label: str | None = None, days: int | None = None
) -> NewToken:
    """Make a token for a user; without `days` it works until it is revoked."""
    token = NewToken(fresh_id("tok", unit.now), new_secret())
    unit.session.add(
        ApiToken(
            id=token.id,
            secret_hash=secret_hash(token.secret),
            user_id=user_id,
            label=None if label is None else clean_text(label),
            created_at=unit.now,
            expires_at=None if days is None else unit.now + timedelta(days=days),
        )
    )
    await unit.session.flush()
    record(unit, EventType.TOKEN_CREATED, author, *begun(user=user_id, token=token.id))
    return token


async def list_tokens(database: Database) -> Sequence[TokenFacts]:
    """Every token, newest first."""
    statement = (
        select(ApiToken.id, User.email, ApiToken.label, ApiToken.created_at, ApiToken.expires_at, ApiToken.revoked_at)
        .join(User, User.id == ApiToken.user_id)
        .order_by(ApiToken.id.desc())
    )
    async with database.read() as connection:
        return [TokenFacts(*row) for row in await connection.execute(statement)]


async def revoke_token(unit: UnitOfWork, token_id: str, author: Author) -> bool:
    """Revoke a token, in every worker at once. False if it is unknown or was revoked before."""
    whose = await unit.session.scalar(
        update(ApiToken)
        .where(ApiToken.id == token_id, ApiToken.revoked_at.is_(None))
        .values(revoked_at=unit.now)
        .returning(ApiToken.user_id)
        .execution_options(synchronize_session=False)
    )
    if whose is not None:
        unit.access_changed()
        record(unit, EventType.TOKEN_REVOKED, author, *ended(user=whose, token=token_id))
    return whose is not None
