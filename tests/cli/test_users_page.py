"""The page of the people's file says what its columns are, and its example comes in."""

import re
from pathlib import Path

from caseload_gql.services.importing.csv_file import read_csv
from caseload_gql.services.importing.user_columns import USER_COLUMNS, USER_KEY

PAGE = (Path(__file__).parents[2] / "docs" / "users.md").read_text(encoding="utf-8")


def test_every_column_stands_in_the_table() -> None:
    rows = [f"| `{each.name}` | {each.about.replace('|', chr(92) + '|')} |" for each in USER_COLUMNS]
    assert [line for line in PAGE.splitlines() if line.startswith("| `")] == rows


def test_the_example_is_read_without_a_fault(tmp_path: Path) -> None:
    [example] = re.findall(r"^```csv\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)
    path = tmp_path / "people.csv"
    path.write_text(example, encoding="utf-8")
    sheet = read_csv(path, USER_COLUMNS, USER_KEY)
    assert (sheet.faults, sheet.count) == ([], 3)
