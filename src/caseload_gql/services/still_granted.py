"""Whether the actor stands as they were identified, where access changed while their change was on its way."""

from collections.abc import Awaitable, Callable

from sqlalchemy import select, true

from caseload_gql.db.models import Practice, User
from caseload_gql.db.unit_of_work import UnitOfWork
from caseload_gql.errors import StaleAccess
from caseload_gql.policy.actor import Actor
from caseload_gql.services.user_rows import teams_of


def still_granted(unit: UnitOfWork, actor: Actor, supervisor_access: str) -> Callable[[], Awaitable[None]]:
    """What raises `StaleAccess` where the actor was disabled, or was given other roles, teams or a provider meanwhile.

    A change of access that concerns others takes nothing back. The operator has no account that could change.
    """

    async def check() -> None:
        if not actor.user_id:
            return
        found = await unit.rows(
            select(User.disabled, User.account_role, User.company_roles, User.provider_id, Practice.supervisor_access)
            .join(Practice, true())
            .where(User.id == actor.user_id)
        )
        teams = frozenset(await teams_of(unit, actor.user_id))
        before = (False, actor.account_role, actor.company_roles, actor.provider_id, supervisor_access, actor.team_ids)
        after = [
            (
                each.disabled,
                each.account_role.value,
                frozenset(each.company_roles),
                each.provider_id,
                str(each.supervisor_access),
                teams,
            )
            for each in found
        ]
        if after != [before]:
            raise StaleAccess

    return check
