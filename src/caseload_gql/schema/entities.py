"""Entities named by resolvers, read by the planner in one statement a level."""

from collections.abc import Mapping, Sequence

from caseload_gql.schema.info import RequestInfo
from caseload_gql.schema.planned import Row


async def entity(info: RequestInfo, type_name: str, row_id: str) -> Row | None:
    """Read one row as the field's selection asks, together with those of its sibling fields."""
    nodes = tuple(info._raw_info.field_nodes)  # noqa: SLF001  # strawberry's own field_nodes drops the syntax tree

    async def read(ids: Sequence[str]) -> Mapping[str, Row]:
        return await info.context.read_entities(type_name, ids, nodes, info)

    key = (type_name, tuple(id(node) for node in nodes))
    return await info.context.batches.load(key, row_id, read)
