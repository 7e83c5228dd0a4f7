"""The command that prints, writes and compares the schema."""

from typing import TYPE_CHECKING

from click.testing import CliRunner

from caseload_gql.cli.schema import command as schema

if TYPE_CHECKING:
    from pathlib import Path


def test_it_prints_the_schema() -> None:
    result = CliRunner().invoke(schema, [])
    assert result.exit_code == 0
    assert "type Query {" in result.output


def test_it_prints_fields_of_plugins_only_where_it_is_asked_to(tmp_path: "Path") -> None:
    (tmp_path / "seating.py").write_text("from tests.plugins.seating import PLUGIN, extend_schema, register_actions\n")
    folder = ["--plugins-dir", str(tmp_path)]
    own = CliRunner().invoke(schema, folder)
    assert own.output == CliRunner().invoke(schema, []).output
    extended = CliRunner().invoke(schema, [*folder, "--with-plugins"]).output
    for line in ("seats(", "takeSeat(", "mayBeSeated: Boolean", "type Seat {", "userErrors: [UserError!]!"):
        assert line in extended
    assert "AddedByPlugins" not in extended
    assert ("type Seat {" in own.output) is False


def test_a_file_that_it_wrote_compares_equal(tmp_path: "Path") -> None:
    written = tmp_path / "schema.graphql"
    assert CliRunner().invoke(schema, ["--output", str(written)]).exit_code == 0
    result = CliRunner().invoke(schema, ["--check", str(written)])
    assert (result.exit_code, result.output) == (0, "")


def test_a_file_that_differs_is_told_with_the_difference(tmp_path: "Path") -> None:
    written = tmp_path / "schema.graphql"
    CliRunner().invoke(schema, ["--output", str(written)])
    written.write_text(written.read_text(encoding="utf-8").replace("scalar JSON", "scalar Json"), encoding="utf-8")
    result = CliRunner().invoke(schema, ["--check", str(written)])
    assert result.exit_code == 1
    assert "-scalar Json\n+scalar JSON\n" in result.output
