"""Use case: the practice is written to CSV files, which the import reads."""

import csv
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

from caseload_gql.db.engine import Database
from caseload_gql.services.exchange.audit import record_export
from caseload_gql.services.exchange.cells import cell
from caseload_gql.services.exchange.lens import Looker
from caseload_gql.services.exchange.private import Files, make_folder, writing
from caseload_gql.services.exchange.records import Record, open_book
from caseload_gql.services.importing.columns import Column
from caseload_gql.services.importing.importer import (
    ASSIGNMENTS_FILE,
    CLIENTS_FILE,
    EARLIER_LEAVES_FILE,
    LOCATIONS_FILE,
    POOL_ENTRIES_FILE,
    PRACTICE_FILE,
    PROVIDERS_FILE,
    TABLES,
    TEAMS_FILE,
)

#: Told how many clients are to come, then how many came.
Progress = Callable[[int], None]


class _Table:
    """One file on its way."""

    def __init__(self, files: Files, path: Path, columns: Sequence[Column]) -> None:
        self._names = [column.name for column in columns]
        self._writer: Any = csv.writer(files.at(path), lineterminator="\n")
        self._writer.writerow(self._names)

    def write(self, records: Iterable[Record]) -> None:
        self._writer.writerows([cell(record.get(name)) for name in self._names] for record in records)


async def export_csv(
    database: Database, folder: Path, looker: Looker, progress: Callable[[int], Progress], *, force: bool
) -> Counter[str]:
    """Write everything that is seen, as of one moment, and record that it was; how many rows each file got.

    Raises ``ConfigurationError`` where files cannot be written, or are there already, unless `force`.
    """
    make_folder(folder)
    counts: Counter[str] = Counter()
    with writing([folder / name for name in TABLES], force=force) as files:
        tables = {name: _Table(files, folder / name, columns) for name, columns in TABLES.items()}

        def put(name: str, records: Sequence[Record]) -> None:
            tables[name].write(records)
            counts[name] += len(records)

        async with database.snapshot() as connection:
            book = await open_book(connection, looker)
            advance = progress(await book.client_count())
            put(PRACTICE_FILE, await book.settings())
            put(TEAMS_FILE, await book.team_records())
            put(LOCATIONS_FILE, await book.location_records())
            async for providers, leaves in book.provider_records():
                put(PROVIDERS_FILE, providers)
                put(EARLIER_LEAVES_FILE, leaves)
            async for block in book.blocks():
                put(CLIENTS_FILE, block.clients)
                put(POOL_ENTRIES_FILE, block.pool_entries)
                put(ASSIGNMENTS_FILE, block.assignments)
                advance(len(block.clients))
        # First the record, then the files: none is there of which the audit does not know.
        await record_export(database, looker.actor, "csv", {name.removesuffix(".csv"): counts[name] for name in TABLES})
        files.publish()
    return counts
