"""Two scorers that ship with the product: headroom and specialty fit."""

from collections.abc import Iterable

from caseload_gql.plugins import Plugin, Scorer, ScorerRequest, ScoringPair, hookimpl, pair_scorer, sort_key

PLUGIN = Plugin("core-scorers", api=">=1,<2", version="1")


def _headroom_because(pair: ScoringPair) -> str:
    free = pair.provider.capacity * 100 - pair.provider.load_hundredths
    return f"{max(free, 0) / 100:g} of {pair.provider.capacity} units are free."


@pair_scorer(name="headroom", because=_headroom_because)
def headroom(pair: ScoringPair) -> float | None:
    """The free share of the provider's capacity; abstains at capacity 0."""
    full = pair.provider.capacity * 100
    return None if full == 0 else max(full - pair.provider.load_hundredths, 0) / full


def _found(pair: ScoringPair) -> tuple[int, int]:
    needed = {sort_key(each) for each in pair.client.service_requirements or ()}
    return len(needed & {sort_key(each) for each in pair.provider.specialties}), len(needed)


def _specialty_because(pair: ScoringPair) -> str:
    found, needed = _found(pair)
    return f"{found} of {needed} service requirements are specialties of the provider."


@pair_scorer(name="specialty_fit", because=_specialty_because)
def specialty_fit(pair: ScoringPair) -> float | None:
    """The share of the client's service requirements among the provider's specialties; abstains if either is empty."""
    found, needed = _found(pair)
    return None if not needed or not pair.provider.specialties else found / needed


@hookimpl
def register_scorers(request: ScorerRequest) -> Iterable[Scorer]:
    """Both scorers, whatever the practice's settings."""
    del request
    return (headroom, specialty_fit)
