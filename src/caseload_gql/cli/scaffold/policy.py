"""A plugin with one policy, and its tests."""

from typing import Final

ABOUT: Final = "Keeps discharged clients from everybody but the ceo and admins."

POLICY: Final = '''\
SEE_ALL = {"CEO", "ADMIN"}


@hookimpl
def policy_restrictions(request: PolicyRequest) -> Iterable[Restrict]:
    """Keep discharged clients, and their assignments, from those who are not to see them."""
    if request.actor.account_role in SEE_ALL:
        return
    if request.resource == "Client":
        where = request.row.status != "DISCHARGED"
    elif request.resource == "Assignment":
        where = request.row.client.has(status="ACTIVE")
    else:
        return
    yield Restrict("DISCHARGED", "Discharged clients are seen by the ceo and admins.", where)
'''

MODULE: Final = (
    '''\
"""$ABOUT"""

from collections.abc import Iterable

from caseload_gql.plugins import Plugin, PolicyRequest, Restrict, hookimpl

PLUGIN = Plugin("$NAME", api=">=1,<2")

'''
    + POLICY
)

POLICY_TESTS: Final = """\
def test_discharged_clients_are_out_of_sight_of_staff(caseload_kit: MakeKit) -> None:
    kit = caseload_kit($MODULE)
    for actor in (kit.actor("support_staff"), kit.actor("qmhp"), kit.actor("supervisor", teams=["North"])):
        assert kit.cannot_see(actor, "cli_hal")
        assert kit.cannot_see(actor, "asg_hal")
        assert kit.can_see(actor, "cli_ana")
        assert kit.can_see(actor, "asg_ana")


def test_the_ceo_and_admins_still_see_them(caseload_kit: MakeKit) -> None:
    kit = caseload_kit($MODULE)
    for role in ("ceo", "admin"):
        assert kit.can_see(kit.actor(role), "cli_hal")


def test_a_client_out_of_sight_is_not_found_by_a_mutation(caseload_kit: MakeKit) -> None:
    kit = caseload_kit($MODULE)
    support = kit.actor("support_staff")
    with kit.unchanged():
        answer = kit.query(
            support,
            'mutation { assignClient(input: { clientId: "cli_hal", providerId: "prv_sam" }) { userErrors { code } } }',
        )
    assert answer["assignClient"]["userErrors"] == [{"code": "NOT_FOUND"}]
"""

TESTS: Final = (
    '''\
"""Who sees what with the policy installed."""

import $MODULE
from caseload_gql.testing import MakeKit


'''
    + POLICY_TESTS
)
