"""`elman doctor`: what this installation is, and whether it computes what it should."""

from __future__ import annotations

import json
import os
import sys
import tempfile
from collections.abc import Mapping
from importlib.metadata import PackageNotFoundError, distribution, metadata, requires
from pathlib import Path
from re import match
from typing import Any

import typer

from elman.cli import exit_codes
from elman.cli.columns import AsJson
from elman.cli.output import say, say_json

_OF_DEVELOPERS = ("docs", "test")
"""Extras that no user needs."""
_PACKAGE = r"([\w.-]+).*extra *== *['\"]([\w-]+)['\"]"
"""Of a line such as `onnx>=1.17; extra == 'onnx'`: the package and the extra."""


def doctor(as_json: AsJson = False) -> None:
    """Says what is installed and tests it: engines, instruction sets, threads, extras, a model, a stream.

    The exit code is 0 if every test passes, and 1 if one does not. Report what is printed with a problem.
    """
    from elman.cli.self_test import run_self_test

    found = _look()
    found["self_test"] = tests = {name: outcome.to_json() for name, outcome in run_self_test().items()}
    found["healthy"] = healthy = all(test["passed"] for test in tests.values())
    if as_json:
        say_json(json.dumps(found, indent=2))
    else:
        say("\n".join(_lines(found)))
    if not healthy:
        raise typer.Exit(exit_codes.UNHEALTHY)


def _look() -> dict[str, Any]:
    """All that is known without computing anything."""
    import elman

    return {
        "elman": elman.__version__,
        "python": f"{sys.version.split()[0]} on {sys.platform}",
        "native": _look_at_native(),
        "settings": {name: os.environ[name] for name in _SETTINGS if name in os.environ},
        "extras": _missing_of_extras(),
        "places": {
            "package": str(Path(elman.__file__).parent),
            "output": str(Path.cwd()),
            "temporary": tempfile.gettempdir(),
        },
    }


_SETTINGS = ("ELMAN_ISA", "ELMAN_THREADS", "ELMAN_DEVICE", "CC", "OMP_NUM_THREADS")
"""Variables of the environment that elman reads, or that an engine does."""


def _look_at_native() -> dict[str, Any]:
    """The native engine, or why there is none."""
    try:
        from elman import _native
    except ImportError as error:
        return {"missing": str(error)}
    sets = _native.instruction_sets()
    return {
        "instruction_set": os.environ.get("ELMAN_ISA") or sets[0],
        "instruction_sets": sets,
        "threads": os.environ.get("ELMAN_THREADS")
        or str(min(_native.num_usable_cores(), _native.most_threads)),
        "cores": _native.num_usable_cores(),
    }


def _missing_of_extras() -> dict[str, list[str]]:
    """The packages that each extra lacks here; an empty list: the extra is installed."""
    missing: dict[str, list[str]] = {}
    for extra in metadata("elman").get_all("Provides-Extra") or []:
        if extra not in _OF_DEVELOPERS:
            missing[extra] = []
    for line in requires("elman") or []:
        found = match(_PACKAGE, line)
        if found and found[2] in missing and not _is_installed(found[1]):
            missing[found[2]].append(found[1])
    return missing


def _is_installed(package: str) -> bool:
    try:
        distribution(package)
    except PackageNotFoundError:
        return False
    return True


def _lines(found: Mapping[str, Any]) -> list[str]:
    """The report as text."""
    places = found["places"]
    return [
        f"elman {found['elman']}, Python {found['python']}",
        f"package: {places['package']}",
        f"files go where a command names them, counted from {places['output']}",
        f"temporary files: {places['temporary']}",
        *_lines_of_native(found["native"]),
        *(f"{name} is set to {value!r}" for name, value in found["settings"].items()),
        "",
        *_lines_of_extras(found["extras"]),
        "",
        *_lines_of_tests(found["self_test"]),
        "everything works" if found["healthy"] else "something does not work: report all of this",
    ]


def _lines_of_native(native: Mapping[str, Any]) -> list[str]:
    if "missing" in native:
        return [
            f"native engine: missing ({native['missing']}). "
            "Install elman again, from the checkout or the wheel that it came from."
        ]
    there = ", ".join(native["instruction_sets"])
    return [
        f"native engine: {native['instruction_set']} is in force, this machine has {there}",
        f"threads: {native['threads']} of {native['cores']} usable cores",
    ]


def _lines_of_extras(extras: Mapping[str, list[str]]) -> list[str]:
    there = [extra for extra, missing in extras.items() if not missing]
    lines = [f"extras that are installed: {', '.join(there) or 'none'}"]
    lines += [
        f"extra that is not: {extra}: pip install {' '.join(missing)}"
        for extra, missing in extras.items()
        if missing
    ]
    return lines


def _lines_of_tests(tests: Mapping[str, Mapping[str, Any]]) -> list[str]:
    return [
        f"{'passed' if test['passed'] else 'FAILED'}: {name}: {test['said']} ({test['seconds']:.2f} s)"
        for name, test in tests.items()
    ]
