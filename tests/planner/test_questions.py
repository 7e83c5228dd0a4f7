"""The tree of what was made: found again by the answers to the questions that were asked."""

from collections.abc import Hashable
from dataclasses import dataclass, replace
from datetime import date

import pytest

from caseload_gql.planner.facts import Facts
from caseload_gql.planner.questions import Asked, Holds, LookAt, Question, ShapeOf, Tree
from caseload_gql.policy.answer import Answer
from caseload_gql.policy.shape import Shapes
from caseload_gql.policy.visibility import Visibility


@dataclass(frozen=True)
class Ask:
    """A question about one of the variables."""

    name: str

    def __call__(self, facts: Facts) -> Hashable:
        value: Hashable = facts.variables.get(self.name)
        return value


A, B, C = Ask("a"), Ask("b"), Ask("c")
SEES_ALL = Visibility(
    lambda kind: (Shapes().of(kind, Answer(granted=True, where=None)), None), lambda action: (action == "held", None)
)


def facts(**variables: object) -> Facts:
    return Facts(SEES_ALL, "usr_ada", date(2026, 11, 20), 8500, 14, variables)


def asked(of: Facts, *questions: Question) -> Asked:
    return {each: each(of) for each in questions}


def test_an_empty_tree_finds_nothing() -> None:
    assert Tree[str](A, 9).find(facts(a=1)) is None


def test_what_was_kept_is_found_by_the_same_answers_and_by_no_others() -> None:
    tree = Tree[str](A, 9)
    first = facts(a=1, b=2)
    tree.keep(asked(first, A, B), "one")
    assert tree.find(facts(a=1, b=2, c="whatever")) == "one"
    assert tree.find(facts(a=1, b=3)) is None
    assert tree.find(facts(a=2, b=2)) is None


def test_what_is_asked_second_may_depend_on_the_first_answer() -> None:
    tree = Tree[str](A, 9)
    for name, of, questions in (
        ("short", facts(a=0), (A,)),
        ("by b", facts(a=1, b=1), (A, B)),
        ("by c", facts(a=2, c=1), (A, C)),
        ("by c and b", facts(a=2, c=2, b=1), (A, C, B)),
    ):
        tree.keep(asked(of, *questions), name)
    assert tree.find(facts(a=0, b=5, c=5)) == "short"
    assert tree.find(facts(a=1, b=1, c=5)) == "by b"
    assert tree.find(facts(a=2, b=5, c=1)) == "by c"
    assert tree.find(facts(a=2, b=1, c=2)) == "by c and b"
    assert tree.find(facts(a=2, b=2, c=2)) is None


def test_another_question_in_the_same_place_takes_it_over() -> None:
    tree = Tree[str](A, 9)
    tree.keep(asked(facts(a=1, b=1), A, B), "by b")
    tree.keep(asked(facts(a=1, c=1), A, C), "by c")
    assert tree.find(facts(a=1, b=1)) is None
    assert tree.find(facts(a=1, c=1)) == "by c"
    tree.keep(asked(facts(a=1), A), "at once")
    assert tree.find(facts(a=1, c=1)) == "at once"
    tree.keep(asked(facts(a=1, b=1), A, B), "by b again")
    assert tree.find(facts(a=1, b=1)) == "by b again"


def test_of_too_many_the_one_unused_for_longest_goes() -> None:
    tree = Tree[int](A, 2)
    for at in range(2):
        tree.keep(asked(facts(a=at), A), at)
    assert tree.find(facts(a=0)) == 0
    tree.keep(asked(facts(a=2), A), 2)
    assert [tree.find(facts(a=at)) for at in range(3)] == [0, None, 2]


def test_one_in_steady_use_stays_whatever_else_is_asked_for() -> None:
    tree = Tree[int](A, 4)
    steady = facts(a=0, b=0)
    tree.keep(asked(steady, A, B), 0)
    for at in range(1, 500):
        tree.keep(asked(facts(a=at % 7, b=at), A, B), at)
        assert tree.find(steady) == 0


def test_what_is_gone_leaves_no_forks_behind() -> None:
    tree = Tree[int](A, 1)
    for at in range(9):
        tree.keep(asked(facts(a=at, b=1, c=1), A, B, C), at)
    assert list(tree._root.ways) == [8]  # what is held cannot be seen from outside


def test_what_was_taken_over_goes_without_taking_its_successor_along() -> None:
    tree = Tree[str](A, 2)
    tree.keep(asked(facts(a=1, b=1), A, B), "by b")
    tree.keep(asked(facts(a=1), A), "at once")
    tree.keep(asked(facts(a=2), A), "another")
    assert [tree.find(facts(a=at, b=1)) for at in (1, 2)] == ["at once", "another"]
    tree.keep(asked(facts(a=3), A), "one more")
    assert [tree.find(facts(a=at)) for at in (1, 2, 3)] == [None, "another", "one more"]


def test_a_tree_that_may_hold_nothing_holds_nothing() -> None:
    tree = Tree[str](A, 0)
    tree.keep(asked(facts(a=1), A), "one")
    assert tree.find(facts(a=1)) is None


def test_a_text_is_not_the_number_it_spells() -> None:
    tree = Tree[str](A, 9)
    tree.keep(asked(facts(a="1"), A), "text")
    assert tree.find(facts(a=1)) is None
    assert tree.find(facts(a="1")) == "text"


def test_a_look_sees_what_it_is_told_to_of_the_value_at_a_path() -> None:
    length = LookAt(("filter", "ids", 1), lambda value: len(str(value)))
    assert length(facts(filter={"ids": ["a", "bcd"]})) == 3
    assert length == replace(length)
    assert length != replace(length, path=("filter",))


@pytest.mark.parametrize(("action", "held"), [("held", True), ("other", False)])
def test_the_policy_is_asked_whether_an_action_is_held(action: str, held: object) -> None:
    assert Holds(action)(facts()) is held


def test_the_policy_is_asked_for_its_shape_by_kind_of_row() -> None:
    of = facts()
    assert ShapeOf("Client")(of) is ShapeOf("Client")(of)
    assert ShapeOf("Client")(of) is not ShapeOf("Provider")(of)
