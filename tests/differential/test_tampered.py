"""However wrong a request is, it is answered in one way on both databases, and what is wrong has a code."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from caseload_gql.errors import ErrorCode
from tests.differential.canonical import canonical
from tests.differential.conftest import TAMPERED, Houses
from tests.differential.house import Viewing
from tests.differential.mutations import Tampered, tampered

EXPECTED = {
    ErrorCode.BAD_USER_INPUT,
    ErrorCode.FORBIDDEN,
    ErrorCode.GRAPHQL_PARSE_FAILED,
    ErrorCode.GRAPHQL_VALIDATION_FAILED,
    ErrorCode.OPERATION_RESOLUTION_FAILURE,
    ErrorCode.QUERY_TOO_COMPLEX,
}


def check(viewing: Viewing, request: Tampered) -> None:
    """Both answer alike: with data, or with an error whose code says what to do."""
    bodies = viewing.product(request.query, request.variables, request.operation_name)
    sqlite, postgres = (canonical(body, {"attributes"}) for body in bodies)
    for answer in (sqlite, postgres):
        assert answer.codes <= EXPECTED
        assert answer.data != "null" or answer.errors
    # SQLite's parser goes less deep; the product may say so.
    assert sqlite.errors == postgres.errors or sqlite.codes == {"QUERY_TOO_COMPLEX"}


@pytest.mark.timeout(0)
def test_whatever_is_wrong_has_a_code_of_its_own(houses: Houses) -> None:
    @settings(
        max_examples=TAMPERED,
        deadline=None,
        print_blob=True,
        report_multiple_bugs=False,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
    )
    @given(data=st.data())
    def search(data: st.DataObject) -> None:
        house = houses(0, examples=data.draw(st.booleans(), "with the example plugins"))
        viewing = house.viewer(data.draw(st.sampled_from(["ceo", "supervisor", "stranger"]), "viewer"))
        check(viewing, data.draw(tampered(viewing), "request"))

    search()
