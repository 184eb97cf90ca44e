"""Damaged files of all five kinds: each is refused with a sentence, or is what it was before."""

import importlib.util
from itertools import count, islice
from typing import final

from tests.attack.finding import FLIP, Finding

_MUTATORS = "tests.attack.mutate_files"
NAMES = {
    "model": "model.safetensors",
    "forecaster": "forecaster.safetensors",
    "state": "stream.state",
    "forecast state": "forecast.state",
    "checkpoint": "fit.checkpoint",
}


@final
class DamagedFiles:
    """One kind of file."""

    share = 1.0
    batch = 20
    each = 50
    """Damaged files in a try."""

    def __init__(self, kind):
        self._kind = kind
        self.name = f"damaged files: {kind}"

    def skipped(self):
        """It takes the mutators of files."""
        there = importlib.util.find_spec(_MUTATORS)
        return None if there else "there are no mutators of files here"

    def one_try(self, material, folder, chance):
        """Some damaged files; the first that is taken for a good one ends it."""
        from tests.attack.mutate_files import check, mutants

        content = (material / NAMES[self._kind]).read_bytes()
        seeds = (chance.randrange(1 << 31) for _ in count())
        damaged = (mutant for seed in seeds for mutant in islice(mutants(content, seed), self.each))
        for how, mutant in islice(damaged, self.each):
            complaint = check(self._kind, mutant)
            if complaint is not None:
                return Finding(FLIP, f"{self._kind}, {how}: {complaint}")
        return None
