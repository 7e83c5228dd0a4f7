"""Gathers what sibling resolvers ask for in one turn of the event loop, so that a level costs one read."""

from collections.abc import Awaitable, Callable, Hashable, Mapping, Sequence
from typing import TypeVar, cast

from strawberry.dataloader import DataLoader

from caseload_gql.schema.planned import Row

T = TypeVar("T")


class Batches:
    """The batches of one request.

    Nothing is kept once read: a later mutation of the same operation must see what it changed.
    """

    def __init__(self) -> None:
        """Start with no batch open."""
        self._loaders: dict[Hashable, DataLoader[str, object]] = {}
        self._of_rows: dict[Hashable, DataLoader[Row, object]] = {}

    async def load(
        self,
        key: Hashable,
        row_id: str,
        read: Callable[[Sequence[str]], Awaitable[Mapping[str, T]]],
    ) -> T | None:
        """Return what `read` finds for the id; ids asked for under one key are read together, each once."""
        loader = self._loaders.get(key)
        if loader is None:
            loader = self._loaders[key] = DataLoader(load_fn=_in_order(read), cache=False)
        return cast("T | None", await loader.load(row_id))

    async def of_rows(
        self, key: Hashable, row: Row, read: Callable[[Sequence[Row]], Awaitable[list[object]]]
    ) -> object:
        """Return what `read` answers for the row; rows asked of under one key are read together."""
        loader = self._of_rows.get(key)
        if loader is None:
            loader = self._of_rows[key] = DataLoader(load_fn=read, cache=False)
        return await loader.load(row)


def _in_order(
    read: Callable[[Sequence[str]], Awaitable[Mapping[str, T]]],
) -> Callable[[list[str]], Awaitable[list[object]]]:
    async def load_all(ids: list[str]) -> list[object]:
        found = await read(tuple(dict.fromkeys(ids)))
        return [found.get(row_id) for row_id in ids]

    return load_all
