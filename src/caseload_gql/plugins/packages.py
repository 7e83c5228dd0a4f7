"""Which plugins are installed and where their code lies, told by metadata and names: nothing of theirs is imported."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import Distribution, entry_points
from importlib.util import find_spec
from pathlib import Path

from caseload_gql.plugins.discovery import plugin_files
from caseload_gql.plugins.hookspecs import GROUP


@dataclass(frozen=True, slots=True)
class Package:
    """A plugin as it is announced: by an entry point, or by a file of the plugin folder."""

    name: str
    origin: str


def announced(folder: Path | None) -> Iterator[Package]:
    """Each plugin but those shipped. Raises `ConfigurationError` for a folder that cannot be used."""
    for point in sorted(entry_points(group=GROUP), key=lambda each: each.name):
        origin = point.value if point.dist is None else f"{point.dist.name} {point.dist.version}"
        yield Package(point.name, origin)
    if folder is not None:
        for path in plugin_files(folder):
            yield Package(path.parent.name if path.name == "__init__.py" else path.stem, "the plugin folder")


def sources(folder: Path | None) -> Iterator[Path]:
    """Where authors edit plugins: the plugin folder, and packages that are installed in editable form."""
    if folder is not None:
        yield folder
    for point in entry_points(group=GROUP):
        if point.dist is not None and _is_editable(point.dist):
            yield from _top_level(point.module)


def _is_editable(distribution: Distribution) -> bool:
    """As the installer has recorded it (PEP 610)."""
    recorded = json.loads(distribution.read_text("direct_url.json") or "{}")
    return bool(recorded.get("dir_info", {}).get("editable"))


def _top_level(module: str) -> Iterator[Path]:
    """The folder or file of a module's top-level package, which finding does not import."""
    spec = find_spec(module.partition(".")[0])
    if spec is not None and spec.submodule_search_locations:
        yield from map(Path, spec.submodule_search_locations)
    elif spec is not None and spec.has_location and spec.origin is not None:
        yield Path(spec.origin)
