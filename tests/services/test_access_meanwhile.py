"""Who is shut out, or given other rights, while a change of theirs waits its turn, does not make it any more."""

import asyncio
from typing import Any

import pytest
from sqlalchemy import delete, text, update

from caseload_gql.db.engine import open_database
from caseload_gql.db.models import EventRow, Practice, Provider, User, user_team
from caseload_gql.db.unit_of_work import UnitOfWork
from caseload_gql.domain.vocabulary import AccountRole
from caseload_gql.errors import StaleAccess
from caseload_gql.services.commands import AssignClient
from caseload_gql.services.user_commands import CreateToken, UpdateUser
from tests.services.practice import SmallPractice

#: Whoever waits for a row that another transaction holds.
WAITING = text("SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'")
ME, OTHER = "usr_admin_0_0", "usr_ceo_0_0"
SUPERVISOR = "usr_staff_1_0"
OWN: list[tuple[str, Any, Any]] = [
    (ME, AssignClient("cli_wil", "prv_ana"), update(User).where(User.id == ME).values(disabled=True)),
    (ME, UpdateUser(OTHER, disabled=True), update(User).where(User.id == ME).values(disabled=True)),
    (ME, UpdateUser(OTHER, disabled=True), update(User).where(User.id == ME).values(account_role=AccountRole.STAFF)),
    (ME, CreateToken(OTHER), update(User).where(User.id == ME).values(disabled=True)),
    (SUPERVISOR, AssignClient("cli_wil", "prv_ana"), delete(user_team).where(user_team.c.user_id == SUPERVISOR)),
    (
        SUPERVISOR,
        AssignClient("cli_wil", "prv_ana"),
        update(User).where(User.id == SUPERVISOR).values(company_roles=[]),
    ),
    (SUPERVISOR, AssignClient("cli_wil", "prv_ana"), update(Practice).values(supervisor_access="READ")),
]


async def meanwhile(practice: SmallPractice, url: str, who: str, command: Any, change: Any) -> Any:
    """What comes of a command that waits while access changes."""
    people = {
        each.user_id: each
        for each in (
            await practice.person("ADMIN"),
            await practice.person("CEO"),
            await practice.person("STAFF", "tem_north"),
        )
    }
    # A third who lets others in, so that this alone refuses nothing.
    await practice.person("ADMIN", company=frozenset({"qmhp"}))
    await practice.waiting("wil")
    desk, other, watching = await practice.desk(people[who]), open_database(url), open_database(url)
    tasks = []

    async def hold(unit: UnitOfWork) -> None:
        await unit.lock_providers(["prv_ana"])
        await unit.session.execute(update(User).values(last_seen_at=None))
        tasks.append(asyncio.create_task(desk.do(command)))
        if url.startswith("postgresql"):
            while not await watching.rows(WAITING):
                pass
        await unit.session.execute(change)
        unit.access_changed()

    try:
        await other.write(hold)
        return (await asyncio.gather(*tasks, return_exceptions=True))[0]
    finally:
        await asyncio.gather(other.close(), watching.close())


@pytest.mark.parametrize(("who", "command", "change"), OWN)
async def test_what_waited_is_not_done_by_who_may_not_any_more(
    practice: SmallPractice, database_url: str, who: str, command: Any, change: Any
) -> None:
    ended = await meanwhile(practice, database_url, who, command, change)
    assert isinstance(ended, StaleAccess)
    assert await practice.rows(EventRow) == []
    assert (await practice.row(User, OTHER))["disabled"] is False
    assert (await practice.row(Provider, "prv_ana"))["caseload_count"] == 0


async def test_a_change_of_somebody_else_s_access_takes_nothing_back(
    practice: SmallPractice, database_url: str
) -> None:
    change = update(User).where(User.id == OTHER).values(disabled=True)
    ended = await meanwhile(practice, database_url, ME, AssignClient("cli_wil", "prv_ana"), change)
    if database_url.startswith("postgresql"):
        assert ended.user_errors == ()
        assert [each["type"] for each in await practice.rows(EventRow)] == ["CLIENT_ASSIGNED"]
    else:
        # There the change began after the other's end, and whoever asked is identified anew.
        assert isinstance(ended, StaleAccess)
