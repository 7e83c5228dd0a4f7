"""How many objects each field of the schema may bring: a table of lists without pages, and the rule for the rest."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from graphql import (
    GraphQLArgument,
    GraphQLField,
    GraphQLInterfaceType,
    GraphQLObjectType,
    GraphQLSchema,
    IntValueNode,
    get_named_type,
    get_nullable_type,
    is_leaf_type,
    is_list_type,
)
from graphql.utilities.get_default_value_ast import get_default_value_ast

#: As how many nodes a list counts that has neither pages nor ids; the field's description says the same.
COUNTS_AS: Final[Mapping[str, int]] = {
    "AccessExplanation.rules": 50,
    "AddLocationPayload.userErrors": 10,
    "AddProviderPayload.userErrors": 10,
    "AddTeamPayload.userErrors": 10,
    "AddUserPayload.userErrors": 10,
    "AdmitClientPayload.userErrors": 10,
    "AssignClientPayload.userErrors": 10,
    "AuditEvent.changes": 20,
    "Client.availability": 14,
    "Client.doNotMatch": 10,
    "CreateSignInLinkPayload.userErrors": 10,
    "DepartProviderPayload.poolEntries": 100,
    "DepartProviderPayload.userErrors": 10,
    "DischargeClientPayload.userErrors": 10,
    "EndProviderLeavePayload.userErrors": 10,
    "Match.contributions": 10,
    "Match.failedGates": 10,
    "Plugin.implementations": 10,
    "Pool.byReason": 4,
    "Practice.gates": 20,
    "Practice.scorers": 20,
    "Provider.availability": 14,
    "Provider.locations": 10,
    "Query.plugins": 50,
    "Query.workloadTrend": 53,
    "ReadmitClientPayload.userErrors": 10,
    "ReassignClientPayload.userErrors": 10,
    "RecordFirstSessionPayload.userErrors": 10,
    "ReinstateProviderPayload.userErrors": 10,
    "ReturnClientToPoolPayload.userErrors": 10,
    "RoutePoolEntryPayload.userErrors": 10,
    "SetProviderCapacityPayload.userErrors": 10,
    "StartProviderLeavePayload.assignments": 100,
    "StartProviderLeavePayload.poolEntries": 100,
    "StartProviderLeavePayload.userErrors": 10,
    "UndoAssignmentPayload.userErrors": 10,
    "UpdateClientPayload.userErrors": 10,
    "UpdateLocationPayload.userErrors": 10,
    "UpdatePracticePayload.userErrors": 10,
    "UpdateProviderPayload.userErrors": 10,
    "UpdateTeamPayload.userErrors": 10,
    "UpdateUserPayload.userErrors": 10,
    "User.teams": 20,
    "Viewer.teams": 20,
    "WaitReport.byLocation": 20,
    "WaitReport.byPayer": 50,
    "WaitReport.byReason": 4,
    "WaitReport.byTeam": 20,
    "WithdrawTransferPayload.userErrors": 10,
    "Workload.byLoadStatus": 4,
}
#: The problems of any mutation, of a plugin's too.
ERRORS: Final = "userErrors"
COUNTS_AS_ERRORS: Final = 10
PAGED: Final = ("first", "last")
NAMED: Final = ("ids",)
PAGE_INFO: Final = "PageInfo"
ROOTS: Final = frozenset({"Query", "Mutation"})


@dataclass(frozen=True, slots=True)
class Size:
    """How many objects one field brings for each object that it hangs on.

    `times` is their number, None for as many as a page may hold. `sized_by` names the arguments that say another
    number. `own` is 0 where the objects belong to others that are counted already.
    """

    type_name: str
    times: int | None = 1
    own: int = 1
    sized_by: tuple[str, ...] = ()


Sizes = Mapping[str, Mapping[str, Size]]


@lru_cache(maxsize=8)
def sizes_of(schema: GraphQLSchema) -> Sizes:
    """The sizes of all fields that bring objects, by type and field."""
    types = {
        name: kind
        for name, kind in schema.type_map.items()
        if isinstance(kind, GraphQLObjectType | GraphQLInterfaceType)
    }
    pages = {_target(field) for kind in types.values() for field in kind.fields.values() if _is_page(field)}
    entries = {
        _target(field) for page in pages & types.keys() for field in types[page].fields.values() if _is_list(field)
    }
    return {
        name: {
            field_name: _size(f"{name}.{field_name}", field, pages, entries)
            for field_name, field in kind.fields.items()
            if not is_leaf_type(get_named_type(field.type))
        }
        for name, kind in types.items()
    }


def _size(place: str, field: GraphQLField, pages: Collection[str], entries: Collection[str]) -> Size:
    """The size of the field at that place, given the names of the types that are pages and entries of pages."""
    parent, name = place.split(".")
    target = _target(field)
    for arguments in (PAGED, NAMED):
        if arguments[0] in field.args:
            return Size(target, _default(field.args[arguments[0]]), sized_by=arguments)
    if (parent in pages and (_is_list(field) or target == PAGE_INFO)) or (parent in entries and name == "node"):
        return Size(target, own=0)
    if _is_list(field) or target in pages:
        return Size(target, COUNTS_AS.get(place, COUNTS_AS_ERRORS if name == ERRORS else None))
    # An object that hangs on another is read with it, however many fields it has.
    return Size(target, own=int(parent in ROOTS))


def _is_page(field: GraphQLField) -> bool:
    return PAGED[0] in field.args and not _is_list(field)


def _is_list(field: GraphQLField) -> bool:
    return is_list_type(get_nullable_type(field.type))


def _target(field: GraphQLField) -> str:
    return str(get_named_type(field.type).name)


def _default(argument: GraphQLArgument) -> int | None:
    """What a page holds where the argument is left out, if the schema says."""
    default = get_default_value_ast(argument)
    return int(default.value) if isinstance(default, IntValueNode) else None
