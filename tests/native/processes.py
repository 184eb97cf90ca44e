"""Programs that may crash or hang run in a process of their own."""

import os
import subprocess
import sys
from pathlib import Path
from textwrap import dedent

ROOT = Path(__file__).parents[2]
PATIENCE = 120
"""Seconds, on a busy machine and under a sanitizer, after which a program is said to hang."""

PREAMBLE = """
import warnings
# Python 3.12 and later say so of any fork beside threads, which is what some of these programs are about.
warnings.filterwarnings("ignore", "This process .* is multi-threaded", DeprecationWarning)
import numpy as np
from elman.engines import get_engine
from elman.network import NetworkSpec, flatten_parameters
from elman.network.losses import MSE
from elman.optimizers import Adam

def build(cell="lstm", hidden_size=64, num_layers=1, threads=2):
    spec = NetworkSpec(input_size=1, hidden_size=hidden_size, num_layers=num_layers, cell=cell)
    return get_engine("native").build(spec, loss=MSE(), optimizer=Adam(), threads=threads)

def window(batch, time):
    x_BTF = np.sin(np.arange(batch * time, dtype=np.float32)).reshape(batch, time, 1)
    return x_BTF, x_BTF[:, ::-1].copy()
"""


def run_apart(program):
    """What a program printed; it must end, with success, and say nothing on stderr."""
    done = subprocess.run(
        [sys.executable, "-c", PREAMBLE + dedent(program)],
        cwd=ROOT,
        env=os.environ | {"OPENBLAS_NUM_THREADS": "1"},
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, ""), done.stderr
    return done.stdout
