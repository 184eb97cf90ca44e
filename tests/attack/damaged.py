"""Damaged files of all five kinds: each is refused with a sentence, or is what it was before."""

from typing import final

from tests.attack.finding import FLIP, Finding
from tests.attack.judge_files import complaint
from tests.attack.kinds_of_file import kinds_of_file
from tests.attack.mutate_files import mutants

NAMES = ("model", "forecaster", "state", "forecast state", "checkpoint")


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
        """It takes nothing that may be missing."""
        return

    def one_try(self, material, folder, chance):
        """Some damaged files; the first that is not taken as it must be ends it."""
        content = kinds_of_file()[self._kind].content
        for told, mutant in mutants(content, seed=chance.randrange(1 << 31), count=self.each):
            found = complaint(self._kind, told, mutant)
            if found is not None:
                return Finding(FLIP, f"{self._kind}, {told}: {found}")
        return None
