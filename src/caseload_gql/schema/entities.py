"""Entities named by resolvers, read by the planner in one statement a level."""

from collections.abc import Mapping, Sequence

from graphql import FieldNode

from caseload_gql.schema.context import RequestContext
from caseload_gql.schema.info import RequestInfo
from caseload_gql.schema.planned import Row


async def entity(info: RequestInfo, type_name: str, row_id: str) -> Row | None:
    """Read one row as the field's selection asks, together with those of its sibling fields."""
    nodes = info._raw_info.field_nodes  # noqa: SLF001  # strawberry's own field_nodes drops the syntax tree
    return await entity_of(info.context, nodes, type_name, row_id)


async def entity_of(
    context: RequestContext, field_nodes: Sequence[FieldNode], type_name: str, row_id: str
) -> Row | None:
    """Read one row as the selection of the merged nodes of a field asks, together with those of its sibling fields."""
    nodes = tuple(field_nodes)

    async def read(ids: Sequence[str]) -> Mapping[str, Row]:
        return await context.read_entities(type_name, ids, nodes)

    key = (type_name, tuple(id(node) for node in nodes))
    return await context.batches.load(key, row_id, read)
