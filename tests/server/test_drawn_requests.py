"""Requests drawn at random over the described interface: each is answered or refused by a sentence."""

import json
import random

VALUES = (
    *(None, True, -1, 0, 3, 10**400, 1.5, 1e308, "", "x", "<b>", "\ud800", [], {}, [[]]),
    *([1, 2], [[1, 2]], [["a"]], [[1, None]], [[None, None]] * 3, [[[1, 2]]], [1, [2]]),
    *([{"valve": 1, "load": None}], {"valve": [1], "load": 2}),
)
NAMES = (
    *("rows", "number", "first", "levels", "adaptive", "series", "horizon"),
    *("inputs", "outputs", "parameters", "id"),
)
TENSOR = ("name", "shape", "datatype", "data", "parameters")
TYPES = (
    *("application/json", "text/csv", "application/vnd.elman.float64", "application/octet-stream"),
    *("text/x", ""),
)
QUERIES = ("", "", "?number=0", "?number=-1", "?number=x", "?number=" + "9" * 30, "?a&&=%ff")


def draw_value(draw, names):
    if draw.random() < 0.5:
        return draw.choice(VALUES)
    return {name: draw.choice(VALUES) for name in draw.sample(names, draw.randrange(4))}


def draw_tensors(draw):
    tensor = {"name": "rows", "shape": [1, 2], "datatype": "FP64", "data": [1, 2]}
    tensor |= {draw.choice(TENSOR): draw.choice(VALUES)}
    parameters = {draw.choice(("sequence_id", "sequence_start", "binary_data_output")): draw.choice(VALUES)}
    return {"inputs": [tensor], "parameters": parameters, "outputs": draw.choice(VALUES)}


def draw_body(draw, path):
    if draw.random() < 0.1:
        return draw.randbytes(draw.randrange(60))
    plain = draw_tensors(draw) if path.endswith("infer") and draw.random() < 0.8 else draw_value(draw, NAMES)
    return json.dumps(plain).encode()


def test_no_request_is_a_mistake_of_ours(server):
    draw = random.Random(0)
    described = server.json("GET", "/openapi.json")["paths"]
    operations = [(path, method) for path, methods in described.items() for method in methods]
    session = server.create().rsplit("/", 1)[1]
    found = set()
    for _ in range(1500):
        path, method = draw.choice(operations)
        if method == "delete" and not path.endswith("state"):
            continue
        query = draw.choice(
            ("", "", "?number=0", "?number=-1", "?number=x", "?number=" + "9" * 30, "?a&&=%ff")
        )
        place = path.replace("{model}", draw.choice(("boiler",) * 5 + ("x", "%00", "%ff")))
        place = place.replace("{session}", draw.choice((session,) * 5 + ("0" * 32, "x"))) + query
        body = draw_body(draw, path) if method in ("post", "put") else None
        status, _, content = server.ask(method.upper(), place, body, content_type=draw.choice(TYPES))
        assert status < 500, (method, place, body, content)
        found.add(status)
    assert {200, 201, 400, 404, 415} <= found
    assert "error" not in server.log.read_text()
