"""Labels of several files: the shortest parts of their paths that tell them apart."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import PurePath


def short_labels(paths: Sequence[PurePath]) -> list[str]:
    """Returns a different label for each path; the labels of a path that is there twice are numbered."""
    distinct = list(dict.fromkeys(paths))
    named = dict(zip(distinct, _shortest([path.parts for path in distinct]), strict=True))
    return numbered([named[path] for path in paths])


def _shortest(parts: Sequence[tuple[str, ...]]) -> list[str]:
    depths = [1] * len(parts)
    while True:
        labels = [PurePath(*part[-depth:]).as_posix() for part, depth in zip(parts, depths, strict=True)]
        counts = Counter(labels)
        grown = [
            min(depth + 1, len(part)) if counts[label] > 1 else depth
            for part, depth, label in zip(parts, depths, labels, strict=True)
        ]
        if grown == depths:
            return labels
        depths = grown


def numbered(labels: Sequence[str]) -> list[str]:
    """Returns the labels, with a number after each repeated one."""
    seen: set[str] = set()
    made = []
    for label in labels:
        name, count = label, 1
        while name in seen:
            count += 1
            name = f"{label} ({count})"
        seen.add(name)
        made.append(name)
    return made
