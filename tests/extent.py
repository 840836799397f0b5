"""How much of the great sweeps a run makes: a sample that TESTS_SEED chooses, or all of it with FULL=1."""

import os
from collections.abc import Sequence
from random import Random

FULL = bool(os.environ.get("FULL"))
SEED = int(os.environ.get("TESTS_SEED", "2018"))


def some(things: Sequence[str], one_in: int) -> list[str]:
    """One in so many of these things, the same ones for the same seed; all of them with FULL."""
    return list(things) if FULL else Random(SEED).sample(list(things), -(-len(things) // one_in))
