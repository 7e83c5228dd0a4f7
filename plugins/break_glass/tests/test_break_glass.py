"""A chart opens to who breaks the glass, and to nobody else; it closes by itself. tests/plugins shows sessions."""

from collections.abc import Iterable
from datetime import timedelta
from types import ModuleType

import pytest

import caseload_break_glass
from caseload_gql.errors import ConfigurationError
from caseload_gql.plugins import Plugin, PolicyRequest, Restrict, hookimpl
from caseload_gql.testing import Kit, MakeKit

BREAK = """
mutation($client: ID!, $reason: String!) {
  breakGlass(input: { clientId: $client, reason: $reason }) { validUntil userErrors { code path } }
}
"""
OPEN = "{ openCharts { client { id name } validUntil } }"


@pytest.fixture
def kit(caseload_kit: MakeKit) -> Kit:
    return caseload_kit(caseload_break_glass)


def at(time: str) -> str:
    """An instant of the practice's day, as the API writes it."""
    return f"2026-11-20T{time}:00.000000+00:00"


def asked(client: str = "cli_ana", reason: str = "In a crisis") -> dict[str, str]:
    return {"client": client, "reason": reason}


def test_a_chart_opens_to_the_clinician_who_breaks_the_glass_and_closes_by_itself(kit: Kit) -> None:
    sam, sasha = kit.actor("staff", provider="prv_sam"), kit.actor("staff", provider="prv_sasha")
    assert kit.cannot_see(sam, "cli_ana")
    done = kit.query(sam, BREAK, asked())["breakGlass"]
    assert done == {"validUntil": at("15:30"), "userErrors": []}
    (event,) = kit.events("break-glass/GLASS_BROKEN")
    assert (event.actor, event.client_id, event.reason) == (sam.name, "cli_ana", "In a crisis")
    assert event.details == {"until": "2026-11-20T15:30:00+00:00"}
    for row in ("cli_ana", "asg_ana"):
        assert kit.can_see(sam, row)
        assert kit.cannot_see(sasha, row)
    for row in ("cli_ben", "asg_ben", "prv_nadia"):
        assert kit.cannot_see(sam, row)
    assert kit.explains(sam, "cli_ana", "GLASS_BROKEN")
    kit.wait(timedelta(minutes=29, seconds=59))
    assert kit.can_see(sam, "cli_ana")
    kit.wait(timedelta(seconds=1))
    assert kit.cannot_see(sam, "cli_ana")
    assert kit.query(sam, OPEN) == {"openCharts": []}


def test_each_chart_has_its_own_time_and_can_be_opened_anew(kit: Kit) -> None:
    sam = kit.actor("staff", provider="prv_sam")
    kit.query(sam, BREAK, asked())
    kit.wait(timedelta(minutes=20))
    kit.query(sam, BREAK, asked("cli_eve"))
    assert kit.query(sam, OPEN)["openCharts"] == [
        {"client": {"id": "cli_ana", "name": "Ana Ruiz"}, "validUntil": at("15:30")},
        {"client": {"id": "cli_eve", "name": "Eve Moreau"}, "validUntil": at("15:50")},
    ]
    assert kit.can_see(sam, "pen_eve")
    kit.wait(timedelta(minutes=15))
    assert kit.cannot_see(sam, "cli_ana")
    assert kit.can_see(sam, "cli_eve")
    kit.query(sam, BREAK, asked())
    assert kit.can_see(sam, "cli_ana")


def test_without_a_reason_that_says_something_nothing_is_opened(kit: Kit) -> None:
    sam = kit.actor("staff", provider="prv_sam")
    with kit.unchanged():
        for reason in ("", "  \t", "x" * 501, "a\0b", "one\ntwo"):
            done = kit.query(sam, BREAK, asked(reason=reason))["breakGlass"]
            assert done == {"validUntil": None, "userErrors": [{"code": "INVALID", "path": ["input", "reason"]}]}
    assert kit.cannot_see(sam, "cli_ana")


def test_a_client_whom_nobody_knows_cannot_be_opened(kit: Kit) -> None:
    sam = kit.actor("staff", provider="prv_sam")
    with kit.unchanged():
        for client in ("cli_nobody", "prv_sam", "", "x" * 300):
            done = kit.query(sam, BREAK, asked(client))["breakGlass"]
            assert done["userErrors"] == [{"code": "NOT_FOUND", "path": ["input", "clientId"]}]


@hookimpl
def policy_restrictions(request: PolicyRequest) -> Iterable[Restrict]:
    """Another plugin, which keeps a client from everybody."""
    if request.resource == "Client":
        yield Restrict("SEALED", "The chart is sealed.", request.row.id != "cli_ana")


def test_what_another_plugin_restricts_stays_closed(caseload_kit: MakeKit) -> None:
    sealed = ModuleType("sealed")
    vars(sealed).update(PLUGIN=Plugin("sealed", api=">=1,<2"), policy_restrictions=policy_restrictions)
    kit = caseload_kit(caseload_break_glass, sealed)
    sam = kit.actor("staff", provider="prv_sam")
    with kit.unchanged():
        done = kit.query(sam, BREAK, asked())["breakGlass"]
    assert done["userErrors"] == [{"code": "NOT_FOUND", "path": ["input", "clientId"]}]
    kit.query(sam, BREAK, asked("cli_ben"))
    assert kit.can_see(sam, "cli_ben")


def test_only_who_is_linked_to_a_provider_may_break_the_glass(kit: Kit) -> None:
    for actor in (kit.actor("staff"), kit.actor("admin"), kit.actor("supervisor", teams=["South"])):
        with kit.unchanged():
            answer = kit.ask(actor, BREAK, asked())
        assert answer["data"]["breakGlass"] is None
        assert [each["extensions"]["code"] for each in answer["errors"]] == ["FORBIDDEN"]


def test_what_is_opened_may_be_read_and_not_changed(kit: Kit) -> None:
    sam = kit.actor("staff", provider="prv_sam")
    kit.query(sam, BREAK, asked())
    change = 'mutation { updateClient(input: { clientId: "cli_ana", caseWeight: 2 }) { userErrors { code } } }'
    with kit.unchanged():
        answer = kit.ask(sam, change)
    assert [each["extensions"]["code"] for each in answer["errors"]] == ["FORBIDDEN"]


def test_the_setting_says_how_long(caseload_kit: MakeKit) -> None:
    kit = caseload_kit(caseload_break_glass, config={"break-glass": {"minutes": 5}})
    sam = kit.actor("staff", provider="prv_sam")
    assert kit.query(sam, BREAK, asked())["breakGlass"]["validUntil"] == at("15:05")


@pytest.mark.parametrize("minutes", [0, -5, 1441])
def test_a_time_that_is_none_or_longer_than_a_day_stops_the_start(caseload_kit: MakeKit, minutes: int) -> None:
    with pytest.raises(ConfigurationError, match=r"plugin break-glass: .*minutes must be from 1 to 1440"):
        caseload_kit(caseload_break_glass, config={"break-glass": {"minutes": minutes}})
