"""Where plugins are found: those shipped, those installed as packages, those in a folder."""

import importlib
import importlib.util
import sys
from collections.abc import Iterator
from importlib.metadata import entry_points
from pathlib import Path
from types import ModuleType

from caseload_gql.errors import ConfigurationError
from caseload_gql.plugins.hookspecs import GROUP
from caseload_gql.plugins.trust import refuse_writable
from caseload_gql.running import RUNNING

BUILTIN = ("account_roles", "supervisor", "qmhp", "viewer", "scorers")


def find_modules(folder: Path | None) -> Iterator[tuple[ModuleType, str | None]]:
    """Each plugin's module, with its package's version if it has one. Raises `ConfigurationError`."""
    yield from shipped()
    for point in sorted(entry_points(group=GROUP), key=lambda each: each.name):
        try:
            with RUNNING.noted(point.name, "import"):
                module = point.load()
        except Exception as error:
            message = f"plugin {point.name}: {point.value} cannot be imported: {error!r}"
            raise ConfigurationError(message) from error
        yield module, None if point.dist is None else point.dist.version
    if folder is not None:
        for path in plugin_files(folder):
            yield load_file(path), None


def shipped() -> Iterator[tuple[ModuleType, str | None]]:
    """The modules of the plugins that come with the product."""
    for name in BUILTIN:
        yield importlib.import_module(f"caseload_gql.plugins.builtin.{name}"), None


def plugin_files(folder: Path) -> list[Path]:
    """The modules and packages of a folder. Raises `ConfigurationError` where it is missing or others may write it."""
    if not folder.is_dir():
        message = f"the plugin folder {folder} does not exist"
        raise ConfigurationError(message)
    modules = [path for path in folder.glob("*.py") if not path.name.startswith("_")]
    packages = list(folder.glob("*/__init__.py"))
    inside = [
        path for package in packages for path in package.parent.rglob("*") if path.is_dir() or path.suffix == ".py"
    ]
    refuse_writable(folder, *folder.glob("*.py"), *(package.parent for package in packages), *inside)
    return sorted([*modules, *packages])


def load_file(path: Path) -> ModuleType:
    """The module of a file, or of a package by its `__init__.py`. Raises `ConfigurationError` where it fails.

    A package goes by its own name, so that its modules find each other as they do where it is installed, unless
    something else goes by that name already.
    """
    package = path.name == "__init__.py"
    name = f"caseload_gql_dropin_{path.parent.name if package else path.stem}"
    if package and _is_free(path.parent.name, path):
        name = path.parent.name
    spec = importlib.util.spec_from_file_location(
        name, path, submodule_search_locations=[str(path.parent)] if package else None
    )
    if spec is None or spec.loader is None:
        message = f"plugin file {path} cannot be imported"
        raise ConfigurationError(message)
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    try:
        with RUNNING.noted(path.parent.name if package else path.stem, "import"):
            spec.loader.exec_module(module)
    except Exception as error:
        for each in [each for each in sys.modules if each == name or each.startswith(f"{name}.")]:
            del sys.modules[each]
        message = f"plugin file {path} cannot be imported: {error!r}"
        raise ConfigurationError(message) from error
    return module


def _is_free(name: str, path: Path) -> bool:
    """Whether nothing but the package of that path goes by the name."""
    try:
        found = importlib.util.find_spec(name) if name.isidentifier() else None
    except (ImportError, ValueError):
        return False
    return name.isidentifier() and (found is None or found.origin == str(path))
