"""What would read tables in place of polars: its size, its seconds and its peak memory.

Two columns of numbers, one of which has empty cells, are read to NumPy: from a CSV file with five columns,
a Parquet file with five, and one with fifty. Each reading is a process of its own, in turns. The plain case
alone: every cell is a number or empty, and the dialect is known.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Iterator
from importlib.metadata import distribution
from pathlib import Path

import numpy as np

from machine import describe_machine
from report import finish, make_parser, show_progress
from tables import describe, table

PACKAGES = {
    "polars": ("polars", "polars-runtime-32"),
    "arro3": ("arro3-core", "arro3-io", "arro3-compute"),
    "duckdb": ("duckdb",),
}
POLARS = """
import polars
scanned = polars.scan_csv(path) if path.endswith("csv") else polars.scan_parquet(path)
frame = scanned.select("a", "b").collect()
columns = [frame[name].to_numpy() for name in ("a", "b")]
"""
DUCKDB = """
import duckdb
found = duckdb.sql(f"select a, b from '{path}'").fetchnumpy()
columns = [numpy.ma.filled(found[name], numpy.nan) for name in ("a", "b")]
"""
ARRO3 = """
import arro3.compute, arro3.core, arro3.io
kinds = arro3.core.DataType
def plain(array):
    if not array.null_count:
        return array.to_numpy().copy()
    known = arro3.compute.is_not_null(array)
    out = numpy.full(len(array), numpy.nan)
    out[known.to_numpy()] = arro3.compute.filter(array, known).to_numpy()
    return out
if path.endswith("csv"):
    fields = [arro3.core.Field(name, kinds.float64() if name in "ab" else kinds.null()) for name in "tabcd"]
    batches = arro3.io.read_csv(path, arro3.core.Schema(fields), has_header=True, batch_size=65536)
else:
    batches = arro3.io.read_parquet(path)
parts = [(plain(batch["a"]), plain(batch["b"])) for batch in batches]
columns = [numpy.concatenate(part) for part in zip(*parts)]
"""
READINGS = {"polars": POLARS, "arro3": ARRO3, "duckdb": DUCKDB}
MEASURED = """
import sys, time, numpy
path = sys.argv[1]
start, used = time.perf_counter(), time.process_time()
{reading}
seconds, used = time.perf_counter() - start, time.process_time() - used
(most,) = (line for line in open("/proc/self/status") if line.startswith("VmHWM"))
print(seconds, used, int(most.split()[1]) / 1024, len(columns[0]), sum(map(numpy.nansum, columns)))
"""


def installed(package: str) -> float:
    """MB of a package's files."""
    files = distribution(package).files or []
    return sum(size for path in files if (size := size_of(Path(str(path.locate())))) is not None) / 1e6


def size_of(path: Path) -> int | None:
    """Bytes of a file, if it is there."""
    return path.stat().st_size if path.is_file() else None


def write_files(folder: Path, rows: int) -> dict[str, Path]:
    """The files, by what they are."""
    import polars

    rng = np.random.default_rng(0)
    stamps = np.datetime64("2023-01-01", "us") + np.arange(rows) * np.timedelta64(1, "s")
    five = polars.DataFrame({"t": stamps, **{name: rng.normal(size=rows).round(4) for name in "abcd"}})
    five = five.with_columns(polars.when(polars.col("a").abs() < 2).then(polars.col("a")))
    more = {f"c{place}": rng.normal(size=rows // 4).round(4) for place in range(48)}
    files = {
        f"CSV, 5 columns, {rows:,} rows": folder / "five.csv",
        f"Parquet, 5 columns, {rows:,} rows": folder / "five.parquet",
        f"Parquet, 50 columns, {rows // 4:,} rows": folder / "fifty.parquet",
    }
    five.write_csv(folder / "five.csv", datetime_format="%Y-%m-%d %H:%M:%S")
    five.write_parquet(folder / "five.parquet")
    five[: rows // 4].select("a", "b").hstack(polars.DataFrame(more)).write_parquet(folder / "fifty.parquet")
    return files


def measure(name: str, path: Path, turns: int) -> Iterator[list[str]]:
    """A line for every library."""
    found: dict[str, list[tuple[float, float, float]]] = {library: [] for library in READINGS}
    told = set()
    for _ in range(turns):
        for library, reading in READINGS.items():
            command = [sys.executable, "-c", MEASURED.format(reading=reading), str(path)]
            output = subprocess.run(command, check=True, capture_output=True, text=True).stdout
            *measured, rows, total = map(float, output.split())
            found[library].append(tuple(measured))
            told.add((rows, round(total, 2)))
    assert len(told) == 1, told
    for library, values in found.items():
        seconds_N, used_N, megabytes_N = np.array(values).T
        yield [
            name,
            library,
            describe(seconds_N, digits=2),
            describe(used_N, digits=2),
            describe(megabytes_N, digits=0),
        ]


def main() -> None:
    """Measures all libraries."""
    parser = make_parser(__doc__)
    parser.add_argument("--rows", type=int, default=4_000_000)
    parser.add_argument("--turns", type=int, default=7)
    given = parser.parse_args()
    sizes = (f"{name} {sum(map(installed, packages)):.0f} MB" for name, packages in PACKAGES.items())
    lines = [describe_machine("polars", "arro3-io", "duckdb", threads=1), f"installed: {', '.join(sizes)}"]
    found = []
    with tempfile.TemporaryDirectory() as folder:
        files = write_files(Path(folder), given.rows)
        for done, (name, path) in enumerate(files.items()):
            found += measure(name, path, given.turns)
            show_progress(done + 1, len(files), "files")
    lines += table(["two columns of", "library", "s", "processor s", "peak MB"], found)
    finish("table_libraries", lines, write=given.write)


if __name__ == "__main__":
    main()
