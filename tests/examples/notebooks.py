"""Notebooks that are kept with their outputs: run them as a reader would, and compare what they say.

python -m tests.examples.notebooks docs/first-notebook.ipynb        # runs it, and keeps the outputs
"""

import re
import sys
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

_NUMBER = re.compile(r"-?\d+(?:,\d{3})*(?:\.\d+)?(?:e[-+]?\d+)?")
_AGREE = 0.05
"""Share by which two numbers may differ: processors round in different orders, and train to other digits."""


def run_notebook(path, folder):
    """The notebook with the outputs of this run, each cell once from the top."""
    notebook = nbformat.read(path, as_version=4)
    for cell in notebook.cells:
        cell.pop("outputs", None)
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
    NotebookClient(notebook, timeout=60, resources={"metadata": {"path": str(folder)}}).execute()
    for cell in notebook.cells:
        cell.metadata.pop("execution", None)  # has times
    notebook.metadata.pop("language_info", None)  # has the version of Python
    return notebook


def read_outputs(notebook):
    """What each cell of code shows: its texts, and the kinds of its pictures."""
    return [[_read(output) for output in cell.outputs] for cell in notebook.cells if cell.cell_type == "code"]


def _read(output):
    if output.output_type == "stream":
        return {output.name: output.text}
    return {kind: "" if kind == "image/png" else data for kind, data in sorted(output.data.items())}


def check_same(kept, found):
    """The words are the same, and the numbers agree."""
    kept, found = str(kept), str(found)
    assert _NUMBER.sub("#", found) == _NUMBER.sub("#", kept)
    assert _numbers(found) == pytest.approx(_numbers(kept), rel=_AGREE)


def _numbers(text):
    return [float(number.replace(",", "")) for number in _NUMBER.findall(text)]


if __name__ == "__main__":
    target = Path(sys.argv[1]).absolute()
    nbformat.write(run_notebook(target, target.parent), target)
