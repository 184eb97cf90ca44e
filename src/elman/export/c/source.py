"""The C file: what is said at its top, its declarations, constants, functions and self-test."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import version
from string import Template

import numpy as np

from elman.export.c.cells import CELL_CODES
from elman.export.c.literals import double_array, float_array
from elman.export.c.names import distinct_identifiers, identifier, in_comment
from elman.export.c.self_test import self_test
from elman.export.c.templates import DECLARATIONS, FUNCTIONS, HOLD_INPUT, REFUSE_INPUT, REMARKS
from elman.export.exportable import Exportable


@dataclass(frozen=True, kw_only=True, slots=True)
class Memory:
    """Bytes, all known when the file is compiled."""

    state: int
    """Of one stream: what `sizeof` says of its state."""
    constants: int
    """Weights and scaling, for any number of streams."""
    stack: int
    """Of the arrays of one step; a compiler adds some tens of bytes for each of the calls, three deep."""


def memory(exportable: Exportable) -> Memory:
    """What the C file needs."""
    spec = exportable.spec
    num_states = len(spec.cell_definition.states)
    num_held = spec.input_size if _holds(exportable) else 0
    num_parameters = sum(array.size for array in exportable.parameters.values())
    return Memory(
        state=4 * (num_held + num_states * spec.num_layers * spec.hidden_size),
        constants=4 * num_parameters + 16 * (spec.input_size + spec.output_size),
        stack=4 * (spec.input_size + spec.hidden_size),
    )


def render_source(exportable: Exportable) -> str:
    """The whole file."""
    values = _template_values(exportable)
    return "\n".join(
        Template(part).substitute(values)
        for part in (REMARKS, DECLARATIONS, FUNCTIONS, self_test(exportable))
    )


def identifiers(exportable: Exportable) -> tuple[str, tuple[str, ...], tuple[str, ...]]:
    """What the file calls the model, its inputs and its targets."""
    preparation = exportable.preparation
    return (
        identifier(exportable.name, "model"),
        distinct_identifiers(preparation.inputs, "column"),
        distinct_identifiers(preparation.targets, "column"),
    )


def _holds(exportable: Exportable) -> bool:
    return exportable.preparation.missing == "hold"


def _template_values(exportable: Exportable) -> dict[str, str]:
    """What stands for the names in the templates."""
    spec, preparation = exportable.spec, exportable.preparation
    code, holds = CELL_CODES[spec.cell], _holds(exportable)
    name = identifier(exportable.name, "model")
    values = {
        "name": name,
        "NAME": name.upper(),
        "equations": code.equations,
        "constants": "".join(_constants(exportable, name)),
        "layers": ",\n".join(_layers(exportable, name)),
        "state_fields": _state_fields(exportable, name),
        "held_field": f"    float held[{name.upper()}_INPUTS]; /* scaled */\n" if holds else "",
        "number": "float" if exportable.rounds else "double",
        "example": "0.3f" if exportable.rounds else "0.3",
        "columns": "float too," if exportable.rounds else "double",
        "memory_parameter": ", float *c" if "c" in spec.cell_definition.states else "",
        "memory_argument": ", state->c[layer]" if "c" in spec.cell_definition.states else "",
        "forget_layer": "".join(
            f"            state->{state}[layer][i] = 0.0f;\n" for state in spec.cell_definition.states
        ),
    }
    pieces = {
        "activations": "\n".join(code.activations),
        "update": code.update,
        "missing_input": HOLD_INPUT if holds else REFUSE_INPUT,
        "keep_inputs": _KEEP_INPUTS if holds else "",
        "forget_inputs": _FORGET_INPUTS if holds else "",
        "step_rule": "" if exportable.step is None else f"\n   rows: {exportable.step} apart in time",
        "missing_rule": _MISSING_RULES[preparation.missing],
    }
    written = {key: Template(text).substitute(values) for key, text in pieces.items()}
    return values | written | _names(exportable) | _sizes(exportable)


def _names(exportable: Exportable) -> dict[str, str]:
    """What the remarks and declarations call the model and its columns."""
    name, inputs, targets = identifiers(exportable)
    preparation, prefix = exportable.preparation, name.upper()
    return {
        "model": in_comment(exportable.name),
        "version": version("elman"),
        "fingerprint": exportable.fingerprint,
        "inputs_listed": _listed(f"{prefix}_INPUT", preparation.inputs, inputs),
        "targets_listed": _listed(f"{prefix}_OUTPUT", preparation.targets, targets),
        "first_input": inputs[0].upper(),
        "first_target": targets[0].upper(),
        "input_constants": _enumerators(f"{prefix}_INPUT", inputs),
        "output_constants": _enumerators(f"{prefix}_OUTPUT", targets),
    }


def _sizes(exportable: Exportable) -> dict[str, str]:
    """The numbers in the remarks and declarations."""
    spec, needs = exportable.spec, memory(exportable)
    return {
        "network": f"{spec.cell}, {spec.num_layers} x {spec.hidden_size} units",
        "num_inputs": str(spec.input_size),
        "num_outputs": str(spec.output_size),
        "num_units": str(spec.hidden_size),
        "num_layers": str(spec.num_layers),
        "state_bytes": str(needs.state),
        "constant_bytes": f"{needs.constants:,}",
        "stack_bytes": f"{needs.stack:,}",
        "multiplications": f"{_products(exportable):,}",
    }


_KEEP_INPUTS = """\
    for (i = 0; i < ${NAME}_INPUTS; i++) {
        state->held[i] = scaled[i];
    }
"""

_FORGET_INPUTS = """\
    for (i = 0; i < ${NAME}_INPUTS; i++) {
        state->held[i] = 0.0f;
    }
"""

_MISSING_RULES = {
    "hold": "a missing one is NAN, and the last known value is held for it (before the first: the mean of\n"
    "   the training data, or what else its scaling took for its centre)",
    "error": "none may be missing: a NAN is refused",
}


def _listed(prefix: str, names: tuple[str, ...], found: tuple[str, ...]) -> str:
    return "\n".join(
        f"     {prefix}_{constant.upper()}: {in_comment(name)}"
        for name, constant in zip(names, found, strict=True)
    )


def _enumerators(prefix: str, names: tuple[str, ...]) -> str:
    return ",\n".join(f"    {prefix}_{name.upper()} = {place}" for place, name in enumerate(names))


def _state_fields(exportable: Exportable, name: str) -> str:
    shape = f"[{name.upper()}_LAYERS][{name.upper()}_UNITS]"
    return "".join(f"    float {state}{shape};\n" for state in exportable.spec.cell_definition.states)


def _products(exportable: Exportable) -> int:
    return sum(array.size for array in exportable.parameters.values() if array.ndim == 2)


def _constants(exportable: Exportable, name: str) -> Iterator[str]:
    preparation = exportable.preparation
    for role, scaling in (("input", preparation.input_scaling), ("target", preparation.target_scaling)):
        yield double_array(f"{name}_{role}_centre", scaling.centre_C)
        yield double_array(f"{name}_{role}_scale", scaling.scale_C)
    for parameter, values in exportable.parameters.items():
        yield float_array(f"{name}_{_constant(parameter)}", np.asarray(values, np.float32))


def _constant(parameter: str) -> str:
    """`weight_ih_l0` of `rnn.weight_ih_l0`, `out_bias` of `out.bias`."""
    return parameter.removeprefix("rnn.").replace(".", "_")


def _layers(exportable: Exportable, name: str) -> Iterator[str]:
    """An initialiser of each layer's structure."""
    for layer in range(exportable.spec.num_layers):
        inputs = "INPUTS" if layer == 0 else "UNITS"
        arrays = ", ".join(
            f"{name}_{kind}_l{layer}" for kind in ("weight_ih", "weight_hh", "bias_ih", "bias_hh")
        )
        yield f"    {{{name.upper()}_{inputs}, {arrays}}}"
