"""A plugin with a policy and a scorer, and its tests."""

from typing import Final

from caseload_gql.cli.scaffold.policy import POLICY, POLICY_TESTS
from caseload_gql.cli.scaffold.scorer import SCORER, SCORER_TESTS

ABOUT: Final = "Keeps discharged clients from most, and favours remote visits where they suit."

MODULE: Final = (
    '''\
"""$ABOUT"""

from collections.abc import Iterable

from caseload_gql.plugins import (
    Plugin,
    PolicyRequest,
    Restrict,
    Scorer,
    ScorerRequest,
    ScoringPair,
    hookimpl,
    pair_scorer,
)

PLUGIN = Plugin("$NAME", api=">=1,<2")

'''
    + POLICY
    + "\n\n"
    + SCORER
)

TESTS: Final = (
    '''\
"""Who sees what, and who fits whom, with the plugin installed."""

import $MODULE
from caseload_gql.testing import Kit, MakeKit, check_scorer

'''
    + SCORER_TESTS
    + "\n\n"
    + POLICY_TESTS
)
