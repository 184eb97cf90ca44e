"""Who has to pass the conformance suite: one line each."""

from __future__ import annotations

import os
from contextlib import contextmanager
from dataclasses import dataclass
from threading import Lock

from elman import _native
from elman.engines import get_engine

# Those of the native engine that this machine can run.
NATIVE_INSTRUCTION_SETS = tuple(_native.instruction_sets())


@dataclass(frozen=True)
class Contender:
    """An engine, and what it promises beyond the protocol."""

    engine: str
    instruction_set: str | None = None
    """What `ELMAN_ISA` is set to while a network is built; None: left alone."""
    follows_dropout: bool = True
    """Its dropout masks are those of elman.network.dropout, so its gradients can be compared."""
    bitwise: bool = False
    """Chunks give the bits of the whole sequence, and any number of threads those of one."""

    def __str__(self):
        return self.engine if self.instruction_set is None else f"{self.engine}-{self.instruction_set}"

    def build(self, spec, **options):
        """`Engine.build`, with the instruction set forced; threads take turns at the variable."""
        with _TURN, _instruction_set(self.instruction_set):
            return get_engine(self.engine).build(spec, **options)


_TURN = Lock()


@contextmanager
def _instruction_set(name):
    before = os.environ.get("ELMAN_ISA")
    if name is not None:
        os.environ["ELMAN_ISA"] = name
    try:
        yield
    finally:
        if before is not None:
            os.environ["ELMAN_ISA"] = before
        elif name is not None:
            del os.environ["ELMAN_ISA"]


CONTENDERS = [
    Contender("reference"),
    Contender("pytorch", follows_dropout=False),
    *(Contender("native", name, bitwise=True) for name in NATIVE_INSTRUCTION_SETS),
]
