"""The module at work in Node: one process that answers lines of JSON."""

from __future__ import annotations

import json
import math
import os
import shlex
import shutil
import subprocess
import weakref
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from elman.arrays import Array
from elman.errors import ExportError
from elman.export.target import Unchecked

_DRIVER = """\
import { createInterface } from "node:readline";
import { Stream } from "./model.mjs";

for await (const line of createInterface({ input: process.stdin })) {
  let answer;
  try {
    const { rows, state } = JSON.parse(line);
    const stream = state === null ? new Stream() : new Stream(new Uint8Array(state));
    answer = { values: rows.map((row) => stream.step(row)), state: Array.from(stream.state) };
  } catch (error) {
    answer = { error: String(error) };
  }
  process.stdout.write(JSON.stringify(answer) + "\\n");
}
"""


class NodeRunner:
    """A module in a process of Node; see `Runner`. A state is its bytes."""

    def __init__(self, content: bytes, folder: Path, dtype: npt.DTypeLike) -> None:
        """Starts Node on the module.

        Raises:
            Unchecked: there is no Node.
        """
        self._dtype = np.dtype(dtype)
        (folder / "model.mjs").write_bytes(content)
        (folder / "driver.mjs").write_text(_DRIVER, encoding="ascii")
        self._process = _start([*_find_node(), str(folder / "driver.mjs")])
        weakref.finalize(self, _end, self._process)

    def run(self, x_TF: Array, state: Any) -> tuple[Array, list[int]]:
        """Runs some rows.

        Raises:
            ExportError: the module does not load, or refuses a row.
        """
        rows = [[None if math.isnan(value) else value for value in row] for row in x_TF.tolist()]
        answer = self._ask({"rows": rows, "state": state})
        if "error" in answer:
            raise ExportError(
                f"the module must take every row, and it says: {answer['error']}. Nothing was written. "
                "Leave that row out."
            )
        # JSON has no NaN: null becomes one here, and is no agreement.
        return np.array(answer["values"], np.float64).astype(self._dtype), answer["state"]

    def _ask(self, question: dict[str, Any]) -> dict[str, Any]:
        questions, answers = self._process.stdin, self._process.stdout
        assert questions is not None
        assert answers is not None
        try:
            questions.write(json.dumps(question) + "\n")
            questions.flush()
            line = answers.readline()
        except OSError:
            line = ""
        if not line:
            raise ExportError(
                "the module must load in Node, and Node has ended. Nothing was written. "
                "Report this with the model, and what `node --version` says."
            )
        answer: dict[str, Any] = json.loads(line)
        return answer


def _find_node() -> tuple[str, ...]:
    command = tuple(shlex.split(os.environ.get("NODE", ""))) or ("node",)
    if shutil.which(command[0]) is None:
        raise Unchecked(f"there is no program {command[0]!r} here. Install Node, or name it: NODE=node")
    return command


def _start(command: list[str]) -> subprocess.Popen[str]:
    return subprocess.Popen(
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        encoding="ascii",
    )


def _end(process: subprocess.Popen[str]) -> None:
    """Closes the pipes, at which Node ends."""
    try:
        process.communicate(timeout=5)
    except (OSError, subprocess.TimeoutExpired):
        process.kill()
        process.wait()
