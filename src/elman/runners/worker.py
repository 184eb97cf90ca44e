"""The life of a worker process: it takes tasks from a pipe until the driver is gone."""

from __future__ import annotations

import os
import signal
import threading
from multiprocessing import connection, parent_process
from multiprocessing.connection import Connection
from typing import Any

from elman.runners.protocol import attempt

ONE_THREAD = (
    "ELMAN_THREADS",
    "MKL_NUM_THREADS",
    "OMP_NUM_THREADS",
    "OPENBLAS_NUM_THREADS",
    "POLARS_MAX_THREADS",
)
"""There is a worker for every core, so each has one thread."""


def serve(pipe: Connection[Any, Any]) -> None:
    """Runs what comes, and sends back what came of it."""
    # Ctrl-C reaches the whole group; the driver alone decides what it means.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    os.environ.update(dict.fromkeys(ONE_THREAD, "1"))
    threading.Thread(target=_end_with_the_driver, daemon=True).start()
    try:
        while True:
            pipe.send(attempt(*pipe.recv()))
    except (EOFError, OSError):
        return


def _end_with_the_driver() -> None:
    driver = parent_process()
    assert driver is not None
    connection.wait([driver.sentinel])
    os._exit(1)
