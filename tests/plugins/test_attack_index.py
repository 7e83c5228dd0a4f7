"""The list of attacks names modules and tests that exist."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
ROW = re.compile(r"^\| (?P<attack>.+) \| `(?P<module>\S+)` \| `(?P<test>\S+)` \|$", re.MULTILINE)
ATTACKS = list(ROW.finditer((ROOT / "docs/plugins/attacks.md").read_text(encoding="utf-8")))


def test_every_line_of_the_table_is_read() -> None:
    lines = (ROOT / "docs/plugins/attacks.md").read_text(encoding="utf-8").splitlines()
    assert len(ATTACKS) == len([line for line in lines if line.startswith("|")]) - 2 > 0


@pytest.mark.parametrize("attack", ATTACKS, ids=lambda attack: attack["attack"])
def test_an_attack_is_met_somewhere_and_tested(attack: re.Match[str]) -> None:
    assert (ROOT / "src/caseload_gql" / attack["module"]).is_file()
    path, _, name = attack["test"].partition("::")
    assert re.search(rf"^(async )?def {name}\(", (ROOT / path).read_text(encoding="utf-8"), re.MULTILINE), name
