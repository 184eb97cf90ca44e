"""The loop that one writes around ONNX Runtime: CSV rows on stdin, a prediction a line on stdout.

Run: python benchmarks/peers/onnx_lines.py MODEL.onnx (as `elman export` writes it) < rows.csv
"""

import csv
import sys

import numpy as np
import onnxruntime


def main() -> None:
    """Answers every line, the state carried from call to call."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    session = onnxruntime.InferenceSession(sys.argv[1], options, providers=["CPUExecutionProvider"])
    states = {value.name: value for value in session.get_inputs() if value.name.startswith("state_in_")}
    feeds = {
        name: np.zeros([size if isinstance(size, int) else 1 for size in value.shape], np.float32)
        for name, value in states.items()
    }
    outputs = ["y", *(name.replace("state_in_", "state_out_") for name in states)]
    rows = csv.reader(sys.stdin)
    header = next(rows)
    places = [header.index(name) for name in sys.argv[2].split(",")]
    print("y", flush=True)
    for row in rows:
        feeds["x"] = np.array([[[float(row[place]) for place in places]]], np.float32)
        y, *after = session.run(outputs, feeds)
        feeds.update(zip(states, after, strict=True))
        print(*y[0, 0])


if __name__ == "__main__":
    main()
