"""Python's cycle collector, held back where large structures without cycles are built.

A document is hundreds of thousands of small tuples that refer to nothing above them. The collector walks all of them again
each time some more were made, a fifth of the time of reading, and finds nothing.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def paused() -> Iterator[None]:
    """No collection inside the block, or the function it decorates; what reference counts free is freed all the same.

    What was made counts as old afterwards: the collector would walk all of it right behind the block, for nothing.
    """
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.freeze()  # all objects at once, without a look at them
            gc.unfreeze()  # into the oldest generation
            gc.enable()


def leave_all() -> None:
    """For a process that ends: what is left is not looked through once more, which takes seconds after dbt and Great Expectations."""
    gc.disable()
    gc.freeze()
