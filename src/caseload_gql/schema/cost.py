"""What an operation asks for, told from its text alone, and whether that is too much.

Every selection set and every fragment is looked at once, however often it is spread, and nothing here recurses: a
document that would take ages to carry out, or even to validate, is measured in time linear in its length.
"""

from collections.abc import Generator, Mapping
from dataclasses import dataclass, field
from typing import Final, cast

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLError,
    GraphQLSchema,
    InlineFragmentNode,
    OperationType,
    SelectionSetNode,
    get_operation_ast,
)

from caseload_gql.errors import ErrorCode
from caseload_gql.schema.lengths import Lengths, lengths_of
from caseload_gql.schema.sizes import Size, Sizes, sizes_of

#: Where figures stop growing: fragments that double each other would make numbers of any length.
MOST: Final = 1_000_000_000
_INTROSPECTION: Final = frozenset({"__schema", "__type"})
_NO_SIZES: Final[Mapping[str, Size]] = {}


@dataclass(frozen=True, slots=True)
class CostLimits:
    """What one operation may ask for at most; docs/limits.md says how each figure is counted."""

    depth: int = 12
    aliases: int = 30
    root_fields: int = 20
    mutations: int = 4
    nodes: int = 10_000
    fields: int = 10_000
    #: Rows of the longest page: a page of unknown or forbidden length counts as this.
    page: int = 100


@dataclass(frozen=True, slots=True)
class Measured:
    """What an operation asks for. Figures end at ``MOST``."""

    depth: int
    aliases: int
    root_fields: int
    mutations: int
    nodes: int
    fields: int
    #: Whether other variables can give other figures; where not, the operation need not be measured again.
    varies: bool
    limits: CostLimits

    def as_extension(self) -> dict[str, object]:
        """The figures and their limits, for ``extensions.cost`` of an answer."""
        limits = {name: getattr(self.limits, attribute) for name, attribute in _SHOWN.items()}
        return {name: getattr(self, attribute) for name, attribute in _SHOWN.items()} | {"limits": limits}


_SHOWN: Final = {
    "depth": "depth",
    "aliases": "aliases",
    "fields": "fields",
    "rootFields": "root_fields",
    "mutations": "mutations",
    "nodes": "nodes",
}

#: What each figure is, and how to fit. `{asked}` and `{limit}` are numbers.
_PROBLEMS: Final[Mapping[str, str]] = {
    "depth": "This operation is nested {asked} levels deep; at most {limit} are read. "
    "Ask for fewer levels, and go on from an id in another request.",
    "aliases": "This operation has {asked} aliases once its fragments are spread; at most {limit} are read at once. "
    "Ask with fewer aliases, or in several requests.",
    "fields": "This operation asks for {asked} fields once its fragments are spread; at most {limit} are read at once. "
    "Spread fewer fragments, or ask in several requests.",
    "root_fields": "This operation asks for {asked} fields at its root; at most {limit} are read at once. "
    "Ask in several requests, or for rows by their ids with nodes(ids:).",
    "mutations": "This operation makes {asked} changes; at most {limit} are made at once. "
    "Send them in several requests.",
    "nodes": "This operation asks for {asked} nodes; at most {limit} are read at once. "
    "Ask for fewer with a smaller first, or in several requests.",
}


def measure(
    schema: GraphQLSchema,
    document: DocumentNode,
    operation_name: str | None,
    limits: CostLimits,
    variables: Mapping[str, object] | None = None,
    *,
    assumed: int | None = None,
) -> Measured:
    """Measure the operation that would run. The document need not be valid.

    `assumed`, where given, is the length of every page and list of ids that a variable sizes, in place of its value:
    0 gives the least that the operation can ask for, and ``limits.page`` the most.

    What the schema does not know, missing fragments, and the point where a cycle of fragments closes bring no nodes;
    without an operation to run all figures are 0. Validation reports them all.
    """
    operation = get_operation_ast(document, operation_name)
    if operation is None:
        return Measured(0, 0, 0, 0, 0, 0, varies=False, limits=limits)
    counting = _Counting(
        sizes_of(schema),
        {each.name.value: each for each in document.definitions if isinstance(each, FragmentDefinitionNode)},
        lengths_of(operation, variables or {}, limits.page, assumed),
    )
    root = schema.get_root_type(operation.operation)
    sum_ = _carried_out(counting.of_set(operation.selection_set, root.name if root else ""))
    return Measured(
        depth=sum_.depth,
        aliases=sum_.aliases,
        root_fields=sum_.width,
        mutations=sum_.width if operation.operation is OperationType.MUTATION else 0,
        nodes=sum_.nodes,
        fields=sum_.fields,
        varies=counting.lengths.varies,
        limits=limits,
    )


def over(measured: Measured, limits: CostLimits) -> list[GraphQLError]:
    """One error for each limit that is exceeded, with the figure, the limit and how to fit."""
    problems = []
    for figure, text in _PROBLEMS.items():
        asked, limit = getattr(measured, figure), getattr(limits, figure)
        if asked > limit:
            shown = f"{asked:,}" if asked < MOST else f"{MOST:,} or more"
            extensions = {"code": ErrorCode.QUERY_TOO_COMPLEX.value}
            problems.append(GraphQLError(text.format(asked=shown, limit=f"{limit:,}"), extensions=extensions))
    return problems


@dataclass(slots=True)
class _Sum:
    """The figures of a selection set, its fragments spread."""

    depth: int = 0
    aliases: int = 0
    fields: int = 0
    #: Fields at the top of the set, apart from introspection.
    width: int = 0
    #: Nodes for each object that the set is read of.
    nodes: int = 0

    def spread(self, fragment: "_Sum") -> None:
        """Add a fragment, whose fields stand where it is spread."""
        self.depth = max(self.depth, fragment.depth)
        self.width = min(MOST, self.width + fragment.width)
        self.add(fragment, 1, 0)

    def add(self, below: "_Sum", times: int, own: int) -> None:
        """Add what is asked of so many objects, each of which counts as `own` nodes itself."""
        self.aliases = min(MOST, self.aliases + below.aliases)
        self.fields = min(MOST, self.fields + below.fields)
        self.nodes = min(MOST, self.nodes + times * (own + below.nodes))


#: A count under way: it hands out the counts it needs first, is sent their sums, and returns its own.
_Count = Generator["_Count", _Sum, _Sum]


def _carried_out(count: "_Count") -> _Sum:
    """Carry out a count with all that it hands out. A stack of ours is as deep as any document."""
    waiting = [count]
    sum_: _Sum | None = None
    while True:
        try:
            asked = next(waiting[-1]) if sum_ is None else waiting[-1].send(sum_)
        except StopIteration as ended:
            sum_ = ended.value
            waiting.pop()
            if not waiting:
                return sum_
        else:
            waiting.append(asked)
            sum_ = None


@dataclass(slots=True)
class _Counting:
    """The counts of one operation's selection sets; those of fragments are kept."""

    sizes: Sizes
    fragments: Mapping[str, FragmentDefinitionNode]
    lengths: Lengths
    counted: dict[str, _Sum] = field(default_factory=dict)

    def of_set(self, selections: SelectionSetNode, type_name: str) -> _Count:
        """Count a selection set that is read of the type."""
        sum_ = _Sum()
        sizes = self.sizes.get(type_name, _NO_SIZES)
        for each in selections.selections:
            if isinstance(each, FieldNode):
                name = each.name.value
                sum_.fields += 1
                sum_.aliases += each.alias is not None
                sum_.width += not name.startswith("__")
                if each.selection_set is None:
                    sum_.depth = max(sum_.depth, 1)
                    continue
                size = sizes.get(name)
                below = yield self.of_set(each.selection_set, size.type_name if size else "")
                sum_.depth = max(sum_.depth, 1 if name in _INTROSPECTION else 1 + below.depth)
                if size is None:
                    sum_.add(below, 0, 0)
                else:
                    sum_.add(below, self.lengths.of(each, size), size.own)
            elif isinstance(each, InlineFragmentNode):
                condition = each.type_condition
                sum_.spread((yield self.of_set(each.selection_set, condition.name.value if condition else type_name)))
            else:
                sum_.spread((yield self.of_fragment(cast("FragmentSpreadNode", each).name.value)))
        return sum_

    def of_fragment(self, name: str) -> _Count:
        """Count a fragment, once."""
        definition = self.fragments.get(name)
        if name not in self.counted and definition is not None:
            # A cycle that leads back here finds this in place of the sum.
            self.counted[name] = _Sum()
            condition = definition.type_condition.name.value
            self.counted[name] = yield self.of_set(definition.selection_set, condition)
        return self.counted.get(name, _Sum())
