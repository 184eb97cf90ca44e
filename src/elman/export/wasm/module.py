"""The module in JavaScript around the WebAssembly: streams whose state is a value."""

from __future__ import annotations

import json
from base64 import b64encode
from importlib.metadata import version
from string import Template

from elman.export.c.names import in_comment
from elman.export.exportable import Exportable

_MODULE = """\
/* ${model}: a recurrent network (${network}) as a JavaScript module, with WebAssembly inside.
   Written by elman ${version}. It runs in browsers and in Node, and loads nothing else.

     import { Stream } from "./${file}.mjs";
     const stream = new Stream();
     stream.step({ ${example}: 0.3 });      // an object of names, or an array in the order of `inputs`

   A missing input is null, undefined or NaN. ${missing}
   Whose it is: yours. What elman wrote into this file may be used without any condition. */

/** The names of the inputs, in their order. */
export const inputs = Object.freeze(${inputs});
/** The names of the targets, in their order. */
export const targets = Object.freeze(${targets});
/** Of the network that this was made of. */
export const fingerprint = ${fingerprint};
/** Bytes of a state. */
export const stateBytes = ${state_bytes};

const code = "${code}";
const bytes = Uint8Array.from(atob(code), (letter) => letter.charCodeAt(0));
const { instance } = await WebAssembly.instantiate(bytes);
const wasm = instance.exports;
const memory = wasm.memory.buffer; // it never grows
const stateAt = new Uint8Array(memory, wasm.state(), stateBytes);
const inputsAt = new ${array}(memory, wasm.inputs(), inputs.length);
const outputsAt = new ${array}(memory, wasm.outputs(), targets.length);
const refusals = ["", "inputs must be finite, got an infinite one, or one too far from its centre.",
  "no input may be missing for this model, got one that is."];

wasm.init();
const start = stateAt.slice();

/** A stream of rows through the network: the state is carried from row to row, and is yours to keep. */
export class Stream {
  #state;

  /** @param {Uint8Array} [state] what `state` of a stream was; without it, the stream begins anew. */
  constructor(state = start) {
    if (!(state instanceof Uint8Array) || state.length !== stateBytes) {
      throw new RangeError(`state must be a Uint8Array of $${stateBytes} bytes. Give a stream's state.`);
    }
    this.#state = state.slice();
  }

  /**
   * Goes one row on.
   * @param {number[]|Object<string, number>} row the inputs in their units: an array in the order
   *   of `inputs`, or an object of their names. A missing value is null, undefined or NaN.
   * @returns {number[]|Object<string, number>} the targets in their units, in kind.
   * @throws {RangeError} if the row is refused; the stream has not changed then.
   */
  step(row) {
    const named = !(Array.isArray(row) || ArrayBuffer.isView(row));
    const values = named ? inputs.map((name) => row[name]) : row;
    if (values.length !== inputs.length) {
      throw new RangeError(`row must have $${inputs.length} values, got $${values.length}.`);
    }
    for (let i = 0; i < values.length; i++) inputsAt[i] = values[i] ?? NaN;
    stateAt.set(this.#state);
    const refusal = wasm.step();
    if (refusal) throw new RangeError(refusals[refusal]);
    this.#state.set(stateAt);
    const answer = Array.from(outputsAt);
    return named ? Object.fromEntries(targets.map((name, i) => [name, answer[i]])) : answer;
  }

  /** A copy of all that the stream remembers: to save, or to begin another stream with. */
  get state() {
    return this.#state.slice();
  }

  /** Forgets all rows. */
  reset() {
    this.#state.set(start);
  }

  /** A second stream that has seen the same rows. */
  fork() {
    return new Stream(this.#state);
  }
}
"""

_MISSING = {
    "hold": "The last known value is held for it.",
    "error": "This model refuses a row with a missing input.",
}


def render_module(exportable: Exportable, compiled: bytes, state_bytes: int) -> str:
    """The whole file.

    Args:
        exportable: the model.
        compiled: its WebAssembly.
        state_bytes: the size of a state.
    """
    spec, preparation = exportable.spec, exportable.preparation
    return Template(_MODULE).substitute(
        model=in_comment(exportable.name),
        file=in_comment(exportable.name),
        network=f"{spec.cell}, {spec.num_layers} x {spec.hidden_size} units",
        version=version("elman"),
        example=in_comment(json.dumps(preparation.inputs[0])),
        missing=_MISSING[preparation.missing],
        inputs=json.dumps(preparation.inputs),
        targets=json.dumps(preparation.targets),
        fingerprint=json.dumps(exportable.fingerprint),
        state_bytes=state_bytes,
        array="Float32Array" if exportable.rounds else "Float64Array",
        code=b64encode(compiled).decode("ascii"),
    )
