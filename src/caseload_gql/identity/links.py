"""One-time sign-in links: looked at any number of times, consumed once."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal

from sqlalchemy import Select, select, update

from caseload_gql.db.engine import Database
from caseload_gql.db.models import SignInLink, User
from caseload_gql.db.secret import secret_hash
from caseload_gql.db.unit_of_work import UnitOfWork
from caseload_gql.identity.sessions import NewSession, open_session

LinkState = Literal["open", "expired", "used", "unknown"]
Refusal = Literal["expired", "used", "unknown"]


@dataclass(frozen=True, slots=True)
class SignIn:
    """A link that was consumed, and the session it opened."""

    user_id: str
    session: NewSession


async def link_state(database: Database, secret: str) -> LinkState:
    """Say whether a link would work now; changes nothing."""
    async with database.read() as connection:
        row = (await connection.execute(_found(secret))).one_or_none()
    return "unknown" if row is None else _state(row.used_at, row.expires_at, datetime.now(UTC), disabled=row.disabled)


async def consume_link(database: Database, secret: str, *, session_hours: int) -> SignIn | Refusal:
    """Spend a link and open a session. Of two who try at once, one gets in; the other is told why not."""

    async def work(unit: UnitOfWork) -> SignIn | Refusal:
        user_id = await unit.session.scalar(
            update(SignInLink)
            .where(
                SignInLink.secret_hash == secret_hash(secret),
                SignInLink.used_at.is_(None),
                SignInLink.expires_at > unit.now,
                SignInLink.user_id.in_(select(User.id).where(User.disabled.is_(False))),
            )
            .values(used_at=unit.now)
            .returning(SignInLink.user_id)
            .execution_options(synchronize_session=False)
        )
        if user_id is None:
            row = (await unit.session.execute(_found(secret))).one_or_none()
            if row is None:
                return "unknown"
            state = _state(row.used_at, row.expires_at, unit.now, disabled=row.disabled)
            return "used" if state == "open" else state
        # Whoever disables the user at the same time holds the row: asked again, so that no session outlives that.
        let_in = await unit.session.scalar(
            update(User)
            .where(User.id == user_id, User.disabled.is_(False))
            .values(last_seen_at=unit.now)
            .returning(User.id)
            .execution_options(synchronize_session=False)
        )
        if let_in is None:
            return "unknown"
        return SignIn(user_id, await open_session(unit, user_id, hours=session_hours))

    return await database.write(work)


def _found(secret: str) -> Select[datetime | None, datetime, bool]:
    return (
        select(SignInLink.used_at, SignInLink.expires_at, User.disabled)
        .join(User, User.id == SignInLink.user_id)
        .where(SignInLink.secret_hash == secret_hash(secret))
    )


def _state(used_at: datetime | None, expires_at: datetime, now: datetime, *, disabled: bool) -> LinkState:
    if disabled:
        return "unknown"
    if used_at is not None:
        return "used"
    return "open" if expires_at > now else "expired"
