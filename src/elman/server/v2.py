"""The Open Inference Protocol, version 2: what Triton's and KServe's clients speak.

A model has one input, `rows`, of shape (T, F), and one output, `predictions`, of shape (T, O), of 64 bits;
rows of 32 bits get answers of 32. With a `sequence_id` a request goes on where the last one of this id ended,
from `sequence_start` to `sequence_end`; without, each begins from the start, and a shape (B, T, F) holds B
sequences.
"""

from __future__ import annotations

import asyncio
import hashlib
from typing import Any

import numpy as np
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from elman.arrays import Array
from elman.errors import ArgumentError
from elman.server.formats.json_rows import parse_json
from elman.server.gate import OWNER
from elman.server.refusals import RefusedError
from elman.server.served import Served
from elman.server.service import Service
from elman.server.tensors import BINARY_HEADER, read_tensor, write_response
from elman.server.v1 import Endpoint, as_json, body_of, bound

INPUT, OUTPUT = "rows", "predictions"


def routes(service: Service) -> list[Route]:
    """Every address of the protocol."""
    table: list[tuple[str, str, Endpoint]] = [
        ("/v2", "GET", show_server),
        ("/v2/health/live", "GET", live),
        ("/v2/health/ready", "GET", ready),
    ]
    for model in ("/v2/models/{model}", "/v2/models/{model}/versions/{version}"):
        table += [(model, "GET", show_model), (f"{model}/ready", "GET", model_ready)]
        table += [(f"{model}/infer", "POST", infer)]
    return [Route(path, bound(service, endpoint), methods=[method]) for path, method, endpoint in table]


async def show_server(service: Service, request: Request) -> Response:
    """The server and its extensions."""
    from importlib.metadata import PackageNotFoundError, version

    try:
        found = version("elman")
    except PackageNotFoundError:  # it runs out of its own folder
        found = "0"
    extensions = ["binary_tensor_data", "sequence"]
    return as_json({"name": "elman", "version": found, "extensions": extensions})


async def live(service: Service, request: Request) -> Response:
    """Whether it runs."""
    return as_json({"live": True})


async def ready(service: Service, request: Request) -> Response:
    """Whether it takes requests."""
    return as_json({"ready": not service.draining}, 503 if service.draining else 200)


async def show_model(service: Service, request: Request) -> Response:
    """What a model takes and gives."""
    served = _served(service, request)
    outputs = len(served.targets) or -1
    return as_json(
        {
            "name": served.name,
            "versions": [served.fingerprint],
            "platform": "elman",
            "inputs": [{"name": INPUT, "datatype": "FP64", "shape": [-1, len(served.inputs)]}],
            "outputs": [{"name": OUTPUT, "datatype": "FP64", "shape": [-1, outputs]}],
            "parameters": {"inputs": ",".join(served.inputs), "targets": ",".join(served.targets)},
        }
    )


async def model_ready(service: Service, request: Request) -> Response:
    """Whether a model takes requests."""
    return as_json({"name": _served(service, request).name, "ready": True})


async def infer(service: Service, request: Request) -> Response:
    """Predictions of rows, in a sequence or alone."""
    served = _served(service, request)
    body = await body_of(service, request)
    size = _size_of_json(request, body)
    plain = parse_json(body[:size])
    x = _read_rows(plain, body[size:], len(served.inputs))
    service.check_rows(x.size // len(served.inputs))
    wanted = plain.get("parameters", {})
    if wanted.get("sequence_id") in (None, 0, ""):
        y = await asyncio.to_thread(_predict, served, x)
    else:
        y = await _advance(service, request.scope[OWNER], served, x, wanted)
    return write_response(plain, served, OUTPUT, y)


def _predict(served: Served, x: Array) -> Array:
    if x.ndim == 2:
        return served.predict(x)
    return np.stack([served.predict(x_TF) for x_TF in x])


async def _advance(service: Service, owner: str, served: Served, x: Array, wanted: dict[str, Any]) -> Array:
    if x.ndim == 3 and len(x) != 1:
        raise ArgumentError("rows of a sequence must have the shape (T, F) or (1, T, F). Send it alone.")
    x_TF = x.reshape(-1, x.shape[-1])
    key = served.name, _key_of(owner, served.name, wanted["sequence_id"]), owner
    if wanted.get("sequence_start"):
        await _begin(service, served, key)
    try:
        session, answer = await service.sessions.advance(*key, None, x_TF)
    except RefusedError as refusal:
        if refusal.status == 404:
            raise RefusedError(400, "sequence_start must be true in a sequence's first request.") from None
        raise
    if wanted.get("sequence_end"):
        async with service.sessions.held(*key) as held:
            await service.sessions.delete(held)
    return answer.y_TO.reshape(*x.shape[:-1], len(session.targets))


async def _begin(service: Service, served: Served, key: tuple[str, str, str]) -> None:
    """A sequence of this id that was not ended makes room for the new one."""
    try:
        async with service.sessions.held(*key) as held:
            await service.sessions.delete(held)
    except RefusedError as refusal:
        if refusal.status not in (404, 410):
            raise
    await service.sessions.create(served, key[2], {}, key=key[1])


def _key_of(owner: str, model: str, sequence: object) -> str:
    """Ids of sequences are chosen by clients, so each owner's are its own."""
    if isinstance(sequence, bool) or not isinstance(sequence, int | str):
        raise ArgumentError("sequence_id must be a whole number or a text. Choose another one.")
    text = repr((owner, model, sequence)).encode()
    return hashlib.blake2b(text, digest_size=16, person=b"elman sequence").hexdigest()


def _read_rows(plain: Any, binary: bytes, num_inputs: int) -> Array:
    if not isinstance(plain, dict) or not isinstance(plain.get("parameters", {}), dict):
        raise ArgumentError("the body must be an object of JSON. Check what writes it.")
    inputs = plain.get("inputs")
    if not isinstance(inputs, list) or len(inputs) != 1 or not isinstance(inputs[0], dict):
        raise ArgumentError(f"inputs must be a list with one tensor, {INPUT!r}. Send it alone.")
    if inputs[0].get("name") != INPUT:
        raise ArgumentError(f"inputs must have the tensor {INPUT!r}. The model's metadata describe it.")
    x = read_tensor(inputs[0], binary)
    if x.ndim not in (2, 3) or x.shape[-1] != num_inputs:
        raise ArgumentError(f"shape must be [T, {num_inputs}], got {list(x.shape)}. Send rows of all inputs.")
    return x


def _size_of_json(request: Request, body: bytes) -> int:
    given = request.headers.get(BINARY_HEADER)
    if given is None:
        return len(body)
    if not given.isascii() or not given.isdigit() or len(given) > 12 or int(given) > len(body):
        raise ArgumentError("Inference-Header-Content-Length must be at most the body's length. Check it.")
    return int(given)


def _served(service: Service, request: Request) -> Served:
    served = service.models.newest(request.path_params["model"])
    if request.path_params.get("version", served.fingerprint) != served.fingerprint:
        raise RefusedError(404, "version must be the one that the model's metadata list. Leave it out.")
    return served
