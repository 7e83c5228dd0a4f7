"""Choices, each drawn by itself: strategies made anew for every practice would cost more than what they are for."""

from collections.abc import Sequence
from functools import cache
from typing import TypeVar

from hypothesis import strategies as st

T = TypeVar("T")
_below = cache(lambda most: st.integers(0, most))


class Pick:
    """Draws choices of one example."""

    def __init__(self, draw: st.DrawFn) -> None:
        self._draw = draw

    def one(self, choices: Sequence[T]) -> T:
        """One of them; the first is the simplest."""
        return choices[self._draw(_below(len(choices) - 1))]

    def some(self, choices: Sequence[T], most: int, least: int = 0) -> list[T]:
        """A few of them, which may repeat."""
        return [self.one(choices) for _ in range(least + self._draw(_below(most - least)))]

    def flag(self) -> bool:
        """Yes or no."""
        return bool(self._draw(_below(1)))
