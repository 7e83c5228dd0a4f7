"""A plugin with one scorer, and its tests."""

from typing import Final

ABOUT: Final = "Favours providers who see clients remotely, where the client agrees to that."

SCORER: Final = '''\
def because(pair: ScoringPair) -> str:
    """One sentence on a pair that was scored."""
    return "Remote visits suit both." if pair.provider.telehealth else "The provider sees clients in person only."


@pair_scorer(name="$WORD", because=because)
def remote_fit(pair: ScoringPair) -> float | None:
    """1 where remote visits suit both, 0 where only the client; None, to abstain, where the client does not ask."""
    if not pair.client.telehealth_ok:
        return None
    return 1.0 if pair.provider.telehealth else 0.0


@hookimpl
def register_scorers(request: ScorerRequest) -> Iterable[Scorer]:
    """The scorer, whatever the practice's settings."""
    del request
    return [remote_fit]
'''

MODULE: Final = (
    '''\
"""$ABOUT"""

from collections.abc import Iterable

from caseload_gql.plugins import Plugin, Scorer, ScorerRequest, ScoringPair, hookimpl, pair_scorer

PLUGIN = Plugin("$NAME", api=">=1,<2")


'''
    + SCORER
)

SCORER_TESTS: Final = '''\
MATCHES = """
query ($$id: ID!) { client(id: $$id) { matches(first: 10) {
  degraded matches { provider { id } contributions { scorer raw } }
} } }
"""


def scores(kit: Kit, client: str) -> dict[str, float | None]:
    """Read what the scorer says of each provider who can take the client, as an administrator."""
    answer = kit.query(kit.actor("admin"), MATCHES, {"id": client})["client"]["matches"]
    assert answer["degraded"] == []
    return {
        match["provider"]["id"]: each["raw"]
        for match in answer["matches"]
        for each in match["contributions"]
        if each["scorer"] == "$WORD"
    }


def test_the_scorer_keeps_the_contract() -> None:
    check_scorer($MODULE.remote_fit, missing="abstains")


def test_eve_who_agrees_to_remote_visits_fits_those_who_offer_them(caseload_kit: MakeKit) -> None:
    found = scores(caseload_kit($MODULE), "cli_eve")
    assert found["prv_nadia"] == 1.0
    assert found["prv_sam"] == 0.0


def test_nothing_is_said_of_fay_who_does_not(caseload_kit: MakeKit) -> None:
    found = scores(caseload_kit($MODULE), "cli_fay")
    assert found
    assert set(found.values()) == {None}
'''

TESTS: Final = (
    '''\
"""The scorer, alone and in the ranking."""

import $MODULE
from caseload_gql.testing import Kit, MakeKit, check_scorer

'''
    + SCORER_TESTS
)
