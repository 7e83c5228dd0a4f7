"""A plugin with a policy, a scorer and a field of its own, and its tests."""

from typing import Final

from caseload_gql.cli.scaffold.field import FIELD, FIELD_TESTS
from caseload_gql.cli.scaffold.policy import POLICY, POLICY_TESTS
from caseload_gql.cli.scaffold.scorer import SCORER, SCORER_TESTS

ABOUT: Final = (
    "Keeps discharged clients from most, favours remote visits where they suit, and says which clients agreed."
)

MODULE: Final = (
    '''\
"""$ABOUT"""

from collections.abc import Iterable

from caseload_gql.plugins import (
    ExtendSchemaRequest,
    Plugin,
    PolicyRequest,
    Restrict,
    RowsRequest,
    Scorer,
    ScorerRequest,
    ScoringPair,
    TypeField,
    actions,
    hookimpl,
    pair_scorer,
)

PLUGIN = Plugin("$NAME", api=">=1,<2")

'''
    + POLICY
    + "\n\n"
    + SCORER
    + "\n\n"
    + FIELD
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
    + "\n\n"
    + FIELD_TESTS
)
