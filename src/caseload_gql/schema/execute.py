"""Executes a request: what the planner can answer goes out as the database's own bytes, the rest through Python."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import orjson
import strawberry
from graphql import (
    DocumentNode,
    ExecutionResult,
    GraphQLError,
    GraphQLSyntaxError,
    OperationDefinitionNode,
    OperationType,
    execute,
    get_operation_ast,
    parse,
    validate,
)
from graphql.execution.collect_fields import FragmentDetails
from graphql.execution.values import VariableValues, get_variable_values
from graphql.language import FragmentDefinitionNode

from caseload_gql.errors import ErrorCode, StaleAccess
from caseload_gql.identity.identified import Identified
from caseload_gql.planner.planner import Answer, Planner
from caseload_gql.planner.selection import Operation
from caseload_gql.schema.answers import error_body, errors_of, request_error
from caseload_gql.schema.build import graphql_schema
from caseload_gql.schema.context import RequestContext
from caseload_gql.schema.reader import PlannerReader

JSON = "application/json"


@dataclass(frozen=True)
class Limits:
    """How large a document may be."""

    characters: int = 15_000
    tokens: int = 2_000


@dataclass(frozen=True)
class Executed:
    """The answer: status, bytes, and whether a statement compared the access epoch."""

    status: int
    body: bytes
    epoch_checked: bool = False


class Request(Protocol):
    """A GraphQL request as the web hands it over."""

    @property
    def query(self) -> str:
        """The document."""
        ...

    @property
    def variables(self) -> dict[str, object] | None:
        """The values of its variables."""
        ...

    @property
    def operation_name(self) -> str | None:
        """Which operation to run."""
        ...

    @property
    def media_type(self) -> str:
        """The media type of the answer."""
        ...


MakeContext = Callable[[Identified, PlannerReader], RequestContext]


class GraphQLExecutor:
    """Answers requests over one schema."""

    def __init__(
        self, schema: strawberry.Schema, planner: Planner, make_context: MakeContext, limits: Limits | None = None
    ) -> None:
        """``make_context`` binds the rooms below to who asks."""
        self._schema = graphql_schema(schema)
        self._planner = planner
        self._make_context = make_context
        self._limits = limits or Limits()

    async def execute(self, request: Request, identified: Identified) -> Executed:
        """Answer one request.

        Raises ``StaleAccess`` when access changed since the actor was identified; nothing has been changed then.
        """
        document = self._parsed(request)
        if isinstance(document, Executed):
            return document
        definition = get_operation_ast(document, request.operation_name)
        if definition is None:
            return self._unresolved(document, request)
        variables = get_variable_values(
            self._schema, definition.variable_definitions or (), dict(request.variables or {}), hide_suggestions=True
        )
        if not isinstance(variables, VariableValues):
            return _refused(request, [request_error(error, ErrorCode.BAD_USER_INPUT) for error in variables])
        fragments = {
            each.name.value: FragmentDetails(each)
            for each in document.definitions
            if isinstance(each, FragmentDefinitionNode)
        }
        operation = Operation(self._schema, fragments, definition, variables)
        return await self._run(document, operation, request, identified)

    def _parsed(self, request: Request) -> DocumentNode | Executed:
        limit = self._limits.characters
        if len(request.query) > limit:
            message = (
                f"The document has {len(request.query)} characters; at most {limit} are read. Ask for less at once."
            )
            return _refused(request, [request_error(GraphQLError(message), ErrorCode.QUERY_TOO_COMPLEX)])
        try:
            document = parse(request.query, max_tokens=self._limits.tokens)
        except GraphQLSyntaxError as error:
            return _refused(request, [request_error(error, ErrorCode.GRAPHQL_PARSE_FAILED)])
        except RecursionError:
            too_deep = GraphQLError("The document is nested too deeply. Ask for fewer levels.")
            return _refused(request, [request_error(too_deep, ErrorCode.QUERY_TOO_COMPLEX)])
        problems = validate(self._schema, document, max_errors=20)
        if problems:
            return _refused(request, [request_error(each, ErrorCode.GRAPHQL_VALIDATION_FAILED) for each in problems])
        return document

    def _unresolved(self, document: DocumentNode, request: Request) -> Executed:
        names = [
            each.name.value
            for each in document.definitions
            if isinstance(each, OperationDefinitionNode) and each.name is not None
        ]
        message = f"Send operationName with one of: {', '.join(names) or 'none is named'}."
        error = request_error(GraphQLError(message), ErrorCode.OPERATION_RESOLUTION_FAILURE)
        del request
        return Executed(400, error_body([error]))

    async def _run(
        self, document: DocumentNode, operation: Operation, request: Request, identified: Identified
    ) -> Executed:
        reader = PlannerReader(self._planner, identified, operation)
        if operation.definition.operation is not OperationType.QUERY:
            result = await self._python(document, request, self._make_context(identified, reader), {})
            return self._finished(result, [], reader)
        try:
            fields = operation.root()
        except GraphQLError as error:
            return _refused(request, [request_error(error, ErrorCode.BAD_USER_INPUT)])
        planned = [each for each in fields if not each.mark.python and not each.name.startswith("__")]
        in_python = len(planned) < len(fields) or any(each.has_python for each in planned)
        answer = await self._planner.answer(identified, planned, for_python=in_python) if planned else Answer({}, ())
        problems = [
            {"message": each.message, "path": list(each.path), "extensions": {"code": each.code}}
            for each in answer.problems
        ]
        if not in_python:
            return Executed(200, _spliced(answer.values, problems), epoch_checked=True)
        rows = {key: None if text is None else orjson.loads(text) for key, text in answer.values.items()}
        context = self._make_context(identified, reader)
        result = await self._python(document, request, context, rows)
        return self._finished(result, problems, reader, checked=bool(planned))

    async def _python(
        self, document: DocumentNode, request: Request, context: RequestContext, rows: Mapping[str, Any]
    ) -> ExecutionResult:
        result = execute(
            self._schema,
            document,
            root_value=rows,
            context_value=context,
            variable_values=dict(request.variables or {}),
            operation_name=request.operation_name,
        )
        return result if isinstance(result, ExecutionResult) else await result

    def _finished(
        self, result: ExecutionResult, problems: list[dict[str, Any]], reader: PlannerReader, *, checked: bool = True
    ) -> Executed:
        for error in result.errors or ():
            if isinstance(error.original_error, StaleAccess) and not reader.wrote:
                raise error.original_error
        body: dict[str, Any] = {"data": result.data}
        errors = [*problems, *errors_of(result.errors or ())]
        if errors:
            body["errors"] = errors
        return Executed(200, orjson.dumps(body), epoch_checked=checked)


def _spliced(values: Mapping[str, str | None], problems: Sequence[Mapping[str, Any]]) -> bytes:
    data = {key: None if text is None else orjson.Fragment(text) for key, text in values.items()}
    return orjson.dumps({"data": data, "errors": problems} if problems else {"data": data})


def _refused(request: Request, errors: list[dict[str, Any]]) -> Executed:
    return Executed(200 if request.media_type == JSON else 400, error_body(errors))
