"""Gates: what rules a provider out, what only warns, and what is not known."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from caseload_gql.domain.vocabulary import GateMode, InsuranceStatus, ProviderStatus
from caseload_gql.matching import gates
from caseload_gql.matching.facts import ClientFacts, ProviderFacts
from caseload_gql.matching.gates import GateReport, check_gates, softenable, years_between
from tests.matching.facts import CLIENT, PROVIDER, TODAY

BLOCK_ALL = dict.fromkeys(softenable(), GateMode.BLOCK)
OFF_ALL = dict.fromkeys(softenable(), GateMode.OFF)
FURTHER_FAILS: dict[str, dict[str, Any]] = {
    gates.PAYER_NOT_TAKEN: {"payers": ("Other",)},
    gates.SERVICES_NOT_GIVEN: {"services": ("Grief",)},
    gates.LOCATION_NOT_SERVED: {"location_ids": frozenset({"loc_b"})},
    gates.AGE_OUT_OF_BAND: {"minimum_age": 40},
}


def failed(report: GateReport) -> list[str]:
    return [gate.code for gate in report.failed]


def warned(report: GateReport) -> list[str]:
    return [gate.code for gate in report.warnings]


def check(client: dict[str, Any] | None = None, provider: dict[str, Any] | None = None) -> GateReport:
    """The pair with these differences, every gate blocking."""
    return check_gates(replace(CLIENT, **(client or {})), replace(PROVIDER, **(provider or {})), TODAY, BLOCK_ALL)


def test_a_pair_that_fits_passes_with_nothing_to_say() -> None:
    report = check()
    assert report == GateReport()
    assert report.eligible


@pytest.mark.parametrize(
    ("provider", "code", "reason"),
    [
        ({"status": ProviderStatus.DEPARTED}, gates.PROVIDER_NOT_ACTIVE, "The provider has left the practice."),
        ({"status": ProviderStatus.ON_LEAVE}, gates.PROVIDER_NOT_ACTIVE, "The provider is on leave."),
        (
            {"accepting_new_clients": False},
            gates.NOT_ACCEPTING,
            "The provider does not accept new clients now.",
        ),
        (
            {"load_hundredths": 450},
            gates.NO_FREE_UNITS,
            "The provider carries 4.5 of 5 units; the client needs 1.",
        ),
        ({"capacity": 0}, gates.NO_FREE_UNITS, "The provider carries 0 of 0 units; the client needs 1."),
    ],
)
@pytest.mark.parametrize("modes", [None, {}, BLOCK_ALL, OFF_ALL])
def test_a_core_gate_rules_out_whatever_the_modes(
    provider: dict[str, Any], code: str, reason: str, modes: dict[str, str] | None
) -> None:
    report = check_gates(CLIENT, replace(PROVIDER, **provider), TODAY, modes)
    assert [(gate.code, gate.reason) for gate in report.failed] == [(code, reason)]
    assert not report.eligible


def test_core_gates_cannot_be_softened() -> None:
    core = (gates.PROVIDER_NOT_ACTIVE, gates.NOT_ACCEPTING, gates.NO_FREE_UNITS, gates.DO_NOT_MATCH)
    assert not set(core) & set(softenable())
    provider = replace(PROVIDER, status=ProviderStatus.ON_LEAVE, accepting_new_clients=False, capacity=0)
    client = replace(CLIENT, do_not_match=frozenset({provider.id}))
    assert failed(check_gates(client, provider, TODAY, dict.fromkeys(core, GateMode.OFF))) == list(core)


def test_the_weight_counts_for_room_and_the_last_unit_is_had() -> None:
    assert check({"weight_hundredths": 50}, {"load_hundredths": 450}).eligible
    assert failed(check({"weight_hundredths": 51}, {"load_hundredths": 450})) == [gates.NO_FREE_UNITS]


@pytest.mark.parametrize(("load", "said"), [(505, "5.05"), (1000, "10"), (1_234_567, "12345.67"), (10**8, "1000000")])
def test_units_are_told_exactly(load: int, said: str) -> None:
    (gate,) = check(provider={"load_hundredths": load}).failed
    assert gate.reason == f"The provider carries {said} of 5 units; the client needs 1."


def test_those_who_must_not_be_matched_are_not() -> None:
    assert failed(check({"do_not_match": frozenset({"prv_ana", "prv_x"})})) == [gates.DO_NOT_MATCH]
    assert check({"do_not_match": frozenset({"prv_x"})}).eligible


@pytest.mark.parametrize("status", list(ProviderStatus))
def test_only_the_departed_are_out_of_reach_for_ever(status: ProviderStatus) -> None:
    assert check(provider={"status": status}).never == (status is ProviderStatus.DEPARTED)


@pytest.mark.parametrize(("code", "provider"), FURTHER_FAILS.items())
def test_a_further_gate_blocks_warns_or_is_silent_as_the_practice_says(code: str, provider: dict[str, Any]) -> None:
    def run(modes: Mapping[str, str] | None) -> GateReport:
        return check_gates(CLIENT, replace(PROVIDER, **provider), TODAY, modes)

    assert (failed(run({code: GateMode.BLOCK})), warned(run({code: GateMode.BLOCK}))) == ([code], [])
    for modes in ({code: GateMode.WARN}, {}, None):
        assert (failed(run(modes)), warned(run(modes)), run(modes).eligible) == ([], [code], True)
    assert run({code: GateMode.OFF}) == GateReport()


@pytest.mark.parametrize(
    ("client", "provider", "about"),
    [
        ({"payer": None}, {}, "payer"),
        ({}, {"payers": ()}, "payer"),
        ({"service_requirements": ()}, {}, "services"),
        ({}, {"services": ()}, "services"),
        ({"location_id": None}, {}, "location"),
        ({}, {"location_ids": frozenset()}, "location"),
        ({"date_of_birth": None}, {}, "age"),
        ({}, {"minimum_age": None, "maximum_age": None}, "age"),
    ],
)
def test_what_is_not_recorded_passes_with_a_note(client: dict[str, Any], provider: dict[str, Any], about: str) -> None:
    report = check(client, provider)
    assert report.eligible
    assert not report.warnings
    (note,) = report.notes
    assert about in note
    assert note.endswith("is not recorded.")


def test_a_gate_that_is_off_leaves_no_note() -> None:
    assert check_gates(ClientFacts("cli_a"), ProviderFacts("prv_a", capacity=1), TODAY, OFF_ALL) == GateReport()


def test_a_bare_pair_passes_with_a_note_for_every_further_gate() -> None:
    report = check_gates(ClientFacts("cli_a"), ProviderFacts("prv_a", capacity=1), TODAY, BLOCK_ALL)
    assert report.eligible
    assert len(report.notes) == len(softenable())


def test_who_pays_alone_needs_no_payer() -> None:
    self_pay = {"insurance_status": InsuranceStatus.SELF_PAY}
    assert check(self_pay, {"payers": ("Other",)}) == GateReport()
    assert check(self_pay | {"payer": None}, {"payers": ()}) == GateReport()


def test_every_required_service_must_be_given_however_it_is_written() -> None:
    assert check({"service_requirements": ("GRIEF", "Trauma ")}).eligible
    assert failed(check({"service_requirements": ("Grief", "EMDR")})) == [gates.SERVICES_NOT_GIVEN]


def test_telehealth_serves_every_place_only_where_it_suits_both() -> None:
    elsewhere = {"location_ids": frozenset({"loc_b"})}
    assert check({"telehealth_ok": True}, {"telehealth": True, **elsewhere}) == GateReport()
    assert check({"telehealth_ok": True, "location_id": None}, {"telehealth": True}) == GateReport()
    assert failed(check({"telehealth_ok": True}, elsewhere)) == [gates.LOCATION_NOT_SERVED]
    assert failed(check({}, {"telehealth": True, **elsewhere})) == [gates.LOCATION_NOT_SERVED]


@pytest.mark.parametrize(
    ("low", "high", "age", "passes"),
    [
        (18, 65, 17, False),
        (18, 65, 18, True),
        (18, 65, 65, True),
        (18, 65, 66, False),
        (None, 12, 0, True),
        (None, 12, 13, False),
        (18, None, 99, True),
        (18, None, 17, False),
        (None, 0, 0, True),
        (None, 0, 1, False),
    ],
)
def test_the_age_band_holds_both_its_ends(low: int | None, high: int | None, age: int, passes: bool) -> None:  # noqa: FBT001  # a column of the table
    born = TODAY.replace(year=TODAY.year - age)
    assert check({"date_of_birth": born}, {"minimum_age": low, "maximum_age": high}).eligible == passes


@pytest.mark.parametrize(
    ("birth", "today", "years"),
    [
        (date(2000, 11, 20), date(2026, 11, 19), 25),
        (date(2000, 11, 20), date(2026, 11, 20), 26),
        (date(2000, 2, 29), date(2026, 2, 28), 25),
        (date(2000, 2, 29), date(2026, 3, 1), 26),
        (date(2026, 11, 20), date(2026, 11, 20), 0),
    ],
)
def test_years_are_completed_years(birth: date, today: date, years: int) -> None:
    assert years_between(birth, today) == years


@given(
    st.fixed_dictionaries({code: st.sampled_from(GateMode) for code in FURTHER_FAILS}),
    st.sets(st.sampled_from(sorted(FURTHER_FAILS))),
)
def test_all_that_fails_is_reported_each_where_its_mode_puts_it(modes: dict[str, str], failing: set[str]) -> None:
    changes = {name: value for code in failing for name, value in FURTHER_FAILS[code].items()}
    provider = replace(PROVIDER, accepting_new_clients=False, load_hundredths=500, **changes)
    report = check_gates(replace(CLIENT, do_not_match=frozenset({provider.id})), provider, TODAY, modes)
    core = [gates.NOT_ACCEPTING, gates.NO_FREE_UNITS, gates.DO_NOT_MATCH]
    assert failed(report)[:3] == core
    assert set(failed(report)[3:]) == {code for code in failing if modes[code] == GateMode.BLOCK}
    assert set(warned(report)) == {code for code in failing if modes[code] == GateMode.WARN}
    assert report.notes == ()
