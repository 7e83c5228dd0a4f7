"""The files of a new plugin, by their path inside its folder. `$NAME`, `$MODULE` and `$ABOUT` are filled in."""

from string import Template
from typing import Final, Literal

from caseload_gql.cli.scaffold import full, policy, scorer

Kind = Literal["scorer", "policy", "full"]
KINDS: Final[tuple[Kind, ...]] = ("scorer", "policy", "full")

_PYPROJECT: Final = """\
[build-system]
requires = ["hatchling>=1.27"]
build-backend = "hatchling.build"

[project]
name = "caseload-$NAME"
version = "0.1.0"
description = "$ABOUT"
requires-python = ">=3.11"
dependencies = ["caseload-gql"]

[project.optional-dependencies]
dev = ["mypy", "pytest"]

[project.entry-points.caseload_gql]
$NAME = "$MODULE"

[tool.hatch.build.targets.wheel]
packages = ["src/$MODULE"]

[tool.pytest.ini_options]
testpaths = ["tests"]
pythonpath = ["src"]

[tool.mypy]
strict = true
files = ["src", "tests"]
mypy_path = "src"
"""

_README: Final = """\
# $NAME

$ABOUT A plugin for caseload-gql.

    pip install -e '.[dev]'        # beside caseload-gql; it is found by its entry point
    pytest                         # on a small practice in a temporary file
    caseload plugins check .       # the contract, without serving
    caseload serve                 # or --plugins-dir src, without installing
"""
_ABOUT: Final = {"scorer": scorer.ABOUT, "policy": policy.ABOUT, "full": full.ABOUT}
_MODULE: Final = {"scorer": scorer.MODULE, "policy": policy.MODULE, "full": full.MODULE}
_TESTS: Final = {"scorer": scorer.TESTS, "policy": policy.TESTS, "full": full.TESTS}


def scaffold(name: str, kind: Kind) -> dict[str, str]:
    """The text of each file. `name` is the plugin's, of small letters, digits and dashes."""
    module = module_of(name)
    texts = {
        "pyproject.toml": _PYPROJECT,
        "README.md": _README,
        f"src/{module}/__init__.py": _MODULE[kind],
        f"src/{module}/py.typed": "",
        f"tests/test_{module}.py": _TESTS[kind],
    }
    words = {"NAME": name, "MODULE": module, "WORD": name.replace("-", "_"), "ABOUT": _ABOUT[kind]}
    return {path: Template(text).substitute(words) for path, text in texts.items()}


def module_of(name: str) -> str:
    """The Python package of a plugin of that name."""
    return f"caseload_{name.replace('-', '_')}"
