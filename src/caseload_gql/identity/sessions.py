"""Browser sessions: opened by a sign-in link, ended by signing out, by time, or by disabling the user."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import update

from caseload_gql.db.engine import Database
from caseload_gql.db.ids import fresh_id
from caseload_gql.db.models import LoginSession
from caseload_gql.db.secret import new_secret, secret_hash
from caseload_gql.db.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class NewSession:
    """A session that was just opened; the secret is the cookie's value and is stored hashed."""

    secret: str
    expires_at: datetime


async def open_session(unit: UnitOfWork, user_id: str, *, hours: int) -> NewSession:
    """Open a session that ends by itself after so many hours."""
    session = NewSession(new_secret(), unit.now + timedelta(hours=hours))
    unit.session.add(
        LoginSession(
            id=fresh_id("ses", unit.now),
            secret_hash=secret_hash(session.secret),
            user_id=user_id,
            created_at=unit.now,
            expires_at=session.expires_at,
        )
    )
    await unit.session.flush()
    return session


async def end_session(database: Database, secret: str) -> bool:
    """End the session of a cookie, in every worker at once. False if there was none to end."""

    async def work(unit: UnitOfWork) -> bool:
        ended = await unit.session.scalar(
            update(LoginSession)
            .where(LoginSession.secret_hash == secret_hash(secret), LoginSession.ended_at.is_(None))
            .values(ended_at=unit.now)
            .returning(LoginSession.id)
            .execution_options(synchronize_session=False)
        )
        if ended is not None:
            unit.access_changed()
        return ended is not None

    return await database.write(work)
