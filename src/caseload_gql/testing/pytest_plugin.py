"""What pytest finds by `pytest11`: the fixture `caseload_kit`. Nothing else is imported before a test asks for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path
    from types import ModuleType

    from caseload_gql.testing.kit import Kit, MakeKit
    from caseload_gql.testing.template import Template


@pytest.fixture(scope="session")
def caseload_template(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Template]:
    """The small practice, made once a run, on SQLite or on the server that CASELOAD_KIT_DATABASE_URL names."""
    from caseload_gql.testing.template import made_template  # noqa: PLC0415  # no cost to runs without the kit

    with made_template(tmp_path_factory.mktemp("caseload-kit")) as template:
        yield template


@pytest.fixture
def caseload_kit(caseload_template: Template, tmp_path: Path) -> Iterator[MakeKit]:
    """Makes a kit with plugins installed: `caseload_kit(module)`. Each kit has a practice of its own.

    Settings are given as the file of `plugin_config` would hold them, `config={"own-clients": {"role": "intern"}}`, or
    as variables, `environment={"CASELOAD_PLUGIN_OWN_CLIENTS_KEY": "..."}`, the only way for secrets.
    """
    from contextlib import ExitStack  # noqa: PLC0415  # as below

    from caseload_gql.db.engine import open_database  # noqa: PLC0415  # no cost to runs without the kit
    from caseload_gql.plugins.configuration import Configuration  # noqa: PLC0415  # as above
    from caseload_gql.testing.kit import Kit  # noqa: PLC0415  # as above
    from caseload_gql.testing.loop import LoopThread  # noqa: PLC0415  # as above

    with ExitStack() as stack:

        def make(
            *modules: ModuleType,
            config: Mapping[str, Mapping[str, object]] | None = None,
            environment: Mapping[str, str] | None = None,
        ) -> Kit:
            url = stack.enter_context(caseload_template.copied(tmp_path))
            loop = stack.enter_context(LoopThread())
            database = open_database(url)
            stack.callback(lambda: loop.run(database.close()))
            return Kit(database, loop, modules, Configuration(environment or {}, config or {}))

        yield make
