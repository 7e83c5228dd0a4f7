"""Whether what a database holds can be: its file, its foreign keys, and the rules of every practice."""

import asyncio
from collections.abc import Callable, Sequence
from typing import Final

from sqlalchemy import func, select, text

from caseload_gql.db.backup import sound
from caseload_gql.db.dialect.locks import unhurried
from caseload_gql.db.engine import Database
from caseload_gql.db.invariants import INVARIANTS

_SHOWN: Final = 5
#: Foreign keys that PostgreSQL holds for new rows only.
_UNCHECKED: Final = text("SELECT conname FROM pg_constraint WHERE NOT convalidated")


async def unsound(database: Database, progress: Callable[[int], None]) -> Sequence[str]:
    """A sentence for each rule that is broken, with ids of rows that break it; `progress` is told of each rule."""
    found = await _of_its_kind(database)
    progress(1)
    async with database.snapshot() as connection:
        limit = unhurried(connection.dialect)
        if limit is not None:
            await connection.execute(limit)
        for invariant in INVARIANTS:
            rows = invariant.broken.subquery()
            count = await connection.scalar(select(func.count()).select_from(rows))
            if count:
                ids = (await connection.scalars(select(rows).limit(_SHOWN))).all()
                more = f" and {count - len(ids)} more" if count > len(ids) else ""
                found.append(f"Not so: {invariant.rule}: {', '.join(ids)}{more}.")
            progress(1)
    return found


async def _of_its_kind(database: Database) -> list[str]:
    """What the database itself finds."""
    if database.address.path is not None:
        return [f"The file: {problem}." for problem in await asyncio.to_thread(sound, database.address.path)]
    return [f"The constraint {row[0]} was never checked." for row in await database.rows(_UNCHECKED)]
