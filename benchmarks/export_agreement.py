"""Do exported models say what elman says, over thousands of real rows, missing inputs among them?

For every cell and 1 to 3 layers a model is fitted to each set, shortly: enough for a network that is not
random any more. It is exported to every format that elman has. Each file is run on real rows in full, in
chunks of random sizes and step by step, and compared with the native engine. In the second half of the rows
inputs are missing.

The data are not elman's to give away: `--data` names a folder with one folder a set, as listed in `SETS`.
"""

from __future__ import annotations

import os
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

import elman
from elman.export import TARGETS, Proof
from elman.network.cells import CELLS
from elman.tables import Rows
from machine import describe_machine
from report import finish, make_parser, show_progress

LAYERS = (1, 2, 3)
MISSING_SHARE = 0.05


@dataclass(frozen=True, kw_only=True)
class Set:
    """A table with its columns, the rows to fit on, and the rows to compare on."""

    file: str
    inputs: tuple[str, ...]
    targets: tuple[str, ...]
    fit: Rows
    compare: Rows


SETS = {
    # The official training part begins at row 40650.
    "silverbox": Set(
        file="silverbox/SNLS80mV.csv.gz",
        inputs=("V1",),
        targets=("V2",),
        fit=(40650, 60650),
        compare=(60650, 80650),
    ),
    # Four inputs, four targets; columns: time, fuel, air, reference level, disturbance, drum pressure (which
    # is far from 0 and varies little), excess oxygen, level, steam flow.
    "steam generator": Set(
        file="daisy_steamgen/steamgen.csv.gz",
        inputs=("column_2", "column_3", "column_4", "column_5"),
        targets=("column_6", "column_7", "column_8", "column_9"),
        fit=(0, 5000),
        compare=(0, 9600),
    ),
}


def fit(one: Set, folder: Path, cell: str, num_layers: int, arguments: dict[str, int]) -> elman.Model:
    """A model that has seen something of the set."""
    return elman.fit(
        folder / one.file,
        inputs=one.inputs,
        targets=one.targets,
        rows=one.fit,
        cell=cell,
        layers=num_layers,
        trials=False,
        **arguments,
    )


def read_sample(one: Set, model: elman.Model, folder: Path) -> elman.Sequences:
    """The rows to compare on; in their second half inputs are missing."""
    sequences = model.read_inputs(folder / one.file, rows=one.compare)
    values_NC = sequences.values_NC.copy()
    late_NC = values_NC[len(values_NC) // 2 :]
    late_NC[np.random.default_rng(0).random(late_NC.shape) < MISSING_SHARE] = np.nan
    return replace(sequences, values_NC=values_NC)


def export(model: elman.Model, sample: elman.Sequences) -> dict[str, Proof]:
    """Every format's proof."""
    with TemporaryDirectory() as folder:
        return {
            name: model.export(Path(folder) / f"model{target.suffixes[0]}", to=name, sample=sample).proof
            for name, target in TARGETS.items()
        }


def written(proof: Proof) -> str:
    """The largest difference of the three ways of running."""
    return "not checked" if proof.unchecked else f"{max(proof.differences.values()):.1e}"


def compare_all(folder: Path, names: list[str], arguments: dict[str, int]) -> list[str]:
    """One line for each model."""
    rows = []
    cases = [(name, cell, layers) for name in names for cell in CELLS for layers in LAYERS]
    for number, (name, cell, num_layers) in enumerate(cases):
        model = fit(SETS[name], folder, cell, num_layers, arguments)
        proofs = export(model, read_sample(SETS[name], model, folder))
        one = next(iter(proofs.values()))
        shares = "".join(f"{written(proof):>13}" for proof in proofs.values())
        rows.append(f"{name:17}{cell:10}{num_layers:>6}{one.num_rows:>9,}{shares}{one.limit:>10.2g}")
        show_progress(number + 1, len(cases), "models")
    return rows


def main() -> None:
    """Runs the sets that are asked for."""
    parser = make_parser(__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder with one folder a set")
    parser.add_argument("--only", nargs="*", choices=SETS, default=list(SETS))
    parser.add_argument("--steps", type=int, default=300, help="of training")
    parser.add_argument("--hidden-size", type=int, default=32)
    arguments = parser.parse_args()
    options = {"steps": arguments.steps, "hidden_size": arguments.hidden_size}
    titles = "".join(f"{name:>13}" for name in TARGETS)
    lines = [
        describe_machine("onnx", "onnxruntime", "torch", threads=len(os.sched_getaffinity(0))),
        f"largest difference from the native engine, as a share of the target's scale, of full sequence, "
        f"chunks and single steps; {arguments.hidden_size} units, {arguments.steps} training steps",
        "",
        f"{'set':17}{'cell':10}{'layers':>6}{'rows':>9}{titles}{'limit':>10}",
        *compare_all(arguments.data, arguments.only, options),
    ]
    finish("export_agreement", lines, write=arguments.write)


if __name__ == "__main__":
    main()
