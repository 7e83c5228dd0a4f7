"""Why this pairing, and why not: sentences, and the order in which providers are offered."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from caseload_gql.matching.facts import ProviderFacts
from caseload_gql.matching.gates import GateReport
from caseload_gql.matching.scoring import Scores

NEUTRAL = 0.5


def summarise(report: GateReport, score: float | None) -> str:
    """One sentence or two on a pair."""
    if not report.eligible:
        return "Not eligible: " + " ".join(gate.reason for gate in report.failed)
    fit = "No scorer had anything to go by." if score is None else f"Fits to {round(score * 100)} %."
    if not report.warnings:
        return fit
    return f"{fit} Mind: {' '.join(gate.reason for gate in report.warnings)}"


def best_first(eligible: NDArray[np.bool_], scores: Scores, providers: Sequence[ProviderFacts]) -> NDArray[np.intp]:
    """The providers' columns in the order in which each client is offered them.

    Eligible first, then the better fit (no score counts as 0.5), then more room, then the id.
    """
    alike = np.array(
        sorted(range(len(providers)), key=lambda at: (-providers[at].free_hundredths, providers[at].id)), dtype=np.intp
    )
    fit = np.where(np.isnan(scores), NEUTRAL, scores)[:, alike]
    # The sort is stable: those who are alike in both stay as they were put.
    return alike[np.lexsort((-fit, ~eligible[:, alike]))]
