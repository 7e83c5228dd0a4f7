"""Which pairs of a batch pass every gate: what `check_gates` finds pair by pair, found for all at once."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from typing import Final, TypeVar

import numpy as np
from numpy.typing import NDArray

from caseload_gql.domain.text import sort_key
from caseload_gql.domain.vocabulary import GateMode, InsuranceStatus, ProviderStatus
from caseload_gql.matching.facts import ClientFacts, ProviderFacts
from caseload_gql.matching.gates import (
    AGE_OUT_OF_BAND,
    LOCATION_NOT_SERVED,
    PAYER_NOT_TAKEN,
    SERVICES_NOT_GIVEN,
    years_between,
)

#: Clients by providers, or one of the two.
Passes = NDArray[np.bool_]
K = TypeVar("K")


def eligible_pairs(
    clients: Sequence[ClientFacts],
    providers: Sequence[ProviderFacts],
    today: date,
    modes: Mapping[str, str] | None = None,
) -> Passes:
    """Whether nothing stands in the way of each pair, clients by providers. Gates that only warn do not."""
    if not clients or not providers:
        return np.zeros((len(clients), len(providers)), dtype=np.bool_)
    passes = _core(clients, providers)
    for code, gate in _FURTHER.items():
        if (modes or {}).get(code, GateMode.WARN) == GateMode.BLOCK:
            passes &= gate(clients, providers, today)
    return passes


def _core(clients: Sequence[ClientFacts], providers: Sequence[ProviderFacts]) -> Passes:
    takes = _true(each.status == ProviderStatus.ACTIVE and each.accepting_new_clients for each in providers)
    free = np.array([each.free_hundredths for each in providers], dtype=np.int64)
    weights = np.array([each.weight_hundredths for each in clients], dtype=np.int64)
    passes: Passes = takes & (free >= weights[:, None])
    column = {each.id: at for at, each in enumerate(providers)}
    for row, client in enumerate(clients):
        for provider_id in client.do_not_match:
            if provider_id in column:
                passes[row, column[provider_id]] = False
    return passes


def _payer(clients: Sequence[ClientFacts], providers: Sequence[ProviderFacts], today: date) -> Passes:
    del today
    taken = [_keys(each.payers) for each in providers]

    def key(client: ClientFacts) -> str | None:
        pays_self = client.insurance_status == InsuranceStatus.SELF_PAY
        return None if pays_self or client.payer is None else sort_key(client.payer)

    return _by_key(clients, key, lambda payer: _true(payer is None or not keys or payer in keys for keys in taken))


def _services(clients: Sequence[ClientFacts], providers: Sequence[ProviderFacts], today: date) -> Passes:
    del today
    given = [_keys(each.services) for each in providers]
    return _by_key(
        clients,
        lambda client: _keys(client.service_requirements),
        lambda wanted: _true(not keys or wanted <= keys for keys in given),
    )


def _location(clients: Sequence[ClientFacts], providers: Sequence[ProviderFacts], today: date) -> Passes:
    del today

    def served(wanted: tuple[str | None, bool]) -> Passes:
        place, remote = wanted
        return _true(
            (remote and each.telehealth) or place is None or not each.location_ids or place in each.location_ids
            for each in providers
        )

    return _by_key(clients, lambda client: (client.location_id, client.telehealth_ok), served)


def _age(clients: Sequence[ClientFacts], providers: Sequence[ProviderFacts], today: date) -> Passes:
    def age(client: ClientFacts) -> int | None:
        return None if client.date_of_birth is None else years_between(client.date_of_birth, today)

    def seen(years: int | None) -> Passes:
        return _true(years is None or _is_within(years, each) for each in providers)

    return _by_key(clients, age, seen)


def _is_within(years: int, provider: ProviderFacts) -> bool:
    low, high = provider.minimum_age, provider.maximum_age
    if low is None and high is None:
        return True
    return years >= (low or 0) and (high is None or years <= high)


def _by_key(clients: Sequence[ClientFacts], key: Callable[[ClientFacts], K], passes: Callable[[K], Passes]) -> Passes:
    """A row for each client, found once for all clients who are alike."""
    rows: dict[K, Passes] = {}
    keys = [key(each) for each in clients]
    for each in keys:
        if each not in rows:
            rows[each] = passes(each)
    return np.stack([rows[each] for each in keys])


def _keys(values: Sequence[str]) -> frozenset[str]:
    return frozenset(sort_key(value) for value in values)


def _true(values: Iterable[bool]) -> Passes:
    return np.fromiter(values, dtype=np.bool_)


_FURTHER: Final[Mapping[str, Callable[[Sequence[ClientFacts], Sequence[ProviderFacts], date], Passes]]] = {
    PAYER_NOT_TAKEN: _payer,
    SERVICES_NOT_GIVEN: _services,
    LOCATION_NOT_SERVED: _location,
    AGE_OUT_OF_BAND: _age,
}
