"""Writes the state table of the documentation: ``python -m caseload_gql.cli.lifecycle_table > docs/lifecycle.md``."""

from collections.abc import Collection, Iterator

import click

from caseload_gql.domain.lifecycle import CLIENT_STEPS, Bar, Rule, Stand, Step
from caseload_gql.domain.provider_lifecycle import PROVIDER_STEPS
from caseload_gql.domain.vocabulary import ProviderStatus
from caseload_gql.errors import UserErrorCode

HEAD = """# How a caseload changes

What can be done with a client or a provider, from where, and where it leads. The use cases ask these tables
(`domain/lifecycle.py`, `domain/provider_lifecycle.py`), this page is printed from them, and random sequences of all
steps are held to them.

## Where a client stands

| stand | status | open pool entry | active assignment |
|---|---|---|---|
| WAITING | `WAITING` | yes | no |
| ACTIVE | `ACTIVE` | no | yes |
| MOVING | `ACTIVE` | yes, reason `TRANSFER` | yes: the present provider serves on until the move |
| DISCHARGED | `DISCHARGED` | no | no |

## What can be done with a client

A step leads to the stands named; where it is not open, the code of the answer stands instead. Every step may also
answer `NOT_FOUND`, `NOT_ALLOWED` and `INVALID`, and one that takes a key `IDEMPOTENCY_KEY_REUSED`; a refused step
changes nothing and records nothing.

"""
PROVIDERS = """
## What can be done with a provider

`addProvider` makes one who is ACTIVE, and records `PROVIDER_ADDED`; it may also answer `INVALID`, `NOT_FOUND`,
`NOT_ALLOWED` and `CONFLICT`. The other steps, as for clients:

"""
_STANDS = (Stand.WAITING, Stand.ACTIVE, Stand.MOVING, Stand.DISCHARGED)


def lifecycle_page() -> str:
    """The page as Markdown."""
    return HEAD + "".join(f"{line}\n" for line in _lines()) + PROVIDERS + "".join(f"{line}\n" for line in _providers())


def _lines() -> Iterator[str]:
    yield "| step | new | " + " | ".join(f"from {each.value}" for each in _STANDS) + " | records | further problems |"
    yield "|---" * (len(_STANDS) + 4) + "|"
    for step, rule in CLIENT_STEPS.items():
        yield _row(step, rule)
    yield ""
    yield "## Why a step is not open"
    yield ""
    yield "| step | from | answer |"
    yield "|---|---|---|"
    for step, rule in CLIENT_STEPS.items():
        for stand in _STANDS:
            bar = rule.by_stand.get(stand)
            if isinstance(bar, Bar):
                yield f"| `{step.value}` | {stand.value} | `{bar.code.value}`: {bar.sentence} |"


def _providers() -> Iterator[str]:
    statuses = tuple(ProviderStatus)
    yield "| step | " + " | ".join(f"from {each.value}" for each in statuses) + " | records | further problems |"
    yield "|---" * (len(statuses) + 3) + "|"
    for step, rule in PROVIDER_STEPS.items():
        leads = [f"`{each.code.value}`" if isinstance(each, Bar) else each.value for each in rule.by_status.values()]
        cells = [f"`{step.value}`", *leads, f"`{rule.records.value}`", _problems(rule.problems)]
        yield "| " + " | ".join(cells) + " |"
    yield ""
    yield "| step | what becomes of the clients |"
    yield "|---|---|"
    for step, rule in PROVIDER_STEPS.items():
        yield f"| `{step.value}` | {rule.clients} |"
    yield ""
    yield "| step | from | answer |"
    yield "|---|---|---|"
    for step, rule in PROVIDER_STEPS.items():
        for status, bar in rule.by_status.items():
            if isinstance(bar, Bar):
                yield f"| `{step.value}` | {status.value} | `{bar.code.value}`: {bar.sentence} |"


def _problems(codes: Collection[UserErrorCode]) -> str:
    return ", ".join(f"`{each.value}`" for each in sorted(codes)) or "none"


def _row(step: Step, rule: Rule) -> str:
    cells = [
        f"`{step.value}`",
        *(_cell(rule, stand) for stand in (Stand.UNKNOWN, *_STANDS)),
        f"`{rule.records.value}`",
        _problems(rule.problems),
    ]
    return "| " + " | ".join(cells) + " |"


def _cell(rule: Rule, stand: Stand) -> str:
    found = rule.by_stand.get(stand)
    if isinstance(found, Bar):
        return f"`{found.code.value}`"
    return " or ".join(each.value for each in found or ())


if __name__ == "__main__":
    click.echo(lifecycle_page(), nl=False)
