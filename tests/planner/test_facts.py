"""What a request brings gets into a plan through the methods of `Asking` alone, which write down what was asked."""

import ast
from pathlib import Path
from typing import Final

from caseload_gql import planner

#: `request.py` asks; `plan.py` needs values to compile with, and keeps none of them.
MAY_LOOK: Final = {"request.py", "plan.py"}


def looks(path: Path) -> bool:
    """Whether a file reads the facts of a read that is being planned."""
    return any(
        isinstance(node, ast.Attribute) and node.attr == "facts"
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
    )


def test_nothing_but_asking_and_compiling_looks_at_the_facts_while_a_read_is_planned() -> None:
    [room] = planner.__path__
    assert {path.name for path in Path(room).glob("*.py") if looks(path)} == MAY_LOOK
