"""Executes a request: what the planner can answer goes out as the database's own bytes, the rest through Python."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import orjson
import strawberry
from graphql import ExecutionResult, GraphQLError, OperationType, execute

from caseload_gql.errors import ErrorCode, QueryTooComplex, StaleAccess
from caseload_gql.identity.identified import Identified
from caseload_gql.planner.explain import Explained
from caseload_gql.planner.planner import Answer, Planner
from caseload_gql.policy.actor import Actor
from caseload_gql.schema.answers import error_body, errors_of, request_error
from caseload_gql.schema.build import graphql_schema
from caseload_gql.schema.context import RequestContext
from caseload_gql.schema.cost import CostLimits
from caseload_gql.schema.documents import Documents, Limits, Ready, Refusal
from caseload_gql.schema.reader import Again, PlannerReader

JSON = "application/json"


@dataclass(frozen=True)
class Executed:
    """The answer: status, bytes, and whether a statement compared the access epoch."""

    status: int
    body: bytes
    epoch_checked: bool = False


@dataclass(frozen=True, slots=True)
class Checked:
    """An operation that may run: its document fits the schema, its variables are coerced, it is within the limits."""

    ready: Ready
    values: Mapping[str, Any]

    @property
    def name(self) -> str:
        """The operation's name; empty where it has none."""
        name = self.ready.prepared.definition.name
        return "" if name is None else name.value

    @property
    def changes(self) -> bool:
        """Whether it is more than a query."""
        return self.ready.prepared.definition.operation is not OperationType.QUERY


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

    @property
    def shows_cost(self) -> bool:
        """Whether the answer is to say what the operation cost."""
        ...

    @property
    def shows_statement(self) -> bool:
        """Whether the answer is to hold the statement that was run."""
        ...


MakeContext = Callable[[Identified, PlannerReader], RequestContext]


class Readings(Protocol):
    """Where it is noted who reads what of clients."""

    async def make_room(self) -> None:
        """Make sure that what is read can be noted. Raises where it cannot."""
        ...

    def note(self, actor: Actor, operation: str, read: Sequence[bytes]) -> None:
        """Note who read what, by which operation's name, before it is answered."""
        ...


class _Unnoted:
    """Keeps nothing of what is read."""

    async def make_room(self) -> None:
        """There is nothing to keep."""

    def note(self, actor: Actor, operation: str, read: Sequence[bytes]) -> None:
        """Keep nothing."""


class GraphQLExecutor:
    """Answers requests over one schema."""

    def __init__(
        self,
        schema: strawberry.Schema,
        planner: Planner,
        make_context: MakeContext,
        limits: Limits | None = None,
        cost_limits: CostLimits | None = None,
        readings: Readings | None = None,
    ) -> None:
        """``make_context`` binds the rooms below to who asks; ``readings`` keep what was read of clients."""
        self._readings = readings or _Unnoted()
        self._schema = graphql_schema(schema)
        self._planner = planner
        self._make_context = make_context
        self._documents = Documents(self._schema, limits or Limits(), cost_limits or CostLimits())

    def checked(self, request: Request) -> Checked | Executed:
        """The operation of a request, or the answer that refuses it."""
        ready = self._documents.read(request.query, request.operation_name)
        if isinstance(ready, Refusal):
            return _refused(request, ready.errors, ready.status)
        values = ready.prepared.coerced(request.variables or {})
        if isinstance(values, list):
            return _refused(request, [request_error(error, ErrorCode.BAD_USER_INPUT) for error in values])
        too_much = self._documents.too_complex(ready, values)
        if too_much:
            return _refused(request, [request_error(error, ErrorCode.QUERY_TOO_COMPLEX) for error in too_much])
        return Checked(ready, values)

    async def execute(self, request: Request, identified: Identified, again: Again | None = None) -> Executed:
        """Answer one request. ``again`` identifies the actor anew where the request itself changes access.

        Raises ``StaleAccess`` when access changed since the actor was identified, and ``StorageFull`` where what is
        read cannot be noted; nothing has been changed then.
        """
        checked = self.checked(request)
        if isinstance(checked, Executed):
            return checked
        extensions: dict[str, Any] = {}
        if request.shows_cost:
            extensions["cost"] = self._documents.measured(checked.ready, checked.values).as_extension()
        read: list[bytes] = []
        if checked.changes:
            # Once something was changed, it is too late to refuse.
            await self._readings.make_room()
        try:
            executed = await self._run(checked, request, (identified, again), extensions, read)
        except QueryTooComplex as error:
            return _refused(request, [request_error(GraphQLError(error.message), error.code)])
        if read:
            if not checked.changes:
                await self._readings.make_room()
            self._readings.note(identified.actor, checked.name, read)
        return executed

    async def explain(self, request: Request, identified: Identified, *, analyze: bool) -> Explained | Executed:
        """Look into the statement that a query's fields are read with, or refuse the request as `execute` would."""
        checked = self.checked(request)
        if isinstance(checked, Executed):
            return checked
        try:
            return await self._planner.explain(identified, checked.ready.prepared, checked.values, analyze=analyze)
        except GraphQLError as error:
            return _refused(request, [request_error(error, ErrorCode.BAD_USER_INPUT)])
        except QueryTooComplex as error:
            return _refused(request, [request_error(GraphQLError(error.message), error.code)])

    async def _run(
        self,
        checked: Checked,
        request: Request,
        who: tuple[Identified, Again | None],
        extensions: dict[str, Any],
        read: list[bytes],
    ) -> Executed:
        ready, values = checked.ready, checked.values
        identified, again = who
        prepared = ready.prepared
        if checked.changes:
            reader = PlannerReader(self._planner, identified, prepared.selection(values), again, read)
            result = await self._python(ready, request, self._make_context(identified, reader), {})
            return _finished(result, [], reader, extensions)
        try:
            answer = await self._planner.answer(identified, prepared, values, read)
        except GraphQLError as error:
            return _refused(request, [request_error(error, ErrorCode.BAD_USER_INPUT)])
        problems = [
            {"message": each.message, "path": list(each.path), "extensions": {"code": each.code}}
            for each in answer.problems
        ]
        if request.shows_statement:
            extensions["statement"] = _shown(answer)
        if answer.empty or not answer.in_python:
            return Executed(200, _spliced(answer, problems, extensions), epoch_checked=answer.read)
        rows = {key: None if text is None else orjson.loads(text) for key, text in answer.values.items()}
        reader = PlannerReader(self._planner, identified, prepared.selection(values), read=read)
        result = await self._python(ready, request, self._make_context(identified, reader), rows)
        return _finished(result, problems, reader, extensions, checked=answer.read)

    async def _python(
        self, ready: Ready, request: Request, context: RequestContext, rows: Mapping[str, Any]
    ) -> ExecutionResult:
        result = execute(
            self._schema,
            ready.document,
            root_value=rows,
            context_value=context,
            variable_values=dict(request.variables or {}),
            operation_name=request.operation_name,
        )
        return result if isinstance(result, ExecutionResult) else await result


def _finished(
    result: ExecutionResult,
    problems: list[dict[str, Any]],
    reader: PlannerReader,
    extensions: Mapping[str, Any],
    *,
    checked: bool = True,
) -> Executed:
    for error in result.errors or ():
        if isinstance(error.original_error, StaleAccess) and not reader.wrote:
            raise error.original_error
    errors = [*problems, *errors_of(result.errors or ())]
    return Executed(200, _body(result.data, errors, extensions), epoch_checked=checked)


def _spliced(answer: Answer, problems: Sequence[Mapping[str, Any]], extensions: Mapping[str, Any]) -> bytes:
    data = {key: None if text is None else orjson.Fragment(text) for key, text in answer.values.items()}
    return _body(None if answer.empty else data, problems, extensions)


def _body(data: object, errors: Sequence[Mapping[str, Any]], extensions: Mapping[str, Any]) -> bytes:
    body: dict[str, object] = {"data": data}
    if errors:
        body["errors"] = errors
    if extensions:
        body["extensions"] = extensions
    return orjson.dumps(body)


def _shown(answer: Answer) -> dict[str, object]:
    """The statement with placeholders for its values, and what it took."""
    return {
        "sql": answer.plan.text,
        "milliseconds": round(answer.seconds * 1000, 2),
        "planned": "before" if answer.found else "now",
    }


def _refused(request: Request, errors: list[dict[str, Any]], status: int | None = None) -> Executed:
    return Executed(status or (200 if request.media_type == JSON else 400), error_body(errors))
