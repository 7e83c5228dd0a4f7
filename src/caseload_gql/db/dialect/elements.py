"""What an element of a statement is compiled from."""

from typing import Any

from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.expression import FunctionElement


def arguments(element: FunctionElement[Any], compiler: SQLCompiler, kw: dict[str, Any]) -> list[str]:
    """The text of each argument of an element, in order."""
    return [compiler.process(clause, **kw) for clause in element.clauses]
