"""A stream that runs in a session of a server."""

from __future__ import annotations

import json
from collections.abc import Mapping
from threading import RLock
from typing import TYPE_CHECKING, Any, Self

import numpy as np

from elman.arrays import Array
from elman.prediction.rows import has_names, read_rows
from elman.prediction.turns import in_turn
from elman.remote.transport import Transport

if TYPE_CHECKING:
    from elman.forecasting import ForecastState
    from elman.network import State

_RAW, _STATE = "application/vnd.elman.float64", "application/vnd.elman.state"


class RemoteStream:
    """Predicts row by row on a server, which carries the state.

    The answers have the same bits as those of a local stream. Rows are sent with their numbers. So a request
    whose answer was lost is sent again, and no row counts twice. Threads that share a stream take turns.

    Attributes:
        session: the id of the session on the server, for `elman.connect(..., session=...)`.
        inputs: the names of a row's values.
        targets: the names of an answer's values.
    """

    def __init__(self, transport: Transport, path: str, about: Mapping[str, Any]) -> None:
        """Takes a session; `elman.connect` opens one."""
        self.session: str = about["session"]
        self.inputs: tuple[str, ...] = tuple(about["inputs"])
        self.targets: tuple[str, ...] = tuple(about["targets"])
        self._transport = transport
        self._path = path
        self._next: int = about["next"]
        self._settings = dict(about.get("settings", {}))
        self._turn = RLock()

    @in_turn
    def step(self, row: Any) -> Any:
        """Takes one row and returns its prediction.

        Args:
            row: the inputs in their units: a mapping of names, an array, a list, or one number.

        Returns:
            The targets in their units: a dict of names for a mapping; a number for a number, or for a list if
            the model has one target; otherwise an array.

        Raises:
            ArgumentError: the row cannot be used. The stream is then unchanged.
            RemoteError: the server cannot be reached.
        """
        if has_names(row):
            rows: Any = {name: [row[name]] for name in self.inputs if name in row}
        else:
            rows = [[row] if np.ndim(row) == 0 else row]
        y_O = self._send(read_rows(rows, self.inputs, {"T": 1, "F": len(self.inputs)}))[0]
        if has_names(row):
            return dict(zip(self.targets, y_O.tolist(), strict=True))
        return float(y_O[0]) if len(y_O) == 1 and np.ndim(row) == 0 else y_O

    @in_turn
    def run(self, rows: Any) -> Any:
        """Takes many rows and returns their predictions.

        Args:
            rows: the inputs in their units: an array (T, F) or a list of T rows, or a mapping of names to T
                values. With one input, T values are enough. None or NaN is a missing value.

        Returns:
            The targets in their units: an array (T, O), float64; for a mapping, a dict of names to arrays.

        Raises:
            ArgumentError: a row cannot be used. No row is then taken.
            RemoteError: the server cannot be reached.
        """
        y_TO = self._send(read_rows(rows, self.inputs, {"T": None, "F": len(self.inputs)}))
        return dict(zip(self.targets, y_TO.T, strict=True)) if has_names(rows) else y_TO

    @property
    @in_turn
    def state(self) -> State | ForecastState:
        """A copy of the state after the last row; save it, or go on from it in a local stream."""
        content = self._transport.ask("GET", f"{self._path}/state", None, {}).body
        return _read_state(content)

    @in_turn
    def go_on_from(self, state: State | ForecastState) -> None:
        """Replaces the state of this stream.

        Raises:
            ArgumentError: the state belongs to another model.
            RemoteError: the server cannot be reached.
        """
        answer = self._transport.ask("PUT", f"{self._path}/state", state.to_bytes(), {"content-type": _STATE})
        self._look(answer.body)

    @in_turn
    def reset(self) -> None:
        """Starts again: the next row is the first one."""
        self._look(self._transport.ask("DELETE", f"{self._path}/state", None, {}).body)

    @in_turn
    def fork(self) -> Self:
        """Returns an independent session with the same settings that goes on from here."""
        sessions = self._path.rsplit("/", 1)[0]
        about = self._transport.json("POST", sessions, self._settings)
        other = type(self)(self._transport, f"{sessions}/{about['session']}", about)
        other._turn = self._turn  # they share the connection
        other.go_on_from(self.state)
        return other

    @in_turn
    def close(self) -> None:
        """Ends the session on the server, and the connection."""
        self._transport.json("DELETE", self._path)
        self._transport.close()

    def __repr__(self) -> str:
        """Shows the channels, and the rows since the start."""
        channels = f"{', '.join(self.inputs)} -> {', '.join(self.targets)}"
        return f"RemoteStream({channels}: {self._next} rows)"

    def _send(self, x_TF: Array) -> Array:
        body = np.ascontiguousarray(x_TF, "<f8").tobytes()
        path = f"{self._path}/rows?number={self._next}"
        answer = self._transport.ask("POST", path, body, {"content-type": _RAW, "accept": _RAW})
        self._next += len(x_TF)
        y_TO: Array = np.frombuffer(answer.body, "<f8").reshape(len(x_TF), len(self.targets)).copy()
        return y_TO

    def _look(self, body: bytes) -> None:
        self._next = int(json.loads(body)["next"])


def _read_state(content: bytes) -> State | ForecastState:
    from elman.network import State
    from elman.storage import container

    if "elman_forecast_state" in container.keys_of(content):
        from elman.forecasting import ForecastState

        return ForecastState.from_bytes(content)
    return State.from_bytes(content)
