"""What a process loads for a fit of a plain model from arrays, and what it does not."""

import subprocess
import sys

PROGRAM = """
import sys
import numpy
import elman
table = numpy.random.default_rng(0).normal(size=(300, 2))
elman.fit(table, inputs="column_1", targets="column_2", steps=3, trials=False)
loaded = [name for name in sys.modules if name.split(".")[0] == "elman"]
assert len(loaded) <= 120, (len(loaded), sorted(loaded))
rooms = {name.split(".")[1] for name in loaded if "." in name}
others = "backtesting cli export forecasting framing lines plots regressor series"
strange = rooms & set(others.split())
assert not strange, strange
heavy = {"matplotlib", "narwhals", "polars", "rich", "sklearn", "torch", "typer"} & sys.modules.keys()
assert not heavy, heavy
"""


def test_a_fit_of_a_plain_model_loads_little():
    done = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
