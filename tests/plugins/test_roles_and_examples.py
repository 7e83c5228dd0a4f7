"""Who sees which rows, by role and with the example policy installed."""

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import aliased

from caseload_gql.db.engine import Database
from caseload_gql.db.models import Assignment, Client, PoolEntry, Provider, Team
from caseload_gql.plugins.manager import load_plugins
from caseload_gql.policy.actor import Actor
from caseload_gql.policy.engine import PolicyEngine
from caseload_gql.policy.practice import PracticeFacts

ROOT = Path(__file__).parents[2]
READ = "caseload:read"
SUPERVISOR = Actor("usr_s", "S", "s@demo.example", "STAFF", frozenset({"supervisor"}), frozenset({"tem_n"}))
CLINICIAN = Actor("usr_c", "C", "c@demo.example", "STAFF", provider_id="prv_n")
CEO = Actor("usr_e", "E", "e@demo.example", "CEO")
ADMIN = Actor("usr_a", "A", "a@demo.example", "ADMIN")
EVERYBODY = {"north", "south", "vip", "gone", "routed", "unrouted"}


async def seen(database: Database, policy: PolicyEngine, actor: Actor, model: type) -> set[str]:
    row: Any = aliased(model)
    where = policy.scope(actor, READ, row).where
    async with database.read() as connection:
        found = await connection.scalars(select(row.id) if where is None else select(row.id).where(where))
        return {each[4:] for each in found}


async def test_a_supervisor_sees_own_teams(database: Database) -> None:
    policy = PolicyEngine(load_plugins().sources)
    assert await seen(database, policy, SUPERVISOR, Client) == {"north", "vip", "routed"}
    assert await seen(database, policy, SUPERVISOR, Provider) == {"n"}
    assert await seen(database, policy, SUPERVISOR, Team) == {"n"}
    assert await seen(database, policy, SUPERVISOR, PoolEntry) == {"routed"}
    assert await seen(database, policy, SUPERVISOR, Assignment) == {"north_n", "vip_n", "gone_n"}


async def test_with_the_example_policy_clinicians_see_their_own_clients_and_vips_only_the_ceo(
    database: Database,
) -> None:
    policy = PolicyEngine(load_plugins(ROOT / "plugins/own_clients_policy/src").sources)
    assert await seen(database, policy, CLINICIAN, Client) == {"north"}
    assert await seen(database, policy, CLINICIAN, Provider) == {"n"}
    assert await seen(database, policy, CLINICIAN, Team) == {"n"}
    assert await seen(database, policy, CLINICIAN, PoolEntry) == set()
    assert await seen(database, policy, CLINICIAN, Assignment) == {"north_n", "gone_n"}
    assert await seen(database, policy, ADMIN, Client) == EVERYBODY - {"vip", "unrouted"}
    assert await seen(database, policy, ADMIN, PoolEntry) == {"routed"}
    assert await seen(database, policy, CEO, Client) == EVERYBODY


def test_read_access_narrows_supervisors() -> None:
    policy = PolicyEngine(load_plugins().sources, PracticeFacts(supervisor_access="READ"))
    assert policy.actions(SUPERVISOR) == (READ, "plan:read")


@pytest.mark.parametrize("roles", [frozenset[str](), frozenset({"supervisor"})])
def test_whoever_holds_no_role_or_leads_no_team_holds_nothing(roles: frozenset[str]) -> None:
    assert PolicyEngine(load_plugins().sources).actions(Actor("u", "n", "e", "STAFF", roles)) == ()
