"""The rows that stand beside a user, and the locks under which people change."""

from collections.abc import Collection, Iterable

from sqlalchemy import and_, delete, insert, or_, select, update

from caseload_gql.db.facets import word_rows
from caseload_gql.db.models import LoginSession, SignInLink, User, UserWord, user_team
from caseload_gql.db.unit_of_work import UnitOfWork
from caseload_gql.domain.vocabulary import AccountRole

#: Those of whom one must stay enabled, or nobody could let anybody in.
CHIEFS = frozenset({AccountRole.CEO, AccountRole.ADMIN})


async def lock_people(unit: UnitOfWork, user_id: str) -> dict[str, User]:
    """Lock a user and every enabled ceo and admin, in id order, and read them anew.

    Two who disable each other at once come one after the other. Others may still refer to the rows, as events do.
    """
    chief = and_(User.account_role.in_(CHIEFS), User.disabled.is_(False))
    rows = await unit.session.scalars(
        select(User)
        .where(or_(User.id == user_id, chief))
        .order_by(User.id)
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    )
    return {row.id: row for row in rows}


def is_chief(user: User) -> bool:
    """Whether the user can let others in."""
    return user.account_role in CHIEFS and not user.disabled


async def insert_words(unit: UnitOfWork, user: User) -> None:
    """Make the user found by name and email."""
    await unit.session.execute(insert(UserWord), word_rows("user_id", user.id, f"{user.name} {user.email}"))


async def renew_words(unit: UnitOfWork, user: User) -> None:
    """As `insert_words`, in the place of those that were there."""
    await unit.session.execute(delete(UserWord).where(UserWord.user_id == user.id))
    await insert_words(unit, user)


async def teams_of(unit: UnitOfWork, user_id: str) -> list[str]:
    """The ids of the teams of a user, sorted."""
    found = select(user_team.c.team_id).where(user_team.c.user_id == user_id).order_by(user_team.c.team_id)
    return list(await unit.session.scalars(found))


async def set_teams(unit: UnitOfWork, user_id: str, before: Collection[str], after: Collection[str]) -> None:
    """Put the user into the teams `after`, and out of the others."""
    gone = sorted(set(before) - set(after))
    if gone:
        left = delete(user_team).where(user_team.c.user_id == user_id, user_team.c.team_id.in_(gone))
        await unit.session.execute(left)
    await insert_teams(unit, user_id, sorted(set(after) - set(before)))


async def insert_teams(unit: UnitOfWork, user_id: str, team_ids: Iterable[str]) -> None:
    """Put the user into teams."""
    rows = [{"user_id": user_id, "team_id": each} for each in team_ids]
    if rows:
        await unit.session.execute(insert(user_team), rows)


async def end_sessions(unit: UnitOfWork, user_id: str) -> None:
    """End every session of the user, and spend every link. Tokens work again once the user is enabled."""
    await unit.session.execute(
        update(LoginSession)
        .where(LoginSession.user_id == user_id, LoginSession.ended_at.is_(None))
        .values(ended_at=unit.now)
        .execution_options(synchronize_session=False)
    )
    await unit.session.execute(
        update(SignInLink)
        .where(SignInLink.user_id == user_id, SignInLink.used_at.is_(None))
        .values(used_at=unit.now)
        .execution_options(synchronize_session=False)
    )
