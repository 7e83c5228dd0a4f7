"""FHIR R4 both ways: resources that are valid, whose references lead somewhere, and that bring a practice back."""

import csv
import io
import json
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import pytest
from fhir.resources.R4B import get_fhir_model_class
from sqlalchemy import func, select, update

from caseload_gql.db.models import Location, ProviderLeave, ProviderWindow, Team
from caseload_gql.db.unit_of_work import UnitOfWork
from caseload_gql.services.exchange.fhir_words import BASE, EXTERNAL_ID, HISTORY_ID, ORGANIZATION_TYPE, POOL_REASON
from tests.cli.conftest import Shell
from tests.cli.test_exporting import PLUGIN, everything, exported, found, odd, on
from tests.cli.test_importing import told
from tests.support import Demo

KINDS: Final = {
    "Organization": ("name", "type"),
    "Location": ("name", "status"),
    "Practitioner": ("identifier", "name"),
    "PractitionerRole": ("identifier", "practitioner", "organization"),
    "Patient": ("identifier",),
    "EpisodeOfCare": ("status", "patient", "period"),
    "CareTeam": ("status", "subject", "participant"),
    "ServiceRequest": ("identifier", "status", "intent", "subject", "reasonCode", "authoredOn"),
}
SYSTEMS: Final = {ORGANIZATION_TYPE, POOL_REASON, EXTERNAL_ID, HISTORY_ID}
PAGE: Final = (Path(__file__).parents[2] / "docs" / "fhir.md").read_text(encoding="utf-8")


@pytest.fixture
def source(copy: Demo, capsys: pytest.CaptureFixture[str]) -> Shell:
    """A shell on a demo practice of this test's own, with what is hard to carry."""

    async def harder(unit: UnitOfWork) -> None:
        await odd(unit)
        unit.session.add(Team(id="tem_idle", name="Nobody yet", name_key="nobody yet"))
        last = await unit.session.scalar(select(func.max(ProviderWindow.provider_id)))
        await unit.session.execute(
            update(ProviderWindow)
            .where(ProviderWindow.provider_id == last, ProviderWindow.position == 0)
            .values(ends="24:00")
        )

    on(copy.url, lambda database: database.write(harder))
    return Shell(copy.url, capsys)


def resources(path: Path) -> list[dict[str, Any]]:
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".ndjson":
        return [json.loads(line) for line in text.rstrip("\n").split("\n")]
    return [entry["resource"] for entry in json.loads(text)["entry"]]


def nested(value: Any) -> Iterator[dict[str, Any]]:
    if isinstance(value, dict):
        yield value
    for each in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from nested(each)


def carried(files: dict[str, bytes]) -> dict[str, list[dict[str, str]]]:
    """What FHIR carries of the CSV files: all but settings, and what held before; places come in by their names."""
    by_name = {"teams.csv": "name", "locations.csv": "name"}
    return {
        name: sorted(
            (
                {column: cell for column, cell in row.items() if not column.startswith("earlier_")}
                for row in csv.DictReader(io.StringIO(content.decode(), newline=""))
            ),
            key=lambda row: row.get(by_name.get(name, ""), ""),
        )
        for name, content in files.items()
        if name not in {"practice.csv", "earlier_leaves.csv"}
    }


def test_what_is_exported_is_imported_into_an_empty_database_without_loss(
    source: Shell, shell: Shell, database_url: str, copy: Demo, tmp_path: Path
) -> None:
    name = "practice.json" if database_url.startswith("sqlite") else "practice.ndjson"
    first, second = tmp_path / name, tmp_path / "again" / name
    code, _, error = source("export", "--fhir", str(first))
    assert code == 0, error
    before = everything(database_url)
    code, out, error = shell("import", "--fhir", str(first), "--dry-run")
    assert (code, "nothing was changed" in out) == (0, True), error
    assert everything(database_url) == before
    assert shell("import", "--fhir", str(first))[0] == 0
    assert shell("export", "--fhir", str(second))[0] == 0
    practice = {each["name"] for path in (first, second) for each in resources(path) if each["id"] == "practice"}
    assert practice == {"Prairie Lantern Behavioral Health", "My practice"}
    one, other = ([each for each in resources(path) if each["id"] != "practice"] for path in (first, second))
    assert one == other
    assert carried(exported(shell, tmp_path / "csv")) == carried(exported(source, tmp_path / "source"))
    assert shell("db", "check")[0] == 0
    map_of = select(Location.name, Location.latitude, Location.longitude).order_by(Location.name_key)
    assert found(database_url, map_of) == found(copy.url, map_of)
    covers = select(func.count()).where(ProviderLeave.cover_provider_id.is_not(None), ProviderLeave.ended_at.is_(None))
    assert found(database_url, covers) == found(copy.url, covers)
    assert found(database_url, covers) > [(0,)]


def test_every_resource_is_valid_its_codes_are_known_and_its_references_lead_somewhere(
    source: Shell, tmp_path: Path
) -> None:
    path = tmp_path / "practice.json"
    assert source("export", "--fhir", str(path))[0] == 0
    bundle = json.loads(path.read_text(encoding="utf-8"))
    get_fhir_model_class("Bundle").model_validate(bundle)
    held = resources(path)
    assert set(Counter(each["resourceType"] for each in held)) == set(KINDS)
    names = {f"{each['resourceType']}/{each['id']}" for each in held}
    assert len(names) == len(held)
    for resource in held:
        get_fhir_model_class(resource["resourceType"]).model_validate(resource)
        assert re.fullmatch(r"[A-Za-z0-9\-.]{1,64}", resource["id"])
        assert [name for name in KINDS[resource["resourceType"]] if name not in resource] == []
    parts = list(nested(held))
    assert {part["reference"] for part in parts if "reference" in part} <= names
    assert {part["system"] for part in parts if "system" in part} == SYSTEMS
    extensions = {part["url"] for part in parts if "url" in part and part["url"].startswith("http")}
    assert {url.removeprefix(f"{BASE}/") for url in extensions} == set(
        re.findall(r"^\| `([a-z-]+)` \|", PAGE, re.MULTILINE)
    )


def test_resources_that_cannot_be_used_are_told_by_their_lines_and_nothing_is_imported(
    source: Shell, shell: Shell, database_url: str, tmp_path: Path
) -> None:
    path = tmp_path / "practice.ndjson"
    assert source("export", "--fhir", str(path))[0] == 0
    lines = path.read_text(encoding="utf-8").rstrip("\n").split("\n")
    at = {each["resourceType"]: number for number, each in reversed(list(enumerate(map(json.loads, lines))))}

    def changed(kind: str, **values: Any) -> None:
        lines[at[kind]] = json.dumps(json.loads(lines[at[kind]]) | values)

    changed("PractitionerRole", practitioner={"reference": "Practitioner/none"})
    changed("Patient", birthDate="31.12.1999", name=[{"text": "Secret Person"}])
    changed("ServiceRequest", subject={"reference": "Patient/none"}, note=7)
    changed("CareTeam", participant=[{"member": "?"}])
    lines.append("no JSON")
    path.write_text("\n".join(lines), encoding="utf-8")
    before = everything(database_url)
    code, _, error = shell("import", "--fhir", str(path))
    assert code == 1
    assert {line.partition(": ")[0] for line in told(error)} >= {
        f"practice.ndjson, line {at['PractitionerRole'] + 1}",
        f"practice.ndjson, line {at['Patient'] + 1}, column date_of_birth",
        f"practice.ndjson, line {at['ServiceRequest'] + 1}",
        f"practice.ndjson, line {at['CareTeam'] + 1}",
        f"practice.ndjson, line {len(lines)}",
    }
    assert "Secret" not in error
    assert everything(database_url) == before


def test_a_file_of_another_kind_or_no_file_is_told_in_a_sentence(shell: Shell, tmp_path: Path) -> None:
    assert shell("export", "--fhir", str(tmp_path / "practice.xml"))[0] == 1
    assert shell("export", "--fhir", str(tmp_path / "practice.json"), str(tmp_path))[0] == 2
    assert shell("import", "--fhir", str(tmp_path / "none.ndjson"))[0] == 2
    assert [path for path in tmp_path.iterdir() if path.suffix in {".xml", ".json", ".part"}] == []


def test_hidden_values_are_left_out_as_they_are_of_csv_files(source: Shell, copy: Demo, tmp_path: Path) -> None:
    (tmp_path / "plugins").mkdir(mode=0o700)
    (tmp_path / "plugins" / "hiding.py").write_text(PLUGIN, encoding="utf-8")
    path = tmp_path / "seen.ndjson"
    flags = ("--as", "ceo@demo.example", "--plugins-dir", str(tmp_path / "plugins"))
    assert source("export", "--fhir", str(path), *flags)[0] == 0
    seen = resources(path)
    urls = {part["url"] for part in nested(seen) if "url" in part}
    assert f"{BASE}/insurance-status" in urls
    assert not {f"{BASE}/payer", f"{BASE}/availability"} & urls
    assert "finished" not in {each["status"] for each in seen if each["resourceType"] == "EpisodeOfCare"}
    assert not any("note" in each for each in seen if each["resourceType"] == "ServiceRequest")
