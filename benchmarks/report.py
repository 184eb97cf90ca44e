"""The end of every benchmark: print what was measured, and write it down if asked."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from machine import write_result


def make_parser(description: str | None) -> argparse.ArgumentParser:
    """A parser with the option that every benchmark has."""
    parser = argparse.ArgumentParser(description=(description or "").splitlines()[0])
    parser.add_argument("--write", action="store_true", help="write a dated file into benchmarks/results")
    return parser


def finish(theme: str, lines: list[str], *, write: bool) -> None:
    """Prints the lines, and writes them if asked."""
    text = "\n".join(lines)
    print(text)
    if write:
        command = " ".join(["python", f"benchmarks/{Path(sys.argv[0]).name}", *sys.argv[1:]])
        print(f"written: {write_result(theme, text, command=command)}")


def show_progress(done: int, total: int, what: str) -> None:
    """A counter on stderr."""
    if done % max(1, total // 100) == 0 or done == total:
        print(f"\r{what} {done}/{total}", end="\n" if done == total else "", file=sys.stderr, flush=True)
