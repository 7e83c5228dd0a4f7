"""Texts compared byte by byte, and values looked up in a list, in the words of each database."""

from typing import Any

from sqlalchemy import Boolean, ColumnElement, String
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.elements import SQLColumnExpression
from sqlalchemy.sql.expression import FunctionElement

from caseload_gql.db.dialect.elements import arguments


class _Bytewise(FunctionElement[str]):
    """A text that is compared byte by byte."""

    type = String()
    inherit_cache = True


class _Among(FunctionElement[bool]):
    """Whether a value is in a list that is one parameter."""

    type = Boolean()
    inherit_cache = True

    def self_group(self, against: Any = None) -> Any:  # noqa: ANN401  # SQLAlchemy's signature
        """It is a condition as it stands: SQLite's ``= 1`` behind it would hide the index."""
        del against
        return self


class _NotAmong(_Among):
    """Whether a value is not in a list that is one parameter."""

    inherit_cache = True


class _AmongTexts(_Among):
    """Whether a text is in a list that is one JSON text."""

    inherit_cache = True


class _NotAmongTexts(_NotAmong):
    """Whether a text is not in a list that is one JSON text."""

    inherit_cache = True


def bytewise(text: SQLColumnExpression[str]) -> ColumnElement[str]:
    """A text that sorts, and has a least one, alike on both databases."""
    return _Bytewise(text)


def among(value: ColumnElement[Any], values: ColumnElement[Any], *, negated: bool) -> ColumnElement[bool]:
    """Whether a value is in (or not in) a list bound as one parameter of type `ValueList`, with the NULLs of ``IN``."""
    return _NotAmong(value, values) if negated else _Among(value, values)


def among_texts(text: ColumnElement[str], texts: ColumnElement[Any], *, negated: bool) -> ColumnElement[bool]:
    """The same for a long list of texts, bound as `TextList`.

    PostgreSQL plans an array element by element, and its driver writes it so: at 100,000 ids, this takes a quarter
    of the time.
    """
    return _NotAmongTexts(text, texts) if negated else _AmongTexts(text, texts)


@compiles(_Bytewise, "postgresql")
def _bytewise_postgresql(element: _Bytewise, compiler: SQLCompiler, **kw: Any) -> str:  # noqa: ANN401
    return f'(({arguments(element, compiler, kw)[0]}) COLLATE "C")'


@compiles(_Bytewise, "sqlite")
def _bytewise_sqlite(element: _Bytewise, compiler: SQLCompiler, **kw: Any) -> str:  # noqa: ANN401
    return arguments(element, compiler, kw)[0]


@compiles(_Among, "postgresql")
def _among_postgresql(element: _Among, compiler: SQLCompiler, **kw: Any) -> str:  # noqa: ANN401
    value, values = arguments(element, compiler, kw)
    return f"({value} = ANY ({values}))"


@compiles(_NotAmong, "postgresql")
def _not_among_postgresql(element: _NotAmong, compiler: SQLCompiler, **kw: Any) -> str:  # noqa: ANN401
    value, values = arguments(element, compiler, kw)
    return f"({value} <> ALL ({values}))"


@compiles(_AmongTexts, "postgresql")
def _among_texts_postgresql(element: _AmongTexts, compiler: SQLCompiler, **kw: Any) -> str:  # noqa: ANN401
    text, texts = arguments(element, compiler, kw)
    return f"({text} IN (SELECT json_array_elements_text({texts}::json)))"  # compiled SQL and a placeholder


@compiles(_NotAmongTexts, "postgresql")
def _not_among_texts_postgresql(element: _NotAmongTexts, compiler: SQLCompiler, **kw: Any) -> str:  # noqa: ANN401
    text, texts = arguments(element, compiler, kw)
    return f"({text} NOT IN (SELECT json_array_elements_text({texts}::json)))"  # compiled SQL and a placeholder


@compiles(_Among, "sqlite")
def _among_sqlite(element: _Among, compiler: SQLCompiler, **kw: Any) -> str:  # noqa: ANN401
    value, values = arguments(element, compiler, kw)
    return f"({value} IN (SELECT value FROM json_each({values})))"  # noqa: S608  # compiled SQL and a placeholder


@compiles(_NotAmong, "sqlite")
def _not_among_sqlite(element: _NotAmong, compiler: SQLCompiler, **kw: Any) -> str:  # noqa: ANN401
    value, values = arguments(element, compiler, kw)
    return f"({value} NOT IN (SELECT value FROM json_each({values})))"  # noqa: S608  # compiled SQL and a placeholder
