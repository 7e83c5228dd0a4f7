"""What is installed, by hand: plugins with their hooks, scorers, and the gates that can be softened."""

from collections.abc import Mapping
from typing import Any, Final

_SHIPPED: Final = {
    "account-roles": ("1", ["policy_grants"]),
    "core-scorers": ("1", ["register_scorers"]),
    "qmhp": ("1", ["policy_grants"]),
    "supervisor": ("1", ["policy_grants"]),
    "viewer": ("1", ["policy_grants"]),
}
_EXAMPLES: Final = {
    "hiding": ("0", ["policy_restrictions"]),
    "language-location": ("1.0.0", ["register_scorers"]),
    "own-clients": ("1.0.0", ["policy_grants", "policy_restrictions"]),
}
_SCORERS: Final = {"headroom": "core-scorers", "specialty_fit": "core-scorers"}
_EXAMPLE_SCORERS: Final = {"language_match": "language-location", "location_match": "language-location"}
_GATES: Final = ("PAYER_NOT_TAKEN", "SERVICES_NOT_GIVEN", "LOCATION_NOT_SERVED", "AGE_OUT_OF_BAND")


def plugins(*, with_examples: bool) -> list[dict[str, Any]]:
    """By name; how often each was called is not foreseen."""
    found = _SHIPPED | (_EXAMPLES if with_examples else {})
    return [
        {"name": name, "version": found[name][0], "hooks": found[name][1], "deliveriesGivenUp": 0}
        for name in sorted(found)
    ]


def scorers(weights: Mapping[str, float], *, with_examples: bool) -> list[dict[str, Any]]:
    """By name, each of weight 1 unless the practice says otherwise."""
    found = _SCORERS | (_EXAMPLE_SCORERS if with_examples else {})
    return [{"scorer": name, "plugin": found[name], "weight": weights.get(name, 1)} for name in sorted(found)]


def gates(modes: Mapping[str, str]) -> list[dict[str, Any]]:
    """Each warns unless the practice says otherwise."""
    return [{"code": code, "mode": modes.get(code, "WARN")} for code in _GATES]
