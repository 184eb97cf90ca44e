"""The exported file: the code of `sequence_model.py`, and a model's settings and weights."""

from __future__ import annotations

import ast
import base64
import hashlib
from importlib.metadata import version
from importlib.resources import files

from elman.export.exportable import Exportable
from elman.export.pytorch.settings import module_settings
from elman.network import flatten_parameters

_LINE = 100
"""Characters of the weights in a line."""

_HEAD = '''"""A recurrent network in plain PyTorch, exported by elman {version} (network {fingerprint}).

Import this file under any name; it needs PyTorch 2 and nothing else:

    model = load_model()
    y_BTO, state = model(x_BTF)           # a sequence from its start
    y_BTO, state = model(x_BTF, state)    # the rows after it

x and y are {numbers} in their own units, (batch, time, column); `model.settings` has the columns' names.
What elman wrote into this file may be used without any condition.
"""
'''

_TAIL = '''

NAME = {name!r}

SETTINGS = Settings(
{settings}
)

CHECKSUM = "{checksum}"

WEIGHTS = """
{weights}
"""


def load_model() -> SequenceModel:
    """The model with its weights, in `eval()`; call `train()` on it to go on training."""
    model = SequenceModel(SETTINGS)
    model.load_weights(WEIGHTS, CHECKSUM)
    return model.eval()
'''


def render_module(exportable: Exportable) -> str:
    """The whole file."""
    content = flatten_parameters(exportable.parameters).astype("<f4").tobytes()
    head = _HEAD.format(
        version=version("elman"), fingerprint=exportable.fingerprint, numbers=exportable.preparation.numbers
    )
    tail = _TAIL.format(
        name=exportable.name,
        settings="\n".join(f"    {key}={value!a}," for key, value in module_settings(exportable).items()),
        checksum=hashlib.sha256(content).hexdigest(),
        weights=_lines(base64.b64encode(content).decode()),
    )
    return head + _code() + tail


def _lines(text: str) -> str:
    return "\n".join(text[start : start + _LINE] for start in range(0, len(text), _LINE))


def _code() -> str:
    """The source of `sequence_model.py` without its docstring; nothing is imported for it."""
    source = files("elman.export.pytorch").joinpath("sequence_model.py").read_text(encoding="utf-8")
    docstring = ast.parse(source).body[0]
    return "".join(source.splitlines(keepends=True)[docstring.end_lineno :])
