"""The example policy's rules, on answers of the engine."""

from sqlalchemy.orm import aliased

import caseload_own_clients
from caseload_gql.db.models import Assignment, Client, Location, PoolEntry, Practice, Provider, Team
from caseload_gql.plugins.contract import load_plugin
from caseload_gql.policy.actor import Actor
from caseload_gql.policy.engine import PolicyEngine

ENGINE = PolicyEngine([load_plugin(caseload_own_clients)])
CLINICIAN = Actor("usr_c", "C", "c@demo.example", "STAFF", provider_id="prv_n")


def test_a_clinician_reads_and_does_nothing_else() -> None:
    assert ENGINE.actions(CLINICIAN) == ("caseload:read",)


def test_every_kind_of_row_but_the_practices_own_is_narrowed() -> None:
    for model in (Team, Provider, Client, PoolEntry, Assignment, Practice, Location):
        assert ENGINE.scope(CLINICIAN, "caseload:read", aliased(model)).where is not None


def test_staff_without_a_provider_and_supervisors_get_nothing_from_it() -> None:
    leader = Actor("usr_l", "L", "l@d.example", "STAFF", frozenset({"supervisor"}), frozenset({"tem_n"}), "prv_n")
    assert ENGINE.actions(Actor("usr_b", "B", "b@demo.example", "STAFF")) == ()
    assert ENGINE.actions(leader) == ()
