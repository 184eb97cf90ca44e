"""One batch of tries in a process of its own: `python -m tests.attack.worker KIND SEED FIRST COUNT FOLDER`.

Each try is told before it begins and after it ended, so that whoever waits knows which one crashed or hangs.
"""

import json
import random
import sys
import tempfile
import traceback
from pathlib import Path

from tests.attack.attack import Ended
from tests.attack.finding import TRACEBACK, Finding
from tests.attack.kinds import ATTACKS


def main(kind, seed, first, count, folder):
    """Tries one after another."""
    attack, material = ATTACKS[kind], Path(folder)
    for number in range(int(first), int(first) + int(count)):
        print(json.dumps({"begins": number}), flush=True)
        finding = _one_try(attack, material, random.Random(f"{seed} {kind} {number}"))
        print(json.dumps({"ended": number, "finding": finding}), flush=True)


def _one_try(attack, material, chance):
    with tempfile.TemporaryDirectory(prefix="attack-") as folder:
        try:
            return attack.one_try(material, Path(folder), chance)
        except Ended as ended:
            return ended.finding
        except Exception:
            return Finding(TRACEBACK, traceback.format_exc()[-3000:])


if __name__ == "__main__":
    main(*sys.argv[1:])
