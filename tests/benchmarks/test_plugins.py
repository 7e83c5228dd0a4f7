"""The servers that are compared start with the example plugins on."""

from pathlib import Path

from benchmarks.contestants import PLUGINS, copy_plugins
from caseload_gql.bootstrap import load_plugins
from caseload_gql.settings import Settings


def test_the_example_plugins_of_the_benchmarks_load_without_a_configuration(tmp_path: Path) -> None:
    copy_plugins(tmp_path / "plugins")
    loaded = load_plugins(Settings(plugins_dir=tmp_path / "plugins"))
    shipped = load_plugins(Settings())
    assert len(loaded.sources) - len(shipped.sources) == len(PLUGINS)
