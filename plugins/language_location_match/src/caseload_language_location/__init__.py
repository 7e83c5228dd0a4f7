"""Two scorers: a shared language, and a shared place."""

from collections.abc import Iterable

from caseload_gql.plugins import Plugin, Scorer, ScorerRequest, ScoringPair, hookimpl, pair_scorer, sort_key

PLUGIN = Plugin("language-location", api=">=1,<2", version="1.0.0")


def _language_because(pair: ScoringPair) -> str:
    return "They share a language." if language_of(pair) else "They share no language."


def language_of(pair: ScoringPair) -> float | None:
    """1 where they share a language, else 0; None where either records none."""
    spoken = {sort_key(each) for each in pair.provider.languages}
    wanted = {sort_key(each) for each in pair.client.languages}
    return float(bool(spoken & wanted)) if spoken and wanted else None


def _location_because(pair: ScoringPair) -> str:
    sentences = {1.0: "The provider works at the client's location.", 0.5: "They can meet by telehealth."}
    return sentences.get(location_of(pair) or 0.0, "The provider works elsewhere.")


def location_of(pair: ScoringPair) -> float | None:
    """1 at the client's location, 0.5 by telehealth, else 0; None where the client has no location."""
    if pair.client.location_id is None:
        return None
    if pair.client.location_id in pair.provider.location_ids:
        return 1.0
    return 0.5 if pair.client.telehealth_ok and pair.provider.telehealth else 0.0


@hookimpl
def register_scorers(request: ScorerRequest) -> Iterable[Scorer]:
    """Both scorers, whatever the practice's settings."""
    del request
    yield pair_scorer("language_match", _language_because)(language_of)
    yield pair_scorer("location_match", _location_because)(location_of)
