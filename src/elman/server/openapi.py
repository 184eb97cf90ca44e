"""The interface as OpenAPI 3.1 describes it, for people, for generators of clients, and for tests."""

from __future__ import annotations

from typing import Any

from elman.server.formats import FORMATS

_NUMBER_OR_NULL = {"type": ["number", "null"]}
_ROW: dict[str, Any] = {
    "oneOf": [
        {"type": "array", "items": _NUMBER_OR_NULL},
        {"type": "object", "additionalProperties": _NUMBER_OR_NULL},
    ]
}
_ROWS: dict[str, Any] = {"type": "array", "items": _ROW}
_NUMBERED = {
    "type": "object",
    "required": ["rows"],
    "properties": {"number": {"type": "integer", "minimum": 0}, "rows": _ROWS},
}
_SETTINGS = {
    "type": "object",
    "properties": {
        "first": {"type": ["string", "number"]},
        "levels": {"type": "array", "items": {"type": "number"}},
        "adaptive": {"type": "boolean"},
    },
    "additionalProperties": False,
}
_FORECAST = {
    "type": "object",
    "properties": {
        "series": {"type": "object", "additionalProperties": {"type": "array"}},
        "horizon": {"type": "integer", "minimum": 1},
        "levels": {"type": "array", "items": {"type": "number"}},
    },
    "additionalProperties": False,
}
_ERROR = {
    "type": "object",
    "required": ["error"],
    "properties": {"error": {"type": "string"}, "status": {"type": "integer"}, "next": {"type": "integer"}},
}
_INFER = {
    "type": "object",
    "required": ["inputs"],
    "properties": {
        "id": {"type": "string"},
        "parameters": {
            "type": "object",
            "properties": {
                "sequence_id": {"type": ["integer", "string"]},
                "sequence_start": {"type": "boolean"},
                "sequence_end": {"type": "boolean"},
                "binary_data_output": {"type": "boolean"},
            },
        },
        "inputs": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["name", "datatype", "shape"],
                "properties": {
                    "name": {"const": "rows"},
                    "datatype": {"enum": ["FP64", "FP32"]},
                    "shape": {"type": "array", "items": {"type": "integer", "minimum": 0}},
                    "data": {"type": "array"},
                },
            },
        },
    },
}
_MODEL, _SESSION = "/v1/models/{model}", "/v1/models/{model}/sessions/{session}"
_TABLE: tuple[tuple[str, str, str, str], ...] = (
    ("/v1/models", "get", "The models that are served", ""),
    (_MODEL, "get", "A model: its inputs, targets and fingerprint", ""),
    (f"{_MODEL}/predict", "post", "Predictions of rows from the start, without a session", "rows"),
    (f"{_MODEL}/forecast", "post", "A forecaster's forecast, with its bands", "forecast"),
    (f"{_MODEL}/sessions", "post", "A new session", "settings"),
    (f"{_MODEL}/sessions", "get", "Your sessions that are in use", ""),
    (_SESSION, "get", "The number of a session's next row, and how its rows fared", ""),
    (_SESSION, "delete", "The end of a session", ""),
    (f"{_SESSION}/rows", "post", "Takes rows, and answers each; a repeated number gets its answer", "rows"),
    (f"{_SESSION}/state", "get", "The state, as State.save writes it", ""),
    (f"{_SESSION}/state", "put", "Goes on from such a state", "state"),
    (f"{_SESSION}/state", "delete", "Begins anew", ""),
    (f"{_SESSION}/recent", "get", "The answers of late, and the network's units", ""),
    ("/v2", "get", "Open Inference Protocol: the server", ""),
    ("/v2/health/live", "get", "Open Inference Protocol: whether it runs", ""),
    ("/v2/health/ready", "get", "Open Inference Protocol: whether it takes requests", ""),
    ("/v2/models/{model}", "get", "Open Inference Protocol: a model", ""),
    ("/v2/models/{model}/ready", "get", "Open Inference Protocol: whether a model is there", ""),
    ("/v2/models/{model}/infer", "post", "Open Inference Protocol: predictions", "infer"),
    ("/metrics", "get", "Counts for Prometheus", ""),
)
"""Path, method, what it is, and the kind of its body."""


def describe() -> dict[str, Any]:
    """The whole description."""
    paths: dict[str, dict[str, Any]] = {}
    for path, method, text, body in _TABLE:
        paths.setdefault(path, {})[method] = _operation(path, method, text, body)
    return {
        "openapi": "3.1.0",
        "info": {"title": "elman serve", "version": "1", "description": "Sessions whose state is yours."},
        "paths": paths,
        "components": {"securitySchemes": {"token": {"type": "http", "scheme": "bearer"}}},
        "security": [{}, {"token": []}],
    }


def _operation(path: str, method: str, text: str, body: str) -> dict[str, Any]:
    name = "".join(part.strip("{}").capitalize() for part in path.split("/"))
    operation: dict[str, Any] = {
        "operationId": method + name,
        "summary": text,
        "parameters": _parameters(path),
        "responses": {
            "2XX": {"description": "The answer."},
            "4XX": {"description": "Why not.", "content": {"application/json": {"schema": _ERROR}}},
        },
    }
    if body:
        operation["requestBody"] = {"content": _contents(body), "required": body != "settings"}
    return operation


def _parameters(path: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = [
        {"name": name, "in": "path", "required": True, "schema": {"type": "string"}}
        for name in ("model", "session")
        if f"{{{name}}}" in path
    ]
    if path.endswith("/rows"):
        about = "Of the first row, from 0: a repeated frame gets its stored answer, a gap is refused (409)."
        schema = {"type": "integer", "minimum": 0}
        found.append(
            {"name": "number", "in": "query", "required": False, "schema": schema, "description": about}
        )
    return found


def _contents(body: str) -> dict[str, Any]:
    binary = {"schema": {"type": "string", "format": "binary"}}
    if body == "state":
        return {"application/vnd.elman.state": binary}
    if body != "rows":
        schema = {"forecast": _FORECAST, "settings": _SETTINGS, "infer": _INFER}[body]
        return {"application/json": {"schema": schema}}
    return {
        media_type: {"schema": {"oneOf": [_ROWS, _NUMBERED]}} if "json" in media_type else binary
        for media_type in FORMATS
    }
