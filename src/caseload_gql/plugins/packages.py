"""Which plugins are installed, told by packages' metadata and names of files: nothing of theirs is imported."""

from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import entry_points
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
