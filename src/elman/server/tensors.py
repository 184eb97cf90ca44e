"""Tensors of the Open Inference Protocol: JSON, or bytes behind the JSON."""

from __future__ import annotations

import json
from math import prod
from typing import Any

import numpy as np
from starlette.responses import Response

from elman.arrays import Array
from elman.errors import ArgumentError
from elman.server.formats.raw_rows import to_raw
from elman.server.served import Served

BINARY_HEADER = "inference-header-content-length"
"""How many bytes of a body are JSON, where tensors stand behind it."""
_DTYPES = {"FP32": "<f4", "FP64": "<f8"}
_MOST_NUMBER = 1 << 40


def read_tensor(tensor: dict[str, Any], binary: bytes) -> Array:
    """The values of a tensor.

    Raises:
        ArgumentError: it is not what it says.
    """
    shape = tensor.get("shape")
    if not isinstance(shape, list) or not all(_is_size(size) for size in shape):
        raise ArgumentError("shape must be a list of whole numbers. Write [T, F].")
    dtype = _DTYPES.get(str(tensor.get("datatype")))
    if dtype is None:
        raise ArgumentError("datatype must be FP32 or FP64. Send one of them.")
    parameters = tensor.get("parameters", {})
    if isinstance(parameters, dict) and "binary_data_size" in parameters:
        if parameters["binary_data_size"] != len(binary):
            raise ArgumentError("binary_data_size must be that of the bytes behind the JSON. Check it.")
        values = (
            np.frombuffer(binary, dtype).astype(np.float64)
            if len(binary) % np.dtype(dtype).itemsize == 0
            else None
        )
    else:
        values = _read_data(tensor.get("data"), dtype)
    if values is None or values.size != prod(shape):
        raise ArgumentError(f"data must have the {prod(shape)} values of its shape. Check it.")
    return values.reshape(shape)


def write_response(plain: dict[str, Any], served: Served, name: str, y: Array) -> Response:
    """The answer to a request, as JSON or with bytes behind it, as the request asks; of its input's type."""
    datatype = plain["inputs"][0]["datatype"]
    output: dict[str, Any] = {"name": name, "datatype": datatype, "shape": list(y.shape)}
    answer = {"model_name": served.name, "model_version": served.fingerprint, "outputs": [output]}
    if isinstance(plain.get("id"), str) and len(plain["id"]) <= 200:
        answer["id"] = plain["id"]
    if not _wants_bytes(plain, name):
        flat: list[Any] = y.ravel().tolist()
        output["data"] = [value if np.isfinite(value) else None for value in flat]
        return Response(json.dumps(answer), media_type="application/json")
    binary = to_raw(y, np.dtype(_DTYPES[datatype]))
    output["parameters"] = {"binary_data_size": len(binary)}
    head = json.dumps(answer).encode()
    headers = {BINARY_HEADER: str(len(head))}
    return Response(head + binary, headers=headers, media_type="application/octet-stream")


def _wants_bytes(plain: dict[str, Any], name: str) -> bool:
    """What is said of the output goes before what is said of all."""
    wanted = bool(plain.get("parameters", {}).get("binary_data_output", False))
    outputs = plain.get("outputs")
    for output in outputs if isinstance(outputs, list) else ():
        if not isinstance(output, dict) or output.get("name") != name:
            raise ArgumentError(f"outputs must have the tensor {name!r} alone. Leave them out.")
        parameters = output.get("parameters", {})
        if isinstance(parameters, dict):
            wanted = bool(parameters.get("binary_data", wanted))
    return wanted


def _read_data(data: Any, dtype: str) -> Array | None:
    """Numbers and nulls, flat or nested."""
    try:
        array = np.array(data, dtype=object).ravel()
        if not all(value is None or type(value) in (int, float) for value in array):
            return None
        with np.errstate(over="ignore"):
            return array.astype(np.float64).astype(dtype).astype(np.float64)
    except (ValueError, OverflowError, RecursionError):
        return None


def _is_size(size: object) -> bool:
    return isinstance(size, int) and not isinstance(size, bool) and 0 <= size < _MOST_NUMBER
