"""The peer of `serve_load`: ONNX Runtime behind Starlette and uvicorn, a state for each session in a dict."""

from __future__ import annotations

import struct
import sys

import numpy as np
import onnxruntime
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route, WebSocketRoute
from starlette.websockets import WebSocket, WebSocketDisconnect

HEAD = struct.Struct("<16sQ")


class Sessions:
    """States by id."""

    def __init__(self, path: str) -> None:
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        self.run = onnxruntime.InferenceSession(path, options, providers=["CPUExecutionProvider"]).run
        graph = onnxruntime.InferenceSession(path, options, providers=["CPUExecutionProvider"])
        self.names = [put.name for put in graph.get_inputs()]
        self.outputs = [put.name for put in graph.get_outputs()]
        self.zeros = [
            np.zeros([size if isinstance(size, int) else 1 for size in put.shape], _DTYPES[put.type])
            for put in graph.get_inputs()[1:]
        ]
        self.dtype = _DTYPES[graph.get_inputs()[0].type]
        self.states: dict[bytes, list[np.ndarray]] = {}

    def advance(self, session: bytes, rows: np.ndarray) -> np.ndarray:
        """Goes on by rows `(T, F)`."""
        state = self.states.get(session, self.zeros)
        given = dict(zip(self.names, [rows[np.newaxis].astype(self.dtype), *state], strict=True))
        y, *self.states[session] = self.run(self.outputs, given)
        return y


_DTYPES = {"tensor(float)": np.float32, "tensor(double)": np.float64, "tensor(int64)": np.int64}


def main(path: str, port: int, width: int) -> None:
    """Serves until it is killed."""
    sessions = Sessions(path)

    async def rows(request: Request) -> Response:
        body = await request.body()
        y = sessions.advance(request.path_params["session"].encode(), np.frombuffer(body).reshape(-1, width))
        return Response(y.astype(np.float64).tobytes(), media_type="application/octet-stream")

    async def stream(socket: WebSocket) -> None:
        await socket.accept()
        try:
            while True:
                content = await socket.receive_bytes()
                session, number = HEAD.unpack_from(content)
                y = sessions.advance(session, np.frombuffer(content, offset=24).reshape(-1, width))
                await socket.send_bytes(HEAD.pack(session, number) + y.astype(np.float64).tobytes())
        except WebSocketDisconnect:
            return

    app = Starlette(
        routes=[Route("/sessions/{session}/rows", rows, methods=["POST"]), WebSocketRoute("/stream", stream)]
    )
    config = uvicorn.Config(
        app, port=port, log_level="error", ws="websockets-sansio", ws_per_message_deflate=False, loop="uvloop"
    )
    uvicorn.Server(config).run()


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
