"""Providers ranked for a client: the pure rules of matching over rows in memory."""

from collections.abc import Sequence
from typing import Any, Final

import numpy as np

from caseload_gql.domain.availability import Span
from caseload_gql.matching.explain import NEUTRAL, summarise
from caseload_gql.matching.facts import ClientFacts, ProviderFacts
from caseload_gql.matching.gates import GateReport, check_gates
from caseload_gql.matching.scoring import Scored, combine, contributions
from caseload_gql.plugins.scorer import Scorer, ScoringBatch, ScoringPair
from caseload_gql.policy.redactable import REDACTABLE
from caseload_gql.ranking.hiding import seen_client, seen_provider, worded
from tests.differential.picture import Picture
from tests.differential.sight import Sight

Found = dict[str, Any]
_SILENT: Final = "Nothing to go by."


def ranked(sight: Sight, scorers: Sequence[Scorer], client: Any, first: int, *, everybody: bool) -> list[Found]:
    """The best providers in sight for a client, each with what speaks for and against it."""
    picture = sight.picture
    providers = [
        each for each in picture.rows["Provider"].values() if each.status != "DEPARTED" and sight.sees("Provider", each)
    ]
    matches = [_Match(sight, scorers, client, each) for each in providers]
    listed = [each for each in matches if everybody or each.report.eligible]
    return [each.shown() for each in sorted(listed, key=_Match.rank)[:first]]


class _Match:
    """A pair with its gates and its score."""

    def __init__(self, sight: Sight, scorers: Sequence[Scorer], client: Any, provider: Any) -> None:
        picture = sight.picture
        ours, theirs = _client(sight, client), _provider(picture, provider)
        kept, withheld = _hidden(sight, "Client", client), _hidden(sight, "Provider", provider)
        self.provider = provider
        self._facts = theirs
        self._hidden = kept | withheld
        self.report = check_gates(ours, theirs, picture.today, picture.practice.gate_modes)
        self._pair = ScoringPair(seen_client(ours, kept), seen_provider(theirs, withheld), picture.today)
        self._scorers = scorers
        batch = ScoringBatch([self._pair.client], [self._pair.provider], picture.today)
        weights = picture.practice.scorer_weights
        self._scored = [Scored(each.name, weights.get(each.name, 1.0), each.score(batch)) for each in scorers]
        self._score = _number(combine(self._scored, (1, 1))[0, 0])

    def rank(self) -> tuple[object, ...]:
        fit = NEUTRAL if self._score is None else self._score
        return (not self.report.eligible, -fit, -self._facts.free_hundredths, self.provider.id)

    def shown(self) -> Found:
        """As the viewer may read it."""
        failed, warnings = (
            tuple(worded(gate, self._hidden) for gate in gates) for gates in (self.report.failed, self.report.warnings)
        )
        return {
            "provider": self.provider,
            "eligible": self.report.eligible,
            "score": None if self._score is None else round(self._score, 6),
            "summary": summarise(GateReport(failed, warnings), self._score),
            "contributions": self._contributions(),
            "failedGates": [{"code": gate.code, "reason": gate.reason} for gate in failed],
        }

    def _contributions(self) -> list[Found]:
        found = []
        said = [float(each.raw[0, 0]) for each in self._scored]
        added = contributions(said, [each.weight for each in self._scored])
        for scorer, scored, value in zip(self._scorers, self._scored, added, strict=True):
            raw = _number(scored.raw[0, 0])
            found.append(
                {
                    "scorer": scorer.name,
                    "raw": None if raw is None else round(raw, 6),
                    "weight": scored.weight,
                    "contribution": value,
                    "because": _SILENT if raw is None else scorer.because(self._pair),
                }
            )
        return found


def _number(value: Any) -> float | None:
    return None if np.isnan(value) else float(value)


def _hidden(sight: Sight, kind: str, row: Any) -> frozenset[str]:
    return frozenset(name for name in REDACTABLE[kind] if sight.hides(kind, row, name))


def _spans(picture: Picture, row: Any) -> tuple[Span, ...]:
    return tuple(Span(each.weekday, each.starts, each.ends) for each in picture.windows[row.id])


def _client(sight: Sight, row: Any) -> ClientFacts:
    picture = sight.picture
    return ClientFacts(
        id=row.id,
        weight_hundredths=row.case_weight_hundredths,
        service_requirements=tuple(row.service_requirements),
        languages=tuple(row.languages),
        payer=row.payer,
        insurance_status=row.insurance_status,
        location_id=row.location_id,
        telehealth_ok=row.telehealth_ok,
        date_of_birth=row.date_of_birth,
        availability=_spans(picture, row),
        preferred_provider_id=row.preferred_provider_id,
        do_not_match=frozenset(picture.unmatched[row.id]),
        earlier_provider_ids=frozenset(
            each.provider_id for each in picture.assignments_of_client[row.id] if sight.sees("Assignment", each)
        ),
        attributes=row.attributes if isinstance(row.attributes, dict) else {},
    )


def _provider(picture: Picture, row: Any) -> ProviderFacts:
    return ProviderFacts(
        id=row.id,
        status=row.status,
        accepting_new_clients=row.accepting_new_clients,
        capacity=row.capacity,
        load_hundredths=row.load_hundredths,
        caseload_count=row.caseload_count,
        specialties=tuple(row.specialties),
        services=tuple(row.services),
        languages=tuple(row.languages),
        payers=tuple(row.payers),
        location_ids=frozenset(picture.places[row.id]),
        telehealth=row.telehealth,
        minimum_age=row.minimum_age,
        maximum_age=row.maximum_age,
        availability=_spans(picture, row),
    )
