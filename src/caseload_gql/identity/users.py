"""The practice's people: adding, finding, listing, disabling and enabling them."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import or_, select, update

from caseload_gql.db.engine import Database
from caseload_gql.db.ids import fresh_id
from caseload_gql.db.models import LoginSession, Provider, SignInLink, Team, User, user_team
from caseload_gql.db.unit_of_work import UnitOfWork
from caseload_gql.domain.events import EventType
from caseload_gql.domain.text import clean_text, sort_key
from caseload_gql.domain.vocabulary import AccountRole
from caseload_gql.errors import InvalidValue
from caseload_gql.identity.author import Author, record

_EMAIL: Final = re.compile(r"[^@\s]{1,64}@[^@\s]{1,255}")
_ROLE: Final = re.compile(r"[a-z][a-z0-9_]{0,63}")


@dataclass(frozen=True, slots=True)
class NewUser:
    """A person to add. Teams are named by id or name; the provider by id, external id or name."""

    email: str
    name: str
    account_role: AccountRole = AccountRole.STAFF
    company_roles: Sequence[str] = ()
    teams: Sequence[str] = ()
    provider: str | None = None


@dataclass(frozen=True, slots=True)
class UserFacts:
    """A person as they are listed."""

    id: str
    email: str
    name: str
    account_role: str
    company_roles: tuple[str, ...]
    teams: tuple[str, ...]
    disabled: bool


async def add_user(unit: UnitOfWork, new: NewUser, author: Author) -> str:
    """Add a person and return the new id.

    Raises ``InvalidValue`` for an email that is malformed or taken, an unknown team or provider, or a bad role.
    """
    email, name = clean_email(new.email), clean_text(new.name)
    if await _user(unit, email) is not None:
        message = f"There is a user with the email {email} already."
        raise InvalidValue(message)
    user = User(
        id=fresh_id("usr", unit.now),
        email=email,
        name=name,
        name_key=sort_key(name),
        account_role=new.account_role,
        company_roles=_clean_roles(new.company_roles),
        provider_id=None if new.provider is None else await _provider_id(unit, new.provider),
        disabled=False,
    )
    team_ids = sorted({await _team_id(unit, team) for team in new.teams})
    unit.session.add(user)
    await unit.session.flush()
    if team_ids:
        rows = [{"user_id": user.id, "team_id": team_id} for team_id in team_ids]
        await unit.session.execute(user_team.insert(), rows)
    unit.access_changed()
    after = {
        "user": user.id,
        "email": email,
        "accountRole": new.account_role.value,
        "companyRoles": user.company_roles,
        "teams": team_ids,
        "provider": user.provider_id,
    }
    record(unit, EventType.USER_ADDED, author, after)
    return user.id


async def disable_user(unit: UnitOfWork, email: str, author: Author) -> None:
    """Shut a person out at once: sessions end, open links are spent, tokens stop working, the epoch moves.

    Raises ``InvalidValue`` if there is no such user. Disabling twice is the same as once.
    """
    user_id = await find_user_id(unit, email)
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
    changed = await unit.session.scalar(
        update(User)
        .where(User.id == user_id, User.disabled.is_(False))
        .values(disabled=True)
        .returning(User.id)
        .execution_options(synchronize_session=False)
    )
    unit.access_changed()
    if changed is not None:
        record(unit, EventType.USER_DISABLED, author, {"user": user_id, "disabled": True})


async def enable_user(unit: UnitOfWork, email: str, author: Author) -> None:
    """Let a disabled person in again: by a new link, and with the tokens that were not revoked.

    Raises ``InvalidValue`` if there is no such user. Enabling somebody who is not disabled changes nothing.
    """
    user_id = await find_user_id(unit, email)
    changed = await unit.session.scalar(
        update(User)
        .where(User.id == user_id, User.disabled.is_(True))
        .values(disabled=False)
        .returning(User.id)
        .execution_options(synchronize_session=False)
    )
    if changed is not None:
        unit.access_changed()
        record(unit, EventType.USER_ENABLED, author, {"user": user_id, "disabled": False})


async def find_user_id(unit: UnitOfWork, email: str) -> str:
    """The id of the user with an email. Raises ``InvalidValue`` if there is none."""
    clean = clean_email(email)
    found = await _user(unit, clean)
    if found is None:
        message = f"There is no user with the email {clean}. 'caseload user list' shows all."
        raise InvalidValue(message)
    return found


async def find_enabled_user_id(unit: UnitOfWork, email: str) -> str:
    """The id of a user who may sign in. Raises ``InvalidValue`` if there is none or the user is disabled."""
    user_id = await find_user_id(unit, email)
    if await unit.session.scalar(select(User.disabled).where(User.id == user_id)):
        message = f"The user {clean_email(email)} is disabled and cannot sign in."
        raise InvalidValue(message)
    return user_id


async def list_users(database: Database) -> Sequence[UserFacts]:
    """Every person, by name."""
    statement = (
        select(User.id, User.email, User.name, User.account_role, User.company_roles, User.disabled, Team.name)
        .outerjoin(user_team, user_team.c.user_id == User.id)
        .outerjoin(Team, Team.id == user_team.c.team_id)
        .order_by(User.name_key, User.id, Team.name_key)
    )
    async with database.read() as connection:
        rows = (await connection.execute(statement)).all()
    teams: dict[str, list[str]] = {}
    for row in rows:
        teams.setdefault(row[0], []).extend([row[6]] if row[6] is not None else [])
    people = {row[0]: row for row in rows}
    return [
        UserFacts(row[0], row[1], row[2], row[3].value, tuple(row[4]), tuple(teams[row[0]]), row[5])
        for row in people.values()
    ]


def clean_email(text: str) -> str:
    """An email in the one form it is stored in. Raises ``InvalidValue`` if it is none."""
    email = clean_text(text, maximum=254).lower()
    if _EMAIL.fullmatch(email) is None:
        message = "An email address looks like name@example.org."
        raise InvalidValue(message)
    return email


def _clean_roles(roles: Iterable[str]) -> list[str]:
    clean = sorted({role.strip().lower() for role in roles})
    for role in clean:
        if _ROLE.fullmatch(role) is None:
            message = "A company role is a short word such as supervisor or qmhp."
            raise InvalidValue(message)
    return clean


async def _user(unit: UnitOfWork, email: str) -> str | None:
    return await unit.session.scalar(select(User.id).where(User.email == email))


async def _team_id(unit: UnitOfWork, text: str) -> str:
    found = await unit.session.scalars(
        select(Team.id).where(or_(Team.id == text, Team.name_key == sort_key(text))).limit(2)
    )
    return _only_one(found.all(), "team")


async def _provider_id(unit: UnitOfWork, text: str) -> str:
    same = or_(Provider.id == text, Provider.external_id == text, Provider.name_key == sort_key(text))
    found = await unit.session.scalars(select(Provider.id).where(same).limit(2))
    return _only_one(found.all(), "provider")


def _only_one(ids: Sequence[str], kind: str) -> str:
    if not ids:
        message = f"There is no such {kind}. Name it by its id or its full name."
        raise InvalidValue(message)
    if len(ids) > 1:
        message = f"More than one {kind} goes by that name. Name it by its id."
        raise InvalidValue(message)
    return ids[0]
