"""Each list of the schema has pages, ids, or a figure that its description states."""

import re
from collections.abc import Iterator

import pytest
from graphql import (
    GraphQLField,
    GraphQLInterfaceType,
    GraphQLObjectType,
    build_schema,
    get_named_type,
    get_nullable_type,
    is_leaf_type,
    is_list_type,
)

from caseload_gql.schema import build
from caseload_gql.schema.cost import CostLimits
from caseload_gql.schema.documents import Limits
from caseload_gql.schema.enums import LoadStatus, PoolReason
from caseload_gql.schema.sizes import COUNTS_AS, Size, sizes_of
from caseload_gql.settings import Settings

SCHEMA = build.graphql_schema(build.build_schema())
SIZES = sizes_of(SCHEMA)

PLUGIN = build_schema("""
  type Query { team: Team recent(first: Int): [Team!] page: TeamPage others: TeamPage @deprecated found: Found }
  type Team { parts: [Team!]! pages(first: Int = 3, last: Int): TeamPage found: FoundPage }
  type TeamPage { team: Team items: [Item!]! pageInfo: PageInfo count: Int }
  type Item { node: Team other: Team }
  type PageInfo { end: String }
  union Found = Team | Item
  type FoundPage { a: Int }
  type Mutation { search(first: Int): Found merge(ids: [ID!]!): [Team!] }
""")


def lists() -> Iterator[tuple[str, GraphQLField]]:
    for name, kind in SCHEMA.type_map.items():
        if isinstance(kind, GraphQLObjectType | GraphQLInterfaceType) and not name.startswith("__"):
            for field_name, field in kind.fields.items():
                if is_list_type(get_nullable_type(field.type)) and not is_leaf_type(get_named_type(field.type)):
                    yield f"{name}.{field_name}", field


def size(place: str) -> Size:
    type_name, field_name = place.split(".")
    return SIZES[type_name][field_name]


def test_every_list_of_objects_has_a_page_ids_or_a_figure_of_its_own() -> None:
    unsized = [
        place for place, _ in lists() if place not in COUNTS_AS and size(place).own == 1 and not size(place).sized_by
    ]
    assert unsized == []


def test_every_figure_of_the_table_is_a_list_whose_description_states_it() -> None:
    stated = {
        place: int(found[1])
        for place, field in lists()
        if (found := re.search(r" Counts as (\d+) nodes\.$", field.description or ""))
    }
    assert stated == COUNTS_AS


def test_lists_of_all_values_of_an_enum_count_as_many_as_there_are() -> None:
    assert COUNTS_AS["Pool.byReason"] == len(PoolReason)
    assert COUNTS_AS["Workload.byLoadStatus"] == len(LoadStatus)


@pytest.mark.parametrize(
    ("place", "expected"),
    [
        ("Query.providers", Size("ProviderConnection", None, sized_by=("first", "last"))),
        ("Client.matches", Size("MatchList", 5, sized_by=("first", "last"))),
        ("MatchList.matches", Size("Match", own=0)),
        ("Query.nodes", Size("Node", None, sized_by=("ids",))),
        ("Query.node", Size("Node")),
        ("Query.pool", Size("Pool")),
        ("Mutation.assignClient", Size("AssignClientPayload")),
        ("AssignClientPayload.assignment", Size("Assignment", own=0)),
        ("Match.provider", Size("Provider", own=0)),
        ("Client.location", Size("Location", own=0)),
        ("ProviderConnection.nodes", Size("Provider", own=0)),
        ("ProviderConnection.edges", Size("ProviderEdge", own=0)),
        ("ProviderEdge.node", Size("Provider", own=0)),
        ("Client.availability", Size("WeeklyWindow", 14)),
    ],
)
def test_a_field_is_as_large_as_its_arguments_or_the_table_say(place: str, expected: Size) -> None:
    assert size(place) == expected


@pytest.mark.parametrize(
    ("place", "expected"),
    [
        ("Query.recent", Size("Team", None, sized_by=("first", "last"))),
        ("Query.page", Size("TeamPage", None)),
        ("Query.found", Size("Found", None)),
        ("Team.parts", Size("Team", None)),
        ("Team.pages", Size("TeamPage", 3, sized_by=("first", "last"))),
        ("TeamPage.items", Size("Item", own=0)),
        ("TeamPage.pageInfo", Size("PageInfo", own=0)),
        ("TeamPage.team", Size("Team", own=0)),
        ("Item.node", Size("Team", own=0)),
        ("Item.other", Size("Team", own=0)),
        ("Mutation.search", Size("Found", None, sized_by=("first", "last"))),
        ("Mutation.merge", Size("Team", None, sized_by=("ids",))),
    ],
)
def test_fields_that_a_plugin_brings_are_sized_by_the_same_rule(place: str, expected: Size) -> None:
    type_name, field_name = place.split(".")
    assert sizes_of(PLUGIN)[type_name][field_name] == expected


def test_the_settings_default_to_the_limits() -> None:
    settings, limits = Settings(), CostLimits()
    assert (settings.query_depth, settings.query_aliases, settings.query_fields) == (
        limits.depth,
        limits.aliases,
        limits.fields,
    )
    assert (settings.query_root_fields, settings.query_mutations) == (limits.root_fields, limits.mutations)
    assert (settings.query_nodes, settings.page_size) == (limits.nodes, limits.page)
    documents = Limits()
    assert (settings.document_characters, settings.document_tokens) == (documents.characters, documents.tokens)
    assert (settings.document_operations, settings.document_comparisons) == (
        documents.operations,
        documents.comparisons,
    )
