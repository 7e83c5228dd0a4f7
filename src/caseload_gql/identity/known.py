"""What is read of a person, whether they show a credential or are named on the command line."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import Select, select, true

from caseload_gql.db.engine import Database
from caseload_gql.db.models import AccessEpoch, Practice, User, user_team
from caseload_gql.domain.person import clean_email
from caseload_gql.errors import InvalidValue
from caseload_gql.identity.facts import FactFinder
from caseload_gql.identity.identified import Identified
from caseload_gql.policy.actor import Actor
from caseload_gql.policy.practice import PracticeFacts


def known() -> Select[Any]:
    """One row for each team of a user (one with no team, if none), each with the user, the practice and the epoch."""
    return (
        select(
            User.id,
            User.name,
            User.email,
            User.account_role,
            User.company_roles,
            User.provider_id,
            User.disabled,
            user_team.c.team_id,
            Practice.id.label("practice_id"),
            Practice.name.label("practice_name"),
            Practice.supervisor_access,
            Practice.time_zone,
            Practice.nearing_ten_thousandths,
            Practice.wait_target_days,
            Practice.gate_modes,
            Practice.scorer_weights,
            AccessEpoch.epoch,
        )
        .select_from(User)
        .join(Practice, true())
        .join(AccessEpoch, true())
        .outerjoin(user_team, user_team.c.user_id == User.id)
    )


def identified_by(rows: Sequence[Any], expires_at: datetime | None) -> Identified:
    """The person whom the rows of `known` are about."""
    row = rows[0]
    actor = Actor(
        user_id=row.id,
        name=row.name,
        email=row.email,
        account_role=row.account_role.value,
        company_roles=frozenset(row.company_roles),
        team_ids=frozenset(each.team_id for each in rows if each.team_id is not None),
        provider_id=row.provider_id,
        door="api",
    )
    practice = PracticeFacts(
        practice_id=row.practice_id,
        name=row.practice_name,
        time_zone=row.time_zone,
        supervisor_access=row.supervisor_access,
        nearing_ten_thousandths=row.nearing_ten_thousandths,
        wait_target_days=row.wait_target_days,
        gate_modes=row.gate_modes,
        scorer_weights=row.scorer_weights,
    )
    return Identified(actor, practice, row.epoch, expires_at)


async def identified_as(database: Database, email: str, facts: FactFinder | None = None) -> Identified:
    """The person of an email address, for a command that reads as they would; `facts` asks plugins of them.

    Raises ``InvalidValue`` where there is none, or they are disabled.
    """
    async with database.read() as connection:
        rows = (await connection.execute(known().where(User.email == clean_email(email)))).all()
    if not rows or rows[0].disabled:
        message = "There is no such user, or they are disabled. 'caseload user list' shows all."
        raise InvalidValue(message)
    identified = identified_by(rows, None)
    identified = replace(identified, actor=replace(identified.actor, door="cli"))
    return identified if facts is None else await facts.told(identified)
