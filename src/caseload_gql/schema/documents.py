"""Documents made ready to run: parsed, validated and kept, so that one seen before needs neither again."""

from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from graphql import (
    DocumentNode,
    FragmentDefinitionNode,
    GraphQLError,
    GraphQLSchema,
    GraphQLSyntaxError,
    OperationDefinitionNode,
    get_operation_ast,
    parse,
)
from graphql.execution.collect_fields import FragmentDetails
from graphql.language.parser import MAX_NESTING_DEPTH

from caseload_gql.errors import ErrorCode, QueryTooComplex
from caseload_gql.planner.prepared import Prepared
from caseload_gql.schema.answers import request_error
from caseload_gql.schema.cost import CostLimits, Measured, measure, over
from caseload_gql.schema.validation import Validation

#: Characters of documents kept a worker; what belongs to one (its syntax tree, its plans) grows with them.
KEEP_CHARACTERS: Final = 500_000
#: What a document counts at least, however short it is.
LEAST: Final = 500
#: How graphql-core ends what it says of a document that it gave up reading.
_ABORTED: Final = "Parsing aborted."


@dataclass(frozen=True, slots=True)
class Limits:
    """How large a document may be."""

    characters: int = 15_000
    tokens: int = 2_000
    operations: int = 10
    #: Steps that telling whether its fields agree may take.
    comparisons: int = 10_000


@dataclass(frozen=True, slots=True)
class Ready:
    """An operation that can be run."""

    document: DocumentNode
    prepared: Prepared
    #: What the operation asks for at most; where it ``varies``, its variables say how much it really is.
    ceiling: Measured
    #: Whether that fits whatever the variables say.
    fits: bool


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a document is not run; the status where it does not depend on the media type."""

    errors: list[dict[str, Any]]
    status: int | None = None


@dataclass
class Documents:
    """The documents of one schema; those not used for longest go first."""

    schema: GraphQLSchema
    limits: Limits
    cost_limits: CostLimits
    keep_characters: int = KEEP_CHARACTERS
    _kept: OrderedDict[tuple[str, str | None], Ready] = field(default_factory=OrderedDict)
    _size: int = 0
    _validation: Validation = field(init=False)

    def __post_init__(self) -> None:
        """Validation is by the same limits throughout."""
        self._validation = Validation(self.schema, self.limits.operations, self.limits.comparisons)

    def __len__(self) -> int:
        """How many operations are kept."""
        return len(self._kept)

    def read(self, query: str, operation_name: str | None) -> Ready | Refusal:
        """The operation of a document, ready to run, or why it is refused."""
        key = (query, operation_name)
        ready = self._kept.get(key)
        if ready is not None:
            self._kept.move_to_end(key)
            return ready
        made = self._made(query, operation_name)
        if isinstance(made, Ready):
            self._keep(key, made)
        return made

    def measured(self, ready: Ready, variables: Mapping[str, object]) -> Measured:
        """What the operation asks for with these variables."""
        if not ready.ceiling.varies:
            return ready.ceiling
        name = ready.prepared.definition.name
        return measure(self.schema, ready.document, None if name is None else name.value, self.cost_limits, variables)

    def too_complex(self, ready: Ready, variables: Mapping[str, object]) -> list[GraphQLError]:
        """What the operation asks too much of with these variables, if anything."""
        if ready.fits:
            return []
        return over(self.measured(ready, variables), self.cost_limits)

    def _keep(self, key: tuple[str, str | None], ready: Ready) -> None:
        self._kept[key] = ready
        self._size += max(len(key[0]), LEAST)
        while self._size > self.keep_characters and len(self._kept) > 1:
            (query, _), _ = self._kept.popitem(last=False)
            self._size -= max(len(query), LEAST)

    def _made(self, query: str, operation_name: str | None) -> Ready | Refusal:
        document = self._parsed(query)
        if isinstance(document, Refusal):
            return document
        limits = self.cost_limits
        ceiling = measure(self.schema, document, operation_name, limits, assumed=limits.page)
        # What is too much whatever the variables say is not even validated: that could take ages by itself.
        least = measure(self.schema, document, operation_name, limits, assumed=0)
        too_much = over(least, limits)
        if too_much:
            return Refusal([request_error(each, ErrorCode.QUERY_TOO_COMPLEX) for each in too_much])
        try:
            problems = self._validation.problems(document)
        except QueryTooComplex as error:
            return _too_complex(error.message)
        if problems:
            return Refusal([request_error(each, ErrorCode.GRAPHQL_VALIDATION_FAILED) for each in problems])
        definition = get_operation_ast(document, operation_name)
        if definition is None:
            return _unresolved(document)
        fragments = {
            each.name.value: FragmentDetails(each)
            for each in document.definitions
            if isinstance(each, FragmentDefinitionNode)
        }
        return Ready(document, Prepared(self.schema, fragments, definition), ceiling, not over(ceiling, limits))

    def _parsed(self, query: str) -> DocumentNode | Refusal:
        limit = self.limits.characters
        if len(query) > limit:
            message = f"The document has {len(query):,} characters; at most {limit:,} are read. Ask for less at once."
            return _too_complex(message)
        try:
            return parse(query, max_tokens=self.limits.tokens)
        except GraphQLSyntaxError as error:
            if not error.message.endswith(_ABORTED):
                return Refusal([request_error(error, ErrorCode.GRAPHQL_PARSE_FAILED)])
            tokens = self.limits.tokens
            return _too_complex(
                f"The document has more than {tokens:,} tokens, or nests more than {MAX_NESTING_DEPTH} levels. "
                "Ask for less at once."
            )


def _too_complex(message: str) -> Refusal:
    return Refusal([request_error(GraphQLError(message), ErrorCode.QUERY_TOO_COMPLEX)])


def _unresolved(document: DocumentNode) -> Refusal:
    names = [
        each.name.value
        for each in document.definitions
        if isinstance(each, OperationDefinitionNode) and each.name is not None
    ]
    message = f"Send operationName with one of: {', '.join(names) or 'none is named'}."
    return Refusal([request_error(GraphQLError(message), ErrorCode.OPERATION_RESOLUTION_FAILURE)], 400)
