"""How large is an installed elman, and how long does `import elman` take? Beside PyTorch.

Installs the package without extras into a new environment, so it needs the network (or a local index).
Every import is a process of its own; a process that imports nothing is told beside it.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import venv
from pathlib import Path
from time import perf_counter

import numpy as np

from machine import describe_machine
from report import finish, make_parser
from turns import quartiles

PROJECT = Path(__file__).parents[1]
STATEMENTS = {
    "nothing": "pass",
    "import elman": "import elman",
    "import elman, then elman.fit": "import elman; elman.fit",
    "import numpy": "import numpy",
    "import torch": "import torch",
}


def size_of(folder: Path) -> float:
    """MB of all files."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()) / 1e6


def measure_install() -> tuple[float, float, dict[str, float]]:
    """MB of elman alone, of it with all that it needs, and of its largest dependencies."""
    with tempfile.TemporaryDirectory() as folder:
        venv.create(folder, with_pip=True)
        python = Path(folder) / "bin" / "python"
        (packages,) = Path(folder).glob("lib/python*/site-packages")
        empty = size_of(packages)
        subprocess.run([python, "-m", "pip", "install", "--quiet", PROJECT], check=True)
        parts = {path.name: size_of(path) for path in packages.iterdir() if path.is_dir()}
        largest = dict(sorted(parts.items(), key=lambda part: -part[1])[:5])
        return parts["elman"], size_of(packages) - empty, largest


def import_seconds(repeats: int) -> dict[str, np.ndarray]:
    """Seconds of a process that runs the statement, in turns."""
    seconds: dict[str, list[float]] = {name: [] for name in STATEMENTS}
    for _ in range(repeats + 1):  # the first turn warms the files up
        for name, statement in STATEMENTS.items():
            started = perf_counter()
            subprocess.run([sys.executable, "-c", statement], check=True)
            seconds[name].append(perf_counter() - started)
    return {name: np.array(values[1:]) for name, values in seconds.items()}


def main() -> None:
    """Measures both."""
    parser = make_parser(__doc__)
    parser.add_argument("--repeats", type=int, default=15)
    arguments = parser.parse_args()
    alone, whole, largest = measure_install()
    lines = [
        describe_machine("torch", threads=1),
        f"installed: {whole:.0f} MB with all dependencies, {alone:.1f} MB elman itself; the largest: "
        + ", ".join(f"{name} {size:.0f} MB" for name, size in largest.items()),
        f"{'a process that runs':32s}{'median s':>10s}{'quartiles':>18s}",
    ]
    for name, values in import_seconds(arguments.repeats).items():
        low, median, high = quartiles(values)
        lines.append(f"{name:32s}{median:10.3f}{f'{low:.3f} to {high:.3f}':>18s}")
    finish("install_size", lines, write=arguments.write)


if __name__ == "__main__":
    main()
