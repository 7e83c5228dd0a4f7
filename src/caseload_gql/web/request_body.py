"""From the bytes of a request to one GraphQL request, or a coded problem that says what to do."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import orjson
from starlette.requests import ClientDisconnect, Request

from caseload_gql.errors import ErrorCode
from caseload_gql.web.protocols import GraphQLRequest, MediaType

#: Bytes of a body too large that are still read, so that its sender gets to see the answer.
DRAINED: Final = 8 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a request is refused."""

    status: int
    code: ErrorCode
    message: str


async def read_body(request: Request, headers: Mapping[str, str], limit: int) -> bytes | Problem:
    """Read at most `limit` bytes; a body that is larger, declared or streamed, is a problem."""
    declared = headers.get("content-length", "")
    too_large = declared.isdigit() and int(declared) > limit
    waits = "100-continue" in headers.get("expect", "").lower()
    if too_large and (waits or int(declared) > DRAINED):
        return _too_large(limit)
    chunks: list[bytes] = []
    size = 0
    try:
        async for chunk in request.stream():
            size += len(chunk)
            if size > DRAINED:
                break
            if size <= limit and not too_large:
                chunks.append(chunk)
    except ClientDisconnect:
        return Problem(400, ErrorCode.BAD_USER_INPUT, "The request ended before its body was complete. Send it again.")
    return _too_large(limit) if too_large or size > limit else b"".join(chunks)


def read_request(body: bytes, media_type: MediaType) -> GraphQLRequest | Problem:  # noqa: PLR0911  # one for each problem
    """Read the parameters of GraphQL over HTTP; their types are checked, the document is not parsed."""
    if not body.strip():
        return _bad('The request body is empty. Send a JSON object such as {"query": "{ viewer { name } }"}.')
    try:
        sent = orjson.loads(body)
    except orjson.JSONDecodeError:
        return _bad("The request body is not JSON in UTF-8. Send a JSON object with a string 'query'.")
    if isinstance(sent, list):
        return _bad("Batches of operations are not supported. Send one JSON object for each request.")
    if not isinstance(sent, dict):
        return _bad("The request body is JSON, but not an object. Send a JSON object with a string 'query'.")
    query, variables, name = sent.get("query"), sent.get("variables"), sent.get("operationName")
    if not isinstance(query, str):
        return _bad("'query' must be a string with a GraphQL document.")
    if not query.strip():
        return _bad("'query' is empty. Send a GraphQL document.")
    if variables is not None and not isinstance(variables, dict):
        return _bad("'variables' must be a JSON object, or null.")
    if name is not None and not isinstance(name, str):
        return _bad("'operationName' must be a string, or null.")
    if not isinstance(sent.get("extensions"), dict | None):
        return _bad("'extensions' must be a JSON object, or null.")
    return GraphQLRequest(query, variables, name, media_type)


def _bad(message: str) -> Problem:
    return Problem(400, ErrorCode.BAD_USER_INPUT, message)


def _too_large(limit: int) -> Problem:
    return Problem(
        413, ErrorCode.REQUEST_TOO_LARGE, f"The request body has more than {limit:,} bytes. Send a smaller one."
    )
