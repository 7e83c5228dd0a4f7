"""What the product does otherwise than it says: left out of the drawing until its named example passes."""

from typing import Final

#: Fields by type and name. Each has an example in `test_found.py`, marked as failing with what is wrong.
LEFT_OUT: Final = frozenset(
    {
        # How often a plugin was called is its own affair.
        ("Plugin", "calls"),
        ("Plugin", "faults"),
        ("Client", "poolEntries"),
        ("Workload", "coefficientOfVariation"),
        ("Workload", "gini"),
    }
)
#: Levels of fields, and of pages within pages, that SQLite's parser takes.
DEEPEST: Final = 7
PAGES_WITHIN: Final = 2
