"""Makes many practices' worth of rows out of one, inside PostgreSQL: fresh ids, fresh names, the same shape.

Every row is copied with ids derived from its own and the copy's number, so that foreign keys follow without a lookup.
Names are drawn anew from the given and family names there are: copies would otherwise stand in rows of namesakes.
"""

from collections.abc import Iterable
from typing import Any, Final

from sqlalchemy import (
    Column,
    ColumnElement,
    Integer,
    MetaData,
    Select,
    String,
    Table,
    column,
    exists,
    func,
    insert,
    literal,
    select,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.asyncio import AsyncConnection

from caseload_gql.db.columns import Key
from caseload_gql.db.models.base import Base
from caseload_gql.domain.text import search_words, sort_key

#: Rows of the practice as a whole, of its people and of how they get in; there is one of each however many clients.
KEPT: Final = frozenset(
    {
        "practice",
        "user_account",
        "user_team",
        "event",
        "event_counter",
        "access_epoch",
        "login_session",
        "sign_in_link",
        "api_token",
    }
)
_WORDS: Final = {"provider_word": "provider", "client_word": "client"}
_PEOPLE: Final = frozenset(_WORDS.values())

_FUNCTIONS: Final = (
    """
    CREATE FUNCTION pg_temp.fresh(id text, copy integer) RETURNS text LANGUAGE sql IMMUTABLE
    RETURN substr(id, 1, 14) || upper(substr(md5(id || ':' || copy::text), 1, 16))
    """,
    """
    CREATE FUNCTION pg_temp.drawn(id text, salt integer, of integer) RETURNS integer LANGUAGE sql IMMUTABLE
    RETURN (hashtextextended(id, salt) & 2147483647) % of
    """,
)


def _name_table(name: str) -> Table:
    return Table(
        name,
        MetaData(),
        Column("n", Integer(), primary_key=True),
        Column("name", String()),
        Column("key", Key),
        Column("words", ARRAY(Key)),
        prefixes=["TEMPORARY"],
    )


_GIVEN: Final = _name_table("given_name")
_FAMILY: Final = _name_table("family_name")
_SALTS: Final = {"given_name": 1, "family_name": 2}


async def multiply(connection: AsyncConnection, copies: int) -> None:
    """Add so many copies of every row; constraints and indexes are taken off meanwhile, and checked when put back."""
    for statement in _FUNCTIONS:
        await connection.execute(text(statement))
    counts = await _name_tables(connection)
    taken_off = await _take_off(connection)
    for each in Base.metadata.sorted_tables:
        if each.name in _WORDS:
            await connection.execute(_copying_words(each, counts))
        elif each.name not in KEPT:
            await connection.execute(_copying(each, copies, counts))
    for statement in taken_off:
        await connection.execute(text(statement))


def _copying(target: Table, copies: int, counts: dict[str, int]) -> Any:  # noqa: ANN401  # an insert of any row
    numbers = func.generate_series(1, copies).table_valued(column("copy", Integer()), name="copies").render_derived()
    values = {each.name: _copied(each, numbers.c.copy) for each in target.columns}
    if target.name in _PEOPLE:
        values["name"] = _GIVEN.c.name + " " + _FAMILY.c.name
        values["name_key"] = _GIVEN.c.key + " " + _FAMILY.c.key
    rows = select(*values.values()).select_from(target.join(numbers, literal(value=True)))
    if target.name in _PEOPLE:
        rows = _with_names(rows, values["id"], counts)
    return insert(target).from_select(list(values), rows)


def _copying_words(target: Table, counts: dict[str, int]) -> Any:  # noqa: ANN401  # as above
    """Words of the names drawn for the copies, who lie in their own table by now and have no words yet."""
    owner = Base.metadata.tables[_WORDS[target.name]]
    owner_id = next(each for each in target.columns if each.foreign_keys)
    word = func.unnest(_GIVEN.c.words + _FAMILY.c.words).label("word")
    without = ~exists().where(owner_id == owner.c.id)
    rows = _with_names(select(owner.c.id, word).distinct().where(without), owner.c.id, counts)
    return insert(target).from_select([owner_id.name, "word"], rows)


def _with_names(rows: Select[Any], fresh: ColumnElement[Any], counts: dict[str, int]) -> Select[Any]:
    for each in (_GIVEN, _FAMILY):
        rows = rows.where(each.c.n == func.pg_temp.drawn(fresh, _SALTS[each.name], counts[each.name]))
    return rows


def _copied(source: Column[Any], copy: ColumnElement[Any]) -> ColumnElement[Any]:
    """What stands in the copy of a row: another id, another key, the same of everything else."""
    if source.name == "external_id":
        return source + "-" + func.cast(copy, String())
    if source.name in {"name", "name_key"} and source.table.name not in _PEOPLE:
        return source + " " + func.cast(copy, String())
    if source.name == "id" or any(key.column.table.name not in KEPT for key in source.foreign_keys):
        return func.pg_temp.fresh(source, copy)
    return source


async def _name_tables(connection: AsyncConnection) -> dict[str, int]:
    """Fill the tables of names; returns how many each holds."""
    given: dict[str, None] = {}
    family: dict[str, None] = {}
    for name in sorted(_PEOPLE):
        people = Base.metadata.tables[name]
        for full in await connection.scalars(select(people.c.name).distinct().order_by(people.c.name)):
            first, _, rest = full.partition(" ")
            given.setdefault(first)
            family.setdefault(rest or first)
    for target, names in ((_GIVEN, given), (_FAMILY, family)):
        await connection.run_sync(target.create)
        await connection.execute(insert(target), list(_name_rows(names)))
        await connection.execute(text(f"ANALYZE {target.name}"))
    return {_GIVEN.name: len(given), _FAMILY.name: len(family)}


def _name_rows(names: Iterable[str]) -> Iterable[dict[str, Any]]:
    for number, name in enumerate(names):
        yield {"n": number, "name": name, "key": sort_key(name), "words": search_words(name)}


async def _take_off(connection: AsyncConnection) -> list[str]:
    """Drop foreign keys and indexes that hold no key; returns the statements that put them back."""
    keys = (
        await connection.execute(
            text(
                "SELECT conrelid::regclass::text, quote_ident(conname), pg_get_constraintdef(oid) "
                "FROM pg_constraint WHERE contype = 'f' AND connamespace = 'public'::regnamespace"
            )
        )
    ).all()
    indexes = (
        await connection.execute(
            text(
                "SELECT indexrelid::regclass::text, pg_get_indexdef(indexrelid) FROM pg_index "
                "JOIN pg_class ON pg_class.oid = indexrelid WHERE relnamespace = 'public'::regnamespace "
                "AND NOT EXISTS (SELECT FROM pg_constraint WHERE conindid = indexrelid AND contype IN ('p', 'u', 'x'))"
            )
        )
    ).all()
    for relation, name, _ in keys:
        await connection.execute(text(f"ALTER TABLE {relation} DROP CONSTRAINT {name}"))
    for name, _ in indexes:
        await connection.execute(text(f"DROP INDEX {name}"))
    putting_back = [definition for _, definition in indexes]
    return putting_back + [f"ALTER TABLE {where} ADD CONSTRAINT {name} {what}" for where, name, what in keys]
