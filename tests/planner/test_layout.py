"""Statements laid out for reading: the same statement, in lines that show how it is built."""

import re
from textwrap import dedent

import pytest

from caseload_gql.planner.layout import WIDTH, laid_out
from tests.planner.test_statements import CLINICIAN_VIEW
from tests.support import House, counted


def bare(statement: str) -> str:
    """The statement without white space and without the numbers that SQLite's placeholders get."""
    return re.sub(r"\?\d+", "?", re.sub(r"\s", "", statement))


@pytest.mark.parametrize("who", ["ceo", "supervisor"])
async def test_a_statement_changes_in_nothing_but_white_space(reading: House, who: str) -> None:
    with counted() as statements:
        await reading.data(who, CLINICIAN_VIEW)
    laid = laid_out(statements[-1])
    assert bare(laid) == bare(statements[-1])
    assert max(len(line) for line in laid.splitlines()) < 2 * WIDTH
    assert laid.count("\n") > 100


def test_what_fits_stays_on_one_line() -> None:
    assert laid_out("SELECT a.x\nFROM a\nWHERE a.x = $1::VARCHAR") == "SELECT a.x FROM a WHERE a.x = $1::VARCHAR\n"


def test_text_is_left_as_it_is_and_placeholders_of_sqlite_are_numbered() -> None:
    statement = "SELECT 'it''s  (not, a ?' AS \"a  ?\" FROM a WHERE a.x IN (?, ?) AND a.y||? = ?"
    assert laid_out(statement) == (
        "SELECT 'it''s  (not, a ?' AS \"a  ?\" FROM a WHERE a.x IN (?1, ?2) AND a.y||?3 = ?4\n"
    )


def test_what_does_not_fit_is_broken_where_it_says_something() -> None:
    long = "a_rather_long_name_of_a_column_" * 2
    statement = (
        f"SELECT json_object('x', (SELECT {long}x FROM b WHERE {long}x = 1), 'y', CASE WHEN ({long}y > 1) THEN {long} "
        f"ELSE 0 END) AS v FROM a WHERE a.{long} = 1 AND (a.{long} = 2 OR a.{long} = 3) GROUP BY {long}, {long}y"
    )
    assert laid_out(statement) == dedent(
        f"""\
        SELECT json_object(
          'x', (
            SELECT {long}x
            FROM b
            WHERE {long}x = 1
          ),
          'y', CASE
            WHEN ({long}y > 1) THEN {long}
            ELSE 0
          END
        ) AS v
        FROM a
        WHERE a.{long} = 1
          AND (
            a.{long} = 2
            OR a.{long} = 3
          )
        GROUP BY
          {long},
          {long}y
        """
    )


def test_what_is_selected_from_nothing_stands_below_its_keyword() -> None:
    long = "a_rather_long_name_of_a_column_" * 3
    assert laid_out(f"SELECT {long}, {long}") == f"SELECT\n  {long},\n  {long}\n"
