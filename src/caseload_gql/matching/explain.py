"""Why this pairing, and why not: sentences, and the order in which providers are offered."""

from caseload_gql.matching.gates import GateReport

NEUTRAL = 0.5


def summarise(report: GateReport, score: float | None) -> str:
    """One sentence or two on a pair."""
    if not report.eligible:
        return "Not eligible: " + " ".join(gate.reason for gate in report.failed)
    fit = "No scorer had anything to go by." if score is None else f"Fits to {round(score * 100)} %."
    if not report.warnings:
        return fit
    return f"{fit} Mind: {' '.join(gate.reason for gate in report.warnings)}"


def rank_key(*, eligible: bool, score: float | None, free_hundredths: int, provider_id: str) -> tuple[object, ...]:
    """Eligible first, then the better fit (no score counts as 0.5), then more room, then the id."""
    return (not eligible, -(NEUTRAL if score is None else score), -free_hundredths, provider_id)
