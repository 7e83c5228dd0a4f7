"""The databases of a run: filled once a day and version of the schema, found again afterwards."""

import hashlib
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo

import asyncpg
from sqlalchemy.ext.asyncio import create_async_engine

from benchmarks.fill.multiplying import multiply
from benchmarks.places import HERE, POSTGRAPHILE, PRODUCT_BIN, ROOT, WORK
from benchmarks.postgres import Postgres
from caseload_gql.db.address import parse_address
from caseload_gql.services.demo.practice import TIME_ZONE

_FILL: Final = HERE / "fill"
_PREFIX: Final = "caseload_bench"
_CASELOADS: Final = (_FILL / "caseloads.sql").read_text(encoding="utf-8")
_VIEWS: Final = (POSTGRAPHILE / "views.sql").read_text(encoding="utf-8")
_FAULTS: Final = (_FILL / "faults.sql").read_text(encoding="utf-8")


@dataclass(frozen=True, slots=True)
class Size:
    """How large a practice is: a demo fill, and how many times over."""

    name: str
    providers: int
    clients: int
    times: int = 1


SMALL: Final = Size("small", 400, 20_000)
LARGE: Final = Size("large", 400, 20_000, times=50)
QUICK: Final = Size("quick", 40, 2_000)


@dataclass(frozen=True, slots=True)
class Filled:
    """One practice, lying in PostgreSQL and, unless it is a multiplied one, in an SQLite file as well."""

    size: Size
    postgres: str
    sqlite: str | None


async def filled(server: Postgres, size: Size, say: Callable[[str], None]) -> Filled:
    """The databases of a size; what was made of an older schema or on another day is dropped."""
    stamp = _stamp()
    name = f"{_PREFIX}_{size.name}_{stamp}"
    there = await server.names()
    for old in sorted(each for each in there if each.startswith(f"{_PREFIX}_{size.name}_") and each != name):
        await server.run(f'DROP DATABASE "{old}" WITH (FORCE)')
    if name not in there:
        say(f"Filling PostgreSQL with {size.providers * size.times:,} providers, {size.clients * size.times:,} clients")
        unfinished = f"{_PREFIX}_unfinished_{size.name}"
        await server.run(f'DROP DATABASE IF EXISTS "{unfinished}" WITH (FORCE)', f'CREATE DATABASE "{unfinished}"')
        await _fill(server.database(unfinished), size)
        await server.run(f'ALTER DATABASE "{unfinished}" RENAME TO "{name}"')
    sqlite = _sqlite(size, stamp) if size.times == 1 else None
    return Filled(size, server.database(name), sqlite)


async def _fill(url: str, size: Size) -> None:
    _demo(url, size)
    if size.times > 1:
        engine = create_async_engine(parse_address(url).engine_url)
        async with engine.begin() as transaction:
            await multiply(transaction, size.times - 1)
        await engine.dispose()
    connection = await asyncpg.connect(url)
    try:
        for script in (_CASELOADS, _VIEWS) if size.times > 1 else (_VIEWS,):
            async with connection.transaction():
                await connection.execute(script)
        await connection.execute("VACUUM ANALYZE")
        faults = await connection.fetch(_FAULTS)
    finally:
        await connection.close()
    if faults:
        message = f"The filled database is wrong: {[dict(each) for each in faults]}"
        raise RuntimeError(message)


def _sqlite(size: Size, stamp: str) -> str:
    path = WORK / f"{size.name}_{stamp}.db"
    if not path.exists():
        for old in WORK.glob(f"{size.name}_*.db*"):
            old.unlink()
        unfinished = WORK / f"unfinished_{size.name}.db"
        for left in WORK.glob(f"{unfinished.name}*"):
            left.unlink()
        _demo(f"sqlite:///{unfinished}", size)
        unfinished.rename(path)
        # The key of the audit lies beside its database, and goes by its name.
        unfinished.with_name(f"{unfinished.name}.audit-key").rename(path.with_name(f"{path.name}.audit-key"))
    return f"sqlite:///{path}"


def _demo(url: str, size: Size) -> None:
    figures = ("--providers", str(size.providers), "--clients", str(size.clients))
    command = [str(PRODUCT_BIN / "caseload"), "demo", *figures, "--database-url", url]
    subprocess.run(command, check=True, capture_output=True)  # noqa: S603  # our own


def _stamp() -> str:
    """What the data follow from: the day, the schema, the demo and the scripts of this room."""
    said = hashlib.sha256(datetime.now(UTC).astimezone(ZoneInfo(TIME_ZONE)).date().isoformat().encode())
    for path in _sources():
        said.update(path.read_bytes())
    return said.hexdigest()[:12]


def _sources() -> Iterator[Path]:
    source = ROOT / "src" / "caseload_gql"
    for folder in (source / "db" / "migrations" / "versions", source / "services" / "demo", _FILL):
        yield from sorted(folder.glob("*.py"))
        yield from sorted(folder.glob("*.sql"))
    yield POSTGRAPHILE / "views.sql"
