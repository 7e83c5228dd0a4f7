"""`Client.matches`: the ranking of providers, one run for all clients of a level."""

from collections.abc import Mapping, Sequence

from caseload_gql.ranking.result import RankedList
from caseload_gql.schema.info import RequestInfo


async def matches_of_client(
    info: RequestInfo,
    client_id: str,
    first: int,
    include_ineligible: bool,  # noqa: FBT001  # an argument of the API
) -> RankedList | None:
    """Rank providers for one client, together with those of its sibling fields; null where it may not be ranked."""
    info.context.access.demand("plan:read")

    async def read(ids: Sequence[str]) -> Mapping[str, RankedList]:
        return await info.context.matches.for_clients(ids, first, include_ineligible, info)

    nodes = tuple(id(node) for node in info._raw_info.field_nodes)  # noqa: SLF001  # as in entities
    return await info.context.batches.load(("matches", nodes, first, include_ineligible), client_id, read)
