"""POST /graphql: who asks comes first, then the form of the request, then its execution."""

from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from typing import Final

from starlette.requests import Request
from starlette.responses import Response

from caseload_gql.errors import ErrorCode, StaleAccess, Unauthenticated
from caseload_gql.identity.identified import Credential, Identified
from caseload_gql.web.credentials import CHALLENGE, REQUEST_HEADER, credential_of, headers_of
from caseload_gql.web.negotiation import answer_type, reads
from caseload_gql.web.protocols import JSON, Answered, AppParts, GraphQLRequest, MediaType
from caseload_gql.web.replies import data_reply, error_reply
from caseload_gql.web.request_body import Problem, read_body, read_request

#: Runs of one operation before it is given up, when access keeps changing under it.
RUNS: Final = 3
#: Asks for the figures of the operation in the extensions of the answer.
COST_HEADER: Final = "X-Caseload-Cost"
#: Asks, in development, for the statement that was run.
STATEMENT_HEADER: Final = "X-Caseload-Statement"
HOW_TO_SIGN_IN: Final = (
    "Sign in with a sign-in link, or send the header 'Authorization: Bearer TOKEN' "
    "with a token from 'caseload token create'."
)


class GraphQLEndpoint:
    """Answers ``POST /graphql``."""

    def __init__(self, parts: AppParts) -> None:
        """Takes the parts of the app."""
        self._parts = parts

    async def __call__(self, request: Request) -> Response:
        """Answer one request; every refusal is a coded error that says what to do."""
        headers = headers_of(request)
        media_type = answer_type(headers.get("accept")) or JSON
        if request.method != "POST":
            return error_reply(
                405,
                ErrorCode.METHOD_NOT_ALLOWED,
                "Only POST is answered here, so that no client data gets into addresses and logs.",
                media_type=media_type,
                headers={"Allow": "POST"},
            )
        try:
            return await self._signed_in(request, headers, media_type)
        except Unauthenticated as error:
            return error_reply(401, ErrorCode.UNAUTHENTICATED, str(error), media_type=media_type, headers=CHALLENGE)

    async def _signed_in(self, request: Request, headers: Mapping[str, str], media_type: MediaType) -> Response:
        credential = credential_of(request, headers, self._parts.identifier.identity_headers)
        if credential is None:
            message = f"You are not signed in. {HOW_TO_SIGN_IN}"
            raise Unauthenticated(message)
        identified = await self._parts.identifier.identify(credential)
        problem = _form_problem(headers, credential)
        if problem is not None:
            return _refusal(problem, media_type)
        body = await read_body(request, headers, self._parts.settings.body_bytes)
        if isinstance(body, Problem):
            return _refusal(body, media_type)
        parsed = read_request(body, media_type)
        if isinstance(parsed, Problem):
            return _refusal(parsed, media_type)
        outcome = await self._execute(self._showing(parsed, headers), credential, identified)
        return data_reply(outcome.status, outcome.body, media_type=media_type)

    def _showing(self, parsed: GraphQLRequest, headers: Mapping[str, str]) -> GraphQLRequest:
        """The request with what it asks, by headers, to be told about itself."""
        cost = headers.get(COST_HEADER.lower()) == "1"
        statement = self._parts.settings.development and headers.get(STATEMENT_HEADER.lower()) == "1"
        return replace(parsed, shows_cost=cost, shows_statement=statement) if cost or statement else parsed

    async def _execute(self, request: GraphQLRequest, credential: Credential, identified: Identified) -> Answered:
        """Execute; where access changed meanwhile, identify anew and run again."""
        again = partial(self._parts.identifier.identify, credential, fresh=True)
        for run in range(RUNS):
            try:
                outcome = await self._parts.executor.execute(request, identified, again)
            except StaleAccess:
                if run + 1 == RUNS:
                    raise
                identified = await again()
                continue
            if not outcome.epoch_checked:
                await again()
            return outcome
        message = "an operation runs at least once"
        raise AssertionError(message)


def _refusal(problem: Problem, media_type: MediaType) -> Response:
    return error_reply(problem.status, problem.code, problem.message, media_type=media_type)


def _form_problem(headers: Mapping[str, str], credential: Credential) -> Problem | None:
    if credential.kind != "token" and headers.get(REQUEST_HEADER.lower()) != "1":
        message = (
            f"Requests without a bearer token need the header '{REQUEST_HEADER}: 1', which other sites cannot send."
        )
        return Problem(403, ErrorCode.FORBIDDEN, message)
    if answer_type(headers.get("accept")) is None:
        message = "Accept 'application/json' or 'application/graphql-response+json': nothing else is sent here."
        return Problem(406, ErrorCode.UNSUPPORTED_MEDIA_TYPE, message)
    if not reads(headers.get("content-type")):
        message = "Send the request as 'Content-Type: application/json' in UTF-8."
        return Problem(415, ErrorCode.UNSUPPORTED_MEDIA_TYPE, message)
    return None
