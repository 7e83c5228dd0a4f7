"""Whoever runs commands on the server itself: no role holds them, and no plugin is asked about them."""

from collections.abc import Iterable
from typing import Final

from caseload_gql.policy.rules import Grant, PolicyRequest, Redact, Restrict


class Operator:
    """The one source of the operator's policy. Who holds the machine holds the database."""

    name: Final = "operator"

    def grants(self, request: PolicyRequest) -> Iterable[Grant]:
        """Everything."""
        del request
        yield Grant("OPERATOR", "Whoever runs commands on the server may do everything.")

    def restrictions(self, request: PolicyRequest) -> Iterable[Restrict | Redact]:
        """Nothing."""
        del request
        return ()
