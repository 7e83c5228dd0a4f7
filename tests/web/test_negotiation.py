"""Content negotiation as GraphQL over HTTP wants it."""

import pytest

from caseload_gql.web.negotiation import answer_type, reads
from caseload_gql.web.protocols import GRAPHQL_RESPONSE, JSON


@pytest.mark.parametrize(
    ("accept", "expected"),
    [
        (None, JSON),
        ("", JSON),
        ("*/*", JSON),
        ("application/*", JSON),
        ("application/json", JSON),
        ("application/graphql-response+json", GRAPHQL_RESPONSE),
        ("application/json, application/graphql-response+json", GRAPHQL_RESPONSE),
        ("application/json, application/graphql-response+json;q=0.5", JSON),
        ("application/graphql-response+json;q=0, */*", JSON),
        ("application/json;q=0", None),
        ("application/json;q=x", None),
        ("text/html", None),
        ("APPLICATION/JSON; charset=utf-8", JSON),
    ],
)
def test_the_accept_header_decides_the_media_type(accept: str | None, expected: str | None) -> None:
    assert answer_type(accept) == expected


@pytest.mark.parametrize(
    ("content_type", "expected"),
    [
        ("application/json", True),
        ("Application/JSON; charset=UTF-8", True),
        ("application/json; charset=latin-1", False),
        ("text/plain", False),
        ("application/graphql", False),
        ("", False),
        (None, False),
    ],
)
def test_only_json_in_utf8_is_read(content_type: str | None, expected: bool) -> None:  # noqa: FBT001  # a case
    assert reads(content_type) is expected
