"""Writes the state table of the documentation: ``python -m caseload_gql.cli.lifecycle_table > docs/lifecycle.md``."""

from collections.abc import Iterator

import click

from caseload_gql.domain.lifecycle import CLIENT_STEPS, Bar, Rule, Stand, Step

HEAD = """# How a caseload changes

What can be done with a client, from where, and where it leads. The use cases ask this table (`domain/lifecycle.py`),
this page is printed from it, and random sequences of all steps are held to it.

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
_STANDS = (Stand.WAITING, Stand.ACTIVE, Stand.MOVING, Stand.DISCHARGED)


def lifecycle_page() -> str:
    """The page as Markdown."""
    return HEAD + "".join(f"{line}\n" for line in _lines())


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


def _row(step: Step, rule: Rule) -> str:
    problems = ", ".join(f"`{each.value}`" for each in sorted(rule.problems)) or "none"
    cells = [
        f"`{step.value}`",
        *(_cell(rule, stand) for stand in (Stand.UNKNOWN, *_STANDS)),
        f"`{rule.records.value}`",
        problems,
    ]
    return "| " + " | ".join(cells) + " |"


def _cell(rule: Rule, stand: Stand) -> str:
    found = rule.by_stand.get(stand)
    if isinstance(found, Bar):
        return f"`{found.code.value}`"
    return " or ".join(each.value for each in found or ())


if __name__ == "__main__":
    click.echo(lifecycle_page(), nl=False)
