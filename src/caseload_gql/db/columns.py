"""Column types that hold and order the same values alike on SQLite and PostgreSQL."""

from collections.abc import Sequence
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

import orjson
from sqlalchemy import JSON, DateTime, Dialect, String, Text, TypeDecorator
from sqlalchemy.dialects.postgresql import ARRAY, JSONB, TIMESTAMP
from sqlalchemy.types import TypeEngine


class Instant(TypeDecorator[datetime]):
    """An aware instant in UTC with microseconds.

    PostgreSQL keeps a ``timestamptz``; SQLite, which has no time zones, the text of ``instant_text``.
    Naive datetimes are refused with ``ValueError``.
    """

    impl = DateTime
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[datetime]:
        """Choose the column's type for the database at hand."""
        if dialect.name == "postgresql":
            return dialect.type_descriptor(TIMESTAMP(timezone=True))
        return dialect.type_descriptor(String(32))  # type: ignore[arg-type]  # the text stands for the instant there

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Bind an aware instant, in UTC."""
        if value is None:
            return None
        if value.tzinfo is None:
            message = "an instant needs a time zone"
            raise ValueError(message)
        moment = value.astimezone(UTC)
        return moment if dialect.name == "postgresql" else instant_text(moment)  # type: ignore[return-value]  # SQLite is given text

    def process_result_value(self, value: datetime | str | None, dialect: Dialect) -> datetime | None:
        """Read an instant back, aware and in UTC."""
        del dialect
        if value is None:
            return None
        return (datetime.fromisoformat(value) if isinstance(value, str) else value).astimezone(UTC)


class ValueList(TypeDecorator[Sequence[Any]]):
    """A list of values of one type as one parameter: an array on PostgreSQL, a JSON text on SQLite."""

    impl = String
    cache_ok = True

    def __init__(self, item: TypeEngine[Any]) -> None:
        """``item`` is the type of each value."""
        super().__init__()
        self.item = item

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """Choose the parameter's type for the database at hand."""
        return dialect.type_descriptor(ARRAY(self.item) if dialect.name == "postgresql" else String())

    def process_bind_param(self, value: Sequence[Any] | None, dialect: Dialect) -> Any:  # noqa: ANN401  # SQLAlchemy's
        """Bind the values, each in the form in which a column of the type keeps it."""
        if value is None or dialect.name == "postgresql":
            return value
        return _json(value, self.item, dialect)


class TextList(TypeDecorator[Sequence[str]]):
    """A long list of texts as one parameter: a JSON text, on either database."""

    impl = String
    cache_ok = True

    def __init__(self, item: TypeEngine[str]) -> None:
        """``item`` is the type of each text."""
        super().__init__()
        self.item = item

    def process_bind_param(self, value: Sequence[str] | None, dialect: Dialect) -> str | None:
        """Bind the texts, each in the form in which a column of the type keeps it."""
        return None if value is None else _json(value, self.item, dialect)


def _json(values: Sequence[Any], item: TypeEngine[Any], dialect: Dialect) -> str:
    process = item.dialect_impl(dialect).bind_processor(dialect)
    return orjson.dumps(values if process is None else [process(each) for each in values]).decode()


# All that happens in a transaction shares its instant.
@lru_cache(maxsize=256)
def instant_text(moment: datetime) -> str:
    """Write an aware instant in the one form the API and SQLite use; of fixed width: text order is time order."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds")


#: A key compared byte by byte, on every database.
Key = String().with_variant(String(collation="C"), "postgresql")
#: An identifier: opaque text, ordered byte by byte (time-ordered by construction).
Identifier = String(32).with_variant(String(32, collation="C"), "postgresql")
#: A JSON document; ``None`` in Python is SQL NULL.
Json = JSON(none_as_null=True).with_variant(JSONB(none_as_null=True), "postgresql")
#: Free text.
LongText = Text()
