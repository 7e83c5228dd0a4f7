"""The page of the import says what its columns are."""

from pathlib import Path

import pytest

from caseload_gql.services.importing.importer import TABLES

PAGE = (Path(__file__).parents[2] / "docs" / "import.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("file", TABLES)
def test_every_column_stands_on_the_page_in_its_order(file: str) -> None:
    rows = [
        f"| `{column.name}` | {'needed' if column.needed else ''} | {column.about.replace('|', chr(92) + '|')} |"
        for column in TABLES[file]
    ]
    assert "\n".join([f"## {file}", "", "| column | new rows | meaning |", "|---|---|---|", *rows, ""]) in PAGE
