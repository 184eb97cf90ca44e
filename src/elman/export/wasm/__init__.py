"""A model as a JavaScript module with WebAssembly inside, for browsers and Node."""

from elman.export.wasm.format import Wasm

__all__ = ["Wasm"]
