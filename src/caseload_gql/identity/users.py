"""The practice's people as commands list them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, func, not_, select, true

from caseload_gql.db.engine import Database
from caseload_gql.db.models import Provider, Team, User, user_team
from caseload_gql.policy.actions import READ
from caseload_gql.policy.actor import Actor
from caseload_gql.policy.engine import PolicyEngine

#: Which rows of a kind may be seen.
See = Callable[[type[User] | type[Team] | type[Provider]], ColumnElement[bool]]


def every(_kind: object) -> ColumnElement[bool]:
    """All of them."""
    return true()


def seen_by(policy: PolicyEngine, actor: Actor) -> See:
    """Those that the actor may see; no provider where a policy hides who somebody is."""

    def see(kind: type[User] | type[Team] | type[Provider]) -> ColumnElement[bool]:
        where = policy.scope(actor, READ, kind).where
        seen = true() if where is None else where
        hidden = policy.scope(actor, READ, User).redactions.get("provider") if kind is Provider else None
        return seen if hidden is None else and_(seen, not_(hidden))

    return see


@dataclass(frozen=True, slots=True)
class UserFacts:
    """A person as they are listed; teams and the provider by name."""

    id: str
    email: str
    name: str
    account_role: str
    company_roles: tuple[str, ...]
    teams: tuple[str, ...]
    provider: str | None
    #: The external id of the provider, or the id of one that has none.
    provider_key: str | None
    disabled: bool
    last_seen_at: datetime | None


async def list_users(database: Database, see: See = every) -> Sequence[UserFacts]:
    """Every person, by name; `see` says which rows of a kind may be seen."""
    statement = (
        select(User, Team.name.label("team"), Provider.name.label("provider"), _key_of_provider())
        .outerjoin(user_team, user_team.c.user_id == User.id)
        .outerjoin(Team, and_(Team.id == user_team.c.team_id, see(Team)))
        .outerjoin(Provider, and_(Provider.id == User.provider_id, see(Provider)))
        .where(see(User))
        .order_by(User.name_key, User.id, Team.name_key, Team.id)
    )
    async with database.read() as connection:
        rows = (await connection.execute(statement)).all()
    teams: dict[str, list[str]] = {}
    for row in rows:
        teams.setdefault(row.id, []).extend([row.team] if row.team is not None else [])
    return [
        UserFacts(
            row.id,
            row.email,
            row.name,
            row.account_role.value,
            tuple(row.company_roles),
            tuple(teams[row.id]),
            row.provider,
            row.provider_key,
            row.disabled,
            row.last_seen_at,
        )
        for row in {row.id: row for row in rows}.values()
    ]


def _key_of_provider() -> ColumnElement[str]:
    return func.coalesce(Provider.external_id, Provider.id).label("provider_key")
