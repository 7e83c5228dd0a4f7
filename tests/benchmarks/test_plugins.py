"""The servers that are compared start with the example plugins on."""

import shutil
from pathlib import Path

from benchmarks.contestants import PLUGINS, TEN, copy_plugins
from benchmarks.places import HERE
from caseload_gql.bootstrap import load_plugins
from caseload_gql.settings import Settings


def test_the_example_plugins_of_the_benchmarks_load_without_a_configuration(tmp_path: Path) -> None:
    copy_plugins(tmp_path / "plugins")
    loaded = load_plugins(Settings(plugins_dir=tmp_path / "plugins"))
    shipped = load_plugins(Settings())
    assert len(loaded.sources) - len(shipped.sources) == len(PLUGINS)


def test_the_ten_plugins_whose_cost_is_measured_are_ten_and_load(tmp_path: Path) -> None:
    copy_plugins(tmp_path / "plugins", TEN)
    for path in (HERE / "ten").glob("*.py"):
        shutil.copy(path, tmp_path / "plugins")
    loaded = load_plugins(Settings(plugins_dir=tmp_path / "plugins"))
    assert len(loaded.sources) - len(load_plugins(Settings()).sources) == 10
    deciding = [each for each in loaded.sources if set(each.hooks) & {"policy_restrictions", "register_scorers"}]
    assert len(deciding) >= 10
