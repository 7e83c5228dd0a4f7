"""How busy the machine is, for tests that hold the product to seconds."""

import time


def slowdown() -> float:
    """How much longer work takes now than it computes, as others use the machine too; 1 where nobody does."""
    wall, computing = time.perf_counter(), time.process_time()
    sum(range(3_000_000))
    return max(1.0, (time.perf_counter() - wall) / (time.process_time() - computing))
