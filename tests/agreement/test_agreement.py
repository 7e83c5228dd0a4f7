"""Whatever policies say, lists, nodes, changes and explanations agree on it, on either database."""

from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import HealthCheck, given, note, settings
from hypothesis import strategies as st

from caseload_gql.policy.actions import READ
from caseload_gql.policy.explain import AccessQuestion
from tests.agreement.asking import Practice, Questions, Said
from tests.agreement.conditions import MODELS
from tests.agreement.conftest import PHASES, POLICIES, PRACTICES, Practices
from tests.agreement.pick import Pick
from tests.agreement.policies import HIDDEN, WRITES, Drawn, Foreseen, drawn
from tests.differential.picture import Picture


def check_rows(picture: Picture, foreseen: Foreseen, said: Said) -> None:
    """Lists and nodes show exactly the rows that the policies let see, and hide exactly the fields they hide."""
    expected = {
        kind: {each for each, row in picture.rows[kind].items() if foreseen.may(READ, kind, row)}
        for kind in {*said.listed, "Client"}
    }
    for kind, shown in said.listed.items():
        ids = expected[kind]
        found = {each: row for each, row in said.found.items() if each in picture.rows[kind]}
        assert {each for each, row in found.items() if row is not None} == ids & set(found), kind
        check_fields(picture, foreseen, kind, found)
        assert (shown is None) == (not foreseen.holds(READ)), kind
        if shown is not None:
            assert set(shown) == {each for each in ids if _is_listed(picture, kind, each, expected["Client"])}, kind
            assert said.counted[kind] in {None, len(shown)}
            check_fields(picture, foreseen, kind, shown)


def check_fields(picture: Picture, foreseen: Foreseen, kind: str, rows: Mapping[str, Mapping[str, Any] | None]) -> None:
    """A field is null where it is empty or hidden."""
    for row_id, shown in rows.items():
        if shown is not None:
            row = picture.rows[kind][row_id]
            for field, name in HIDDEN.get(kind, {}).items():
                gone = getattr(row, field) is None or foreseen.hides(kind, row, field)
                assert (shown[name] is None) == gone, (row_id, name)


def _is_listed(picture: Picture, kind: str, row_id: str, clients: set[str]) -> bool:
    """Lists of pool entries hold open ones alone; assignments are listed by client here."""
    row = picture.rows[kind][row_id]
    return (kind != "PoolEntry" or row.left_at is None) and (kind != "Assignment" or row.client_id in clients)


def check_changes(picture: Picture, foreseen: Foreseen, said: Said) -> None:
    """Exactly the rows may be changed that the action's scope says; others are unknown, or out of bounds."""
    for row_id, outcome in said.changed.items():
        kind = "Client" if row_id in picture.rows["Client"] else "Provider"
        row, action = picture.rows[kind][row_id], WRITES[kind]
        if not foreseen.holds(action):
            assert outcome == "FORBIDDEN", row_id
        elif not foreseen.may(READ, kind, row):
            assert outcome == "NOT_FOUND", row_id
        else:
            assert outcome == ("" if foreseen.may(action, kind, row) else "NOT_ALLOWED"), row_id


def check_explanations(picture: Picture, foreseen: Foreseen, said: Said, questions: tuple[AccessQuestion, ...]) -> None:
    """What is explained is what is seen."""
    for question, told in zip(questions, said.explained, strict=True):
        kind = next(kind for kind in MODELS if question.id in picture.rows[kind])
        row = picture.rows[kind][question.id]
        assert told is not None
        assert told.allowed == foreseen.may(question.action, kind, row), question
        if question.action == READ:
            assert told.allowed == (said.found[question.id] is not None), question
        grants = [rule.matches for rule in told.rules if (rule.kind, rule.action) == ("GRANT", question.action)]
        kept = [rule.matches for rule in told.rules if rule.kind == "RESTRICT"]
        assert not told.allowed or (any(grants) and all(kept)), question
        if question.field is not None:
            assert told.field_hidden == foreseen.hides(kind, row, question.field) or not grants, question
            hiding = [rule.matches for rule in told.rules if rule.kind == "REDACT"]
            assert told.field_hidden == any(hiding), question


def asked(pick: Pick, picture: Picture, policies: Drawn) -> Questions:
    """Of the kinds that policies speak of: the lists, some rows, some of them to be changed, some to be explained."""
    kinds = sorted({rule.kind for rules in policies.plugins for rule in rules})
    rows = list(dict.fromkeys((kind, each) for kind in kinds for each in pick.some(sorted(picture.rows[kind]), 2)))
    changes = [(kind, row_id) for kind, row_id in rows if kind in WRITES]
    questions = [question(pick, policies, *each) for each in (pick.some(rows, 3) if rows else [])]
    return Questions(tuple(kinds), tuple(row_id for _, row_id in rows), tuple(changes), tuple(questions))


def question(pick: Pick, policies: Drawn, kind: str, row_id: str) -> AccessQuestion:
    """An action on the row, and one of its fields or none."""
    action = pick.one([READ, *([WRITES[kind]] if kind in WRITES else [])])
    return AccessQuestion(policies.actor, action, row_id, pick.one([None, *sorted(HIDDEN.get(kind, {}))]))


@st.composite
def examples(draw: st.DrawFn, practice: Practice) -> tuple[Drawn, Questions]:
    """Policies, and what is asked under them."""
    pick = Pick(draw)
    policies = drawn(pick, practice.picture, practice.people)
    return policies, asked(pick, practice.picture, policies)


def check(practice: Practice, policies: Drawn, questions: Questions) -> None:
    """The product says what was foreseen."""
    foreseen, said = Foreseen(practice.picture, policies), practice.ask(policies, questions)
    check_rows(practice.picture, foreseen, said)
    check_changes(practice.picture, foreseen, said)
    check_explanations(practice.picture, foreseen, said, questions.questions)


@pytest.mark.timeout(0)
@pytest.mark.parametrize(("seed", "dialect"), PRACTICES)
def test_lists_nodes_changes_and_explanations_agree(practices: Practices, seed: int, dialect: str) -> None:
    @settings(
        max_examples=max(POLICIES // len(PRACTICES), 1),
        deadline=None,
        print_blob=True,
        phases=PHASES,
        report_multiple_bugs=False,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
    )
    @given(data=st.data())
    def search(data: st.DataObject) -> None:
        practice = practices(seed, dialect)
        policies, questions = data.draw(examples(practice))
        note(f"{policies.actor}\n{policies.plugins}\n{questions.changes}\n{questions.questions}")
        check(practice, policies, questions)

    search()
