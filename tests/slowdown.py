"""How slow the machine is, for tests that hold the product to seconds."""

import time
from typing import Final

#: Seconds in which the machine that the seconds are promised for adds up three million numbers.
PROMISED_SECONDS: Final = 0.045


def slowdown() -> float:
    """How much longer work takes here and now than where it is promised; 1 where it takes no longer.

    It takes longer on a slower processor, and where others use it too.
    """
    wall, computing = time.perf_counter(), time.process_time()
    sum(range(3_000_000))
    computed = time.process_time() - computing
    shared = max(1.0, (time.perf_counter() - wall) / computed)
    return shared * max(1.0, computed / PROMISED_SECONDS)
