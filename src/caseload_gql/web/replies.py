"""Answers in the form of GraphQL errors: a code, a message, and what to do."""

from collections.abc import Mapping

import orjson
from starlette.responses import Response

from caseload_gql.errors import ErrorCode
from caseload_gql.web.protocols import JSON, MediaType


def error_body(code: ErrorCode, message: str, extensions: Mapping[str, str] | None = None) -> bytes:
    """The body of an answer that is one error."""
    return orjson.dumps({"errors": [{"message": message, "extensions": {"code": code, **(extensions or {})}}]})


def error_reply(
    status: int,
    code: ErrorCode,
    message: str,
    *,
    media_type: MediaType = JSON,
    headers: Mapping[str, str] | None = None,
    extensions: Mapping[str, str] | None = None,
) -> Response:
    """One error as an answer; `extensions` stand beside the code."""
    return data_reply(status, error_body(code, message, extensions), media_type=media_type, headers=headers)


def data_reply(
    status: int, body: bytes, *, media_type: MediaType = JSON, headers: Mapping[str, str] | None = None
) -> Response:
    """A body that is JSON already, in the media type that was agreed."""
    return Response(body, status, {"Content-Type": f"{media_type}; charset=utf-8", **(headers or {})})
