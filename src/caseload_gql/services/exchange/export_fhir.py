"""Use case: the practice is written as FHIR R4 resources, as NDJSON or as one bundle."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Final, TextIO

import orjson

from caseload_gql.db.engine import Database
from caseload_gql.errors import InvalidValue
from caseload_gql.services.exchange.audit import record_export
from caseload_gql.services.exchange.export_csv import Progress
from caseload_gql.services.exchange.fhir_care import care
from caseload_gql.services.exchange.fhir_people import client, location, practice, provider, team
from caseload_gql.services.exchange.fhir_words import BASE, Resource
from caseload_gql.services.exchange.lens import Looker
from caseload_gql.services.exchange.private import make_folder, writing
from caseload_gql.services.exchange.records import Block, Book, Record, open_book

NDJSON: Final = ".ndjson"
BUNDLE: Final = ".json"


class _Target:
    """One file on its way: a resource a line, or a bundle."""

    def __init__(self, file: TextIO, *, bundle: bool) -> None:
        self.counts: Counter[str] = Counter()
        self._file = file
        self._bundle = bundle
        if bundle:
            file.write('{"resourceType":"Bundle","type":"collection"')

    def write(self, resources: Iterable[Resource]) -> None:
        for resource in resources:
            kind = resource["resourceType"]
            if self._bundle:
                entry = {"fullUrl": f"{BASE}/{kind}/{resource['id']}", "resource": resource}
                self._file.write(',"entry":[\n' if not self.counts else ",\n")
                self._file.write(orjson.dumps(entry).decode())
            else:
                self._file.write(orjson.dumps(resource).decode() + "\n")
            self.counts[kind] += 1

    def finish(self) -> None:
        if self._bundle:
            self._file.write("\n]}\n")


def form_of(path: Path) -> str:
    """How a file is written, by its name. Raises ``InvalidValue`` for others than the two."""
    if path.suffix.lower() not in {NDJSON, BUNDLE}:
        message = "Name the file .ndjson for a resource a line, or .json for one bundle."
        raise InvalidValue(message)
    return path.suffix.lower()


async def export_fhir(
    database: Database, path: Path, looker: Looker, progress: Callable[[int], Progress], *, force: bool
) -> Counter[str]:
    """Write everything that is seen, as of one moment, and record that it was; how many resources of each type.

    Raises ``ConfigurationError`` where the file cannot be written, or is there already, unless `force`.
    """
    bundle = form_of(path) == BUNDLE
    make_folder(path.parent)
    with writing([path], force=force) as files:
        target = _Target(files.at(path), bundle=bundle)
        async with database.snapshot() as connection:
            book = await open_book(connection, looker)
            advance = progress(await book.client_count())
            target.write(_places(book))
            async for providers, _ in book.provider_records():
                target.write(resource for each in providers for resource in provider(each))
            async for block in book.blocks():
                target.write(_clients(block))
                advance(len(block.clients))
        target.finish()
        await record_export(database, looker.actor, "fhir", target.counts)
        files.publish()
    return target.counts


def _places(book: Book) -> Iterable[Resource]:
    yield practice(book.practice or "Practice")
    yield from (team(name) for name in sorted(set(book.teams.values())))
    yield from (location(place) for _, place in sorted({place.name: place for place in book.places}.items()))


def _clients(block: Block) -> Iterable[Resource]:
    entries: defaultdict[str, list[Record]] = defaultdict(list)
    assignments: defaultdict[str, list[Record]] = defaultdict(list)
    for rows, by_client in ((block.pool_entries, entries), (block.assignments, assignments)):
        for row in rows:
            by_client[row["client_external_id"]].append(row)
    for record in block.clients:
        key = record["external_id"]
        yield client(record)
        yield from care(record, entries[key], assignments[key])
