"""The attack as a whole: kinds take turns until the time is over, and what they found is counted."""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from queue import Empty, Queue
from threading import Thread

from tests.attack.attack import LIMIT
from tests.attack.finding import ALL, CRASH, HANG, Finding
from tests.attack.kinds import ATTACKS
from tests.attack.material import make_material

ROOT = Path(__file__).parents[2]
FILES_A_MINUTE = 600
"""Damaged files of each kind: 6,000 in ten minutes."""
_SECONDS_A_TRY = 3 * LIMIT


@dataclass
class Tally:
    """What came of one kind."""

    attack: object
    wanted: int | None
    """Tries that must be made; None: as many as the time allows."""
    tries: int = 0
    seconds: float = 0.0
    findings: list = field(default_factory=list)

    @property
    def is_done(self):
        """Whether all tries were made that must be."""
        return self.wanted is not None and self.tries >= self.wanted

    def line(self):
        """The counts, those that are not 0 by name."""
        count = self.tries * getattr(self.attack, "each", 1)
        found = Counter(finding.what for finding in self.findings)
        told = ", ".join(f"{found[what]} {what}" for what in ALL if found[what]) or "nothing found"
        return f"{self.attack.name:44}{count:>8,} in {self.seconds:6.1f} s   {told}"


def main(arguments=None):
    """Parses a command line, attacks, prints, and returns the exit code: 1 if anything was found."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=10.0)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--only", default="", help="kinds whose name has this in it")
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="attack-material-") as folder:
        make_material(Path(folder))
        tallies = attack_all(options.minutes, options.seed, Path(folder), options.only)
    return report(tallies)


def attack_all(minutes, seed, folder, only=""):
    """Batches of every kind, the one that is furthest behind its share next."""
    tallies = []
    for attack in ATTACKS.values():
        reason = attack.skipped() if only in attack.name else "not asked for"
        if reason is not None:
            print(f"{attack.name:44} skipped: {reason}", flush=True)
            continue
        each = getattr(attack, "each", None)
        tallies.append(Tally(attack, each and -(-int(FILES_A_MINUTE * minutes) // each)))
    end = time.monotonic() + 60 * minutes
    while waiting := [tally for tally in tallies if not tally.is_done]:
        must = [tally for tally in waiting if tally.wanted is not None or not tally.tries]
        late = time.monotonic() >= end
        if late and not must:
            break
        tally = min(must if late else waiting, key=lambda each: each.seconds / each.attack.share)
        _run_batch(tally, seed, folder, _batch_size(tally, end - time.monotonic()))
    return tallies


def _batch_size(tally, left):
    """No more than the time that is left allows, and no more than must be made."""
    size = tally.attack.batch
    if tally.wanted is not None:
        return min(size, tally.wanted - tally.tries)
    if not tally.tries:
        return max(1, size // 8)
    return max(1, min(size, int(left * tally.tries / max(tally.seconds, 0.01))))


def _run_batch(tally, seed, folder, count):
    """One process; where it crashes or hangs, the try that did is counted, and the rest comes next."""
    began = time.monotonic()
    line = [sys.executable, "-m", "tests.attack.worker", tally.attack.name, seed, tally.tries, count, folder]
    environment = os.environ | {"PYTHONFAULTHANDLER": "1", "OMP_NUM_THREADS": "1"}
    with subprocess.Popen(
        list(map(str, line)),
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        errors="replace",
    ) as process:
        told, said = _listen(process.stdout), _listen(process.stderr)
        ended = _follow(process, told, tally)
        process.kill()
        process.wait()
    if ended is not None:
        what, code = ended
        last = "".join(said.get() for _ in range(said.qsize()))[-1500:]
        tally.findings.append(Finding(what, f"try {tally.tries} of {tally.attack.name} ({code}): {last}"))
        tally.tries += 1
    tally.seconds += time.monotonic() - began


def _follow(process, told, tally):
    """Counts the tries that end; None if all did, otherwise what became of the one that did not."""
    while True:
        try:
            line = told.get(timeout=_SECONDS_A_TRY)
        except Empty:
            return HANG, "no end"
        if line == "":
            code = process.wait()
            return None if code == 0 else (CRASH, f"exit code {code}")
        message = json.loads(line)
        if "ended" in message:
            tally.tries += 1
            if message["finding"] is not None:
                tally.findings.append(Finding(*message["finding"]))


def _listen(stream):
    """The lines of a pipe as they come, "" at its end."""
    lines = Queue()

    def read():
        with stream:
            for line in stream:
                lines.put(line)
        lines.put("")

    Thread(target=read, daemon=True).start()
    return lines


def report(tallies):
    """Prints a line for each kind, the first findings of each, and the sums."""
    for tally in tallies:
        print(tally.line())
    found = Counter(finding.what for tally in tallies for finding in tally.findings)
    print("in all: " + ", ".join(f"{found[what]} {what}" for what in ALL))
    for tally in tallies:
        for what in ALL:
            for finding in [each for each in tally.findings if each.what == what][:2]:
                print(f"\n{tally.attack.name}: {what}\n{finding.details}")
    return 1 if found else 0
