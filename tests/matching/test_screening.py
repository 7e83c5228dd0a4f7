"""All pairs screened at once: as one by one, whatever is recorded and however the practice softens its gates."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from caseload_gql.domain.vocabulary import GateMode, InsuranceStatus, ProviderStatus
from caseload_gql.matching.facts import ClientFacts, ProviderFacts
from caseload_gql.matching.gates import check_gates, softenable
from caseload_gql.matching.screening import eligible_pairs
from tests.matching.facts import CLIENT, PROVIDER, TODAY

WORDS = st.lists(st.sampled_from(["Trauma", "trauma", "Grief", "Acme"]), max_size=2).map(tuple)
PLACES = st.sampled_from([None, "loc_a", "loc_b"])
AGES = st.one_of(st.none(), st.sampled_from([0, 17, 18, 65, 66]))
CLIENTS = st.builds(
    ClientFacts,
    id=st.just("cli"),
    weight_hundredths=st.sampled_from([1, 100, 250]),
    service_requirements=WORDS,
    payer=st.sampled_from([None, "Acme", "ACME", "Other"]),
    insurance_status=st.one_of(st.none(), st.sampled_from(InsuranceStatus)),
    location_id=PLACES,
    telehealth_ok=st.booleans(),
    date_of_birth=st.sampled_from([None, date(2008, 11, 20), date(2008, 11, 21), date(1960, 1, 1)]),
    do_not_match=st.frozensets(st.sampled_from(["prv_0", "prv_1", "prv_elsewhere"]), max_size=2),
)
PROVIDERS = st.builds(
    ProviderFacts,
    id=st.just("prv"),
    status=st.sampled_from(ProviderStatus),
    accepting_new_clients=st.booleans(),
    capacity=st.integers(0, 3),
    load_hundredths=st.sampled_from([0, 100, 250, 400]),
    services=WORDS,
    payers=WORDS,
    location_ids=st.frozensets(st.sampled_from(["loc_a", "loc_b"]), max_size=2),
    telehealth=st.booleans(),
    minimum_age=AGES,
    maximum_age=AGES,
)
MODES = st.dictionaries(st.sampled_from(softenable()), st.sampled_from(GateMode))


def one_by_one(
    clients: Sequence[ClientFacts], providers: Sequence[ProviderFacts], modes: dict[str, str] | None = None
) -> list[list[bool]]:
    return [[check_gates(client, each, TODAY, modes).eligible for each in providers] for client in clients]


@given(st.lists(CLIENTS, max_size=4), st.lists(PROVIDERS, max_size=4), MODES)
def test_what_passes_is_what_passes_pair_by_pair(
    drawn_clients: list[ClientFacts], drawn_providers: list[ProviderFacts], modes: dict[str, str]
) -> None:
    clients = [replace(each, id=f"cli_{at}") for at, each in enumerate(drawn_clients)]
    providers = [replace(each, id=f"prv_{at}") for at, each in enumerate(drawn_providers)]
    found = eligible_pairs(clients, providers, TODAY, modes)
    assert found.shape == (len(clients), len(providers))
    assert found.tolist() == one_by_one(clients, providers, modes)


@pytest.mark.parametrize("code", softenable())
@pytest.mark.parametrize(
    "client",
    [
        CLIENT,
        replace(CLIENT, payer=None),
        replace(CLIENT, payer="Elsewhere"),
        replace(CLIENT, payer="Elsewhere", insurance_status=InsuranceStatus.SELF_PAY),
        replace(CLIENT, service_requirements=("Chess",)),
        replace(CLIENT, location_id="loc_b", telehealth_ok=True),
        replace(CLIENT, location_id=None),
        replace(CLIENT, date_of_birth=None),
        replace(CLIENT, date_of_birth=date(2020, 1, 1)),
        replace(CLIENT, date_of_birth=date(1920, 1, 1)),
    ],
)
def test_each_gate_that_blocks_does_so_for_whom_it_concerns(code: str, client: ClientFacts) -> None:
    providers = [
        PROVIDER,
        replace(PROVIDER, payers=(), services=(), location_ids=frozenset(), minimum_age=None, maximum_age=None),
        replace(PROVIDER, telehealth=True, minimum_age=None),
        replace(PROVIDER, telehealth=True, maximum_age=None),
    ]
    modes: dict[str, str] = {code: GateMode.BLOCK}
    found = eligible_pairs([client, CLIENT], providers, TODAY, modes)
    assert found.tolist() == one_by_one([client, CLIENT], providers, modes)
    assert found[1].all()


def test_without_settings_the_further_gates_only_warn() -> None:
    stranger = replace(CLIENT, payer="Elsewhere", service_requirements=("Chess",))
    assert eligible_pairs([stranger], [PROVIDER], TODAY).tolist() == [[True]]
