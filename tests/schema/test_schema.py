"""What the schema offers: complete, described, marked, and the same as the committed file."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from graphql import GraphQLEnumType, GraphQLInputObjectType, GraphQLInterfaceType, GraphQLObjectType

from caseload_gql.planner.marks import FieldMark, mark_of
from caseload_gql.schema.build import build_schema, graphql_schema

STRAWBERRY = build_schema()
SCHEMA = graphql_schema(STRAWBERRY)
COMMITTED = Path(__file__).parents[2] / "schema.graphql"

READS = (
    "viewer node nodes practice provider providers client clients pool teams locations workload workloadTrend "
    "auditEvents waitReport plugins explainAccess users"
)
WRITES = (
    "assignClient reassignClient returnClientToPool dischargeClient readmitClient recordFirstSession withdrawTransfer "
    "routePoolEntry undoAssignment admitClient updateClient setProviderCapacity "
    "addProvider updateProvider departProvider reinstateProvider startProviderLeave endProviderLeave "
    "updatePractice addTeam updateTeam addLocation updateLocation addUser updateUser createSignInLink"
)


def described_things() -> Iterator[tuple[str, str | None]]:
    for name, kind in SCHEMA.type_map.items():
        if name.startswith("__"):
            continue
        yield name, kind.description
        if isinstance(kind, GraphQLEnumType):
            for value_name, value in kind.values.items():
                yield f"{name}.{value_name}", value.description
        if isinstance(kind, GraphQLInputObjectType):
            for field_name, input_field in kind.fields.items():
                yield f"{name}.{field_name}", input_field.description
        if isinstance(kind, GraphQLObjectType | GraphQLInterfaceType):
            for field_name, field in kind.fields.items():
                yield f"{name}.{field_name}", field.description
                for argument_name, argument in field.args.items():
                    yield f"{name}.{field_name}({argument_name}:)", argument.description


def mark(place: str) -> FieldMark:
    type_name, field_name = place.split(".")
    kind = SCHEMA.type_map[type_name]
    assert isinstance(kind, GraphQLObjectType)
    return mark_of(kind.fields[field_name])


def test_everything_is_described_in_a_sentence() -> None:
    bare = [name for name, text in described_things() if not text or not text.rstrip().endswith((".", ":"))]
    assert bare == []


def test_the_roots_offer_what_was_promised_and_nothing_else() -> None:
    assert SCHEMA.query_type is not None
    assert SCHEMA.mutation_type is not None
    assert set(SCHEMA.query_type.fields) == set(READS.split())
    assert set(SCHEMA.mutation_type.fields) == set(WRITES.split())
    assert SCHEMA.subscription_type is None


def test_the_committed_schema_is_the_schema_as_built() -> None:
    assert COMMITTED.read_text(encoding="utf-8") == STRAWBERRY.as_str().rstrip() + "\n"


def test_every_list_that_pages_takes_the_four_arguments() -> None:
    for kind in SCHEMA.type_map.values():
        if isinstance(kind, GraphQLObjectType):
            for name, field in kind.fields.items():
                if str(field.type).endswith("Connection"):
                    assert {"first", "after", "last", "before"} <= set(field.args), f"{kind.name}.{name}"


def test_every_field_carries_a_mark() -> None:
    for kind in SCHEMA.type_map.values():
        if isinstance(kind, GraphQLObjectType | GraphQLInterfaceType) and not kind.name.startswith("__"):
            assert all(mark_of(field).attribute for field in kind.fields.values()), kind.name


@pytest.mark.parametrize(
    ("place", "expected"),
    [
        ("Provider.caseloadCount", FieldMark("caseload_count", python=False)),
        ("ProviderLeave.from", FieldMark("starts_on", python=False)),
        ("ProviderLeave.until", FieldMark("ends_on", python=False)),
        ("Pool.dueWithin", FieldMark("due_within", python=False)),
        ("Query.workload", FieldMark("workload", python=False, action="plan:read")),
        ("Team.workload", FieldMark("workload", python=False, action="plan:read")),
        ("Query.plugins", FieldMark("plugins", python=True, action="plugins:read")),
        ("Client.matches", FieldMark("matches", python=True, needs=("id",), action="plan:read")),
        ("Practice.scorers", FieldMark("scorers", python=True, needs=("scorer_weights",))),
        ("Practice.gates", FieldMark("gates", python=True, needs=("gate_modes",))),
        ("Viewer.actions", FieldMark("actions", python=True)),
        ("Match.provider", FieldMark("provider", python=True)),
        ("AssignClientPayload.previousProvider", FieldMark("previous_provider", python=False)),
        ("AssignClientPayload.userErrors", FieldMark("user_errors", python=True)),
    ],
)
def test_a_mark_says_how_the_field_is_read(place: str, expected: FieldMark) -> None:
    assert mark(place) == expected
