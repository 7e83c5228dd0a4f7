"""The practice's people as commands list them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from caseload_gql.db.engine import Database
from caseload_gql.db.models import Provider, Team, User, user_team


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
    provider_external_id: str | None
    disabled: bool
    last_seen_at: datetime | None


async def list_users(database: Database) -> Sequence[UserFacts]:
    """Every person, by name."""
    statement = (
        select(User, Team.name.label("team"), Provider.name.label("provider"), Provider.external_id)
        .outerjoin(user_team, user_team.c.user_id == User.id)
        .outerjoin(Team, Team.id == user_team.c.team_id)
        .outerjoin(Provider, Provider.id == User.provider_id)
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
            row.external_id,
            row.disabled,
            row.last_seen_at,
        )
        for row in {row.id: row for row in rows}.values()
    ]
