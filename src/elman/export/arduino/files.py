"""The files of an Arduino library around a model's C file."""

from __future__ import annotations

from collections.abc import Mapping
from importlib.metadata import version
from string import Template

from elman.export.c.names import in_comment
from elman.export.c.source import identifiers, memory, render_source
from elman.export.exportable import Exportable

_PROPERTIES = """\
name=${name}
version=1.0.0
author=elman
maintainer=elman
sentence=${model}: a recurrent network, ${network}.
paragraph=RAM of a stream: ${state_bytes} bytes; flash: ${constant_bytes}. For boards of 32 bits.
category=Data Processing
url=https://en.wikipedia.org/wiki/Recurrent_neural_network
architectures=*
includes=${name}.h
"""

_HEADER = """\
/* The declarations of ${name}.c, for sketches in C++; that file says what they mean. */
#ifndef ${NAME}_LIBRARY
#define ${NAME}_LIBRARY
#define ${NAME}_HEADER
#include "${name}.c"
#undef ${NAME}_HEADER
#endif
"""

_SKETCH = """\
/* Reads ${num_inputs} numbers a line from the serial port and prints ${num_outputs}; an empty one is missing.
   Inputs in order: ${inputs}. Targets: ${targets}. */
#include <${name}.h>
#include <math.h>
#include <stdlib.h>

static ${name}_state state;
static ${number} inputs[${NAME}_INPUTS], outputs[${NAME}_OUTPUTS];

void setup() {
  Serial.begin(115200);
  ${name}_init(&state);
}

void loop() {
  if (!Serial.available()) return;
  for (int i = 0; i < ${NAME}_INPUTS; i++) {
    String field = Serial.readStringUntil(i + 1 < ${NAME}_INPUTS ? ',' : '\\n');
    field.trim();
    inputs[i] = field.length() ? (${number})atof(field.c_str()) : (${number})NAN;
  }
  const int refusal = ${name}_step(&state, inputs, outputs);
  if (refusal != ${NAME}_OK) {
    Serial.print("refused: ");
    Serial.println(refusal);
    return;
  }
  for (int i = 0; i < ${NAME}_OUTPUTS; i++) {
    if (i) Serial.print(',');
    Serial.print((double)outputs[i], 6);
  }
  Serial.println();
}
"""

_KEYWORDS = """\
${name}_state\tKEYWORD1
${name}_init\tKEYWORD2
${name}_reset\tKEYWORD2
${name}_step\tKEYWORD2
"""


def library_files(exportable: Exportable) -> Mapping[str, str]:
    """The text of each file, by its place in the folder of the library."""
    name, _, _ = identifiers(exportable)
    values = _values(exportable)
    templates = {
        "library.properties": _PROPERTIES,
        "keywords.txt": _KEYWORDS,
        f"src/{name}.h": _HEADER,
        "examples/Rows/Rows.ino": _SKETCH,
    }
    files = {place: Template(text).substitute(values) for place, text in templates.items()}
    return files | {f"src/{name}.c": render_source(exportable)}


def _values(exportable: Exportable) -> dict[str, str]:
    name, _, _ = identifiers(exportable)
    spec, preparation, needs = exportable.spec, exportable.preparation, memory(exportable)
    return {
        "name": name,
        "NAME": name.upper(),
        "model": in_comment(exportable.name),
        "network": f"{spec.cell}, {spec.num_layers} x {spec.hidden_size} units (elman {version('elman')})",
        "number": "float" if exportable.rounds else "double",
        "state_bytes": f"{needs.state:,}",
        "constant_bytes": f"{needs.constants:,}",
        "num_inputs": str(spec.input_size),
        "num_outputs": str(spec.output_size),
        "inputs": ", ".join(in_comment(column) for column in preparation.inputs),
        "targets": ", ".join(in_comment(column) for column in preparation.targets),
    }
