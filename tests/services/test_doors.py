"""Assignments come to be in one place for each door; mutations and imports ask gates, rules and vetoes of them.

Use cases are reached by their commands alone, at the desk, which asks for the action.
"""

import ast
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest

from caseload_gql.errors import Forbidden
from caseload_gql.services.use_cases import USE_CASES
from tests.services.practice import SmallPractice

SOURCE: Final = Path(__file__).parents[2] / "src" / "caseload_gql"
#: What puts a row into the database: the model itself, called, or handed to one of these.
PUTS: Final = {"insert", "add", "extend", "add_all", "merge", "bulk_insert_mappings"}
DOORS: Final = {
    "services/standing.py": "mutations",
    "services/importing/clients.py": "imports",
    "services/importing/history.py": "history that is taken over",
    "services/demo/clients.py": "the demo",
    "testing/small_practice.py": "the kit",
}


def modules() -> Iterator[tuple[str, ast.Module]]:
    for path in sorted(SOURCE.rglob("*.py")):
        yield path.relative_to(SOURCE).as_posix(), ast.parse(path.read_text(encoding="utf-8"))


def called(call: ast.Call) -> str:
    """The last name of what is called."""
    if isinstance(call.func, ast.Attribute):
        return call.func.attr
    return call.func.id if isinstance(call.func, ast.Name) else ""


def names_the_model(node: ast.expr) -> bool:
    return any(isinstance(each, ast.Name) and each.id == "Assignment" for each in ast.walk(node))


def makes_an_assignment(call: ast.Call) -> bool:
    given = [*call.args, *(each.value for each in call.keywords)]
    if called(call) == "insert" and given and isinstance(given[0], ast.Attribute) and given[0].attr == "unit":
        return False  # sends off rows that were added before
    return called(call) == "Assignment" or (called(call) in PUTS and any(map(names_the_model, given)))


def makers(tree: ast.AST) -> int:
    return sum(isinstance(node, ast.Call) and makes_an_assignment(node) for node in ast.walk(tree))


def test_assignments_are_made_in_one_place_for_each_door() -> None:
    found = Counter({name: makers(tree) for name, tree in modules()})
    assert +found == Counter(dict.fromkeys(DOORS, 1))


@pytest.mark.parametrize(
    "code",
    ["Assignment(id=1)", "insert(Assignment)", "session.add(Assignment())", "rows.add(Assignment, **row)",
     "session.execute(insert(Assignment.__table__), rows)", "models.insert(models_of[Assignment])"],
)  # fmt: skip
def test_a_new_place_would_be_found(code: str) -> None:
    assert makers(ast.parse(code)) >= 1


def imported(tree: ast.Module, module: str) -> set[str]:
    return {
        alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module == f"caseload_gql.services.{module}"
        for alias in node.names
    }


def reached(tree: ast.Module) -> set[str]:
    """All that a file imports, by whole names."""
    found: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom):
            found |= {f"{node.module}.{each.name}" for each in node.names}
        elif isinstance(node, ast.Import):
            found |= {each.name for each in node.names}
    return found


def called_in(tree: ast.Module) -> set[str]:
    return {called(node) for node in ast.walk(tree) if isinstance(node, ast.Call)}


def test_every_use_case_that_assigns_asks_gates_rules_and_vetoes() -> None:
    assigning = {name: tree for name, tree in modules() if "assign" in imported(tree, "standing")}
    assert len(assigning) >= 2
    for name, tree in assigning.items():
        asks = called_in(tree)
        by_one = asks & {"judge", "failed_gates"}
        assert by_one or asks >= {"check_gates", "ask_rules", "ask_before"}, f"{name} assigns without asking anybody"


def test_both_doors_of_an_import_ask_gates_rules_and_vetoes() -> None:
    trees = dict(modules())
    assert "override" in called_in(trees["services/importing/clients.py"])
    assert "ask_of_running" in called_in(trees["services/importing/history.py"])
    assert called_in(trees["services/importing/running.py"]) >= {"check_gates", "in_the_way"}
    assert called_in(trees["services/importing/overriding.py"]) >= {"in_the_way", "ask_rules", "ask_before"}


async def test_who_holds_no_grant_is_forbidden_every_command(practice: SmallPractice) -> None:
    desk = await practice.desk(await practice.person("STAFF"))
    before = await practice.snapshot()
    for command in USE_CASES:
        # What is asked comes first: not even what the command says is looked at.
        with pytest.raises(Forbidden):
            await desk.do(object.__new__(command))
    assert await practice.snapshot() == before


USES: Final = "caseload_gql.services.use_cases"
#: A file of people is one command, whose lines are held to the rules of these, and which asks for the same action.
WITHIN: Final = {"services/import_users.py": {"add_user", "update_user"}}


def test_use_cases_are_run_by_the_desk_which_asks_for_the_action() -> None:
    reach = {path: reached(tree) for path, tree in modules()}
    for command, use_case in USE_CASES.items():
        name, module = use_case.run.__name__, use_case.run.__module__
        runs = {path for path, names in reach.items() if {f"{module}.{name}", module} & names}
        within = {path for path, names in WITHIN.items() if name in names}
        assert runs == {"services/use_cases.py"} | within, f"{command.__name__} is answered past the desk"
    assert {path for path, names in reach.items() if f"{USES}.USE_CASES" in names or USES in names} == {
        "services/desk.py"
    }
    actions = {use_case.run.__name__: use_case.action for use_case in USE_CASES.values()}
    for names in WITHIN.values():
        assert {actions[each] for each in names} == {actions["import_users"]}
