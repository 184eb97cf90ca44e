"""The server's own interface: models, sessions, states, predictions and forecasts."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import numpy as np
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from elman.errors import ElmanError
from elman.server.bodies import read_body
from elman.server.formats.json_rows import parse_json
from elman.server.gate import OWNER
from elman.server.refusals import RefusedError, to_json
from elman.server.rows_endpoint import formats_of
from elman.server.served import Served
from elman.server.service import Service
from elman.server.session import Session

Endpoint = Callable[[Service, Request], Awaitable[Response]]
_STATE = "application/vnd.elman.state"


def routes(service: Service) -> list[Route]:
    """Every address but that of a session's rows."""
    model, session = "/v1/models/{model}", "/v1/models/{model}/sessions/{session}"
    table: list[tuple[str, str, Endpoint]] = [
        ("/v1/models", "GET", list_models),
        (model, "GET", show_model),
        (f"{model}/predict", "POST", predict),
        (f"{model}/forecast", "POST", forecast),
        (f"{model}/sessions", "POST", create_session),
        (f"{model}/sessions", "GET", list_sessions),
        (session, "GET", show_session),
        (session, "DELETE", delete_session),
        (f"{session}/state", "GET", get_state),
        (f"{session}/state", "PUT", put_state),
        (f"{session}/state", "DELETE", reset_state),
        (f"{session}/recent", "GET", show_recent),
    ]
    return [Route(path, bound(service, endpoint), methods=[method]) for path, method, endpoint in table]


def bound(service: Service, endpoint: Endpoint) -> Callable[[Request], Awaitable[Response]]:
    """An endpoint of a service, whose errors are refusals."""

    async def answer(request: Request) -> Response:
        try:
            return await endpoint(service, request)
        except ElmanError as error:
            raise RefusedError(400, str(error)) from None

    return answer


async def list_models(service: Service, request: Request) -> Response:
    """All models."""
    return as_json({"models": [_about(served) for served in service.models]})


async def show_model(service: Service, request: Request) -> Response:
    """One model."""
    return as_json(_about(_served(service, request)))


async def predict(service: Service, request: Request) -> Response:
    """Predictions of rows from the start, without a session."""
    served = _served(service, request)
    reader, writer = formats_of(request.scope)
    frame = reader.read(await body_of(service, request), served.inputs)
    service.check_rows(len(frame.x_TF))
    y_TO = await asyncio.to_thread(served.predict, frame.x_TF)
    media_type, content = writer.write(y_TO, served.targets, frame, None)
    return Response(content, media_type=media_type)


async def forecast(service: Service, request: Request) -> Response:
    """A forecaster's forecast, with its bands, of series in the body or of those that it was fitted to."""
    served = _served(service, request)
    if not served.forecasts:
        raise RefusedError(400, "forecast must be asked of a forecaster, got a model. POST to its predict.")
    plain = await _object_of(service, request, {"series", "horizon", "levels"})
    horizon, levels = plain.get("horizon"), plain.get("levels")
    if horizon is not None and (isinstance(horizon, bool) or not isinstance(horizon, int)):
        raise RefusedError(400, "horizon must be a whole number. Write 12.")
    series = plain.get("series")
    if series is not None:
        _check_columns(service, series)
    made = await asyncio.to_thread(served.forecast, series, horizon, levels)
    columns = {name: _plain_column(values) for name, values in made.columns().items()}
    return as_json({"forecast": columns, "notes": list(made.notes)})


async def create_session(service: Service, request: Request) -> Response:
    """A new session; the body may hold the settings of a forecaster's stream."""
    served = _served(service, request)
    settings = await _object_of(service, request, {"first", "levels", "adaptive"})
    session = await service.sessions.create(served, request.scope[OWNER], settings)
    place = f"/v1/models/{served.name}/sessions/{session.id}"
    return as_json(_about_session(session), status=201, headers={"location": place})


async def list_sessions(service: Service, request: Request) -> Response:
    """The owner's sessions that are in use."""
    name, owner = _served(service, request).name, request.scope[OWNER]
    own = [one for one in service.sessions.live() if one.owner == owner and one.served.name == name]
    return as_json({"sessions": [_about_session(session) for session in own[-1000:]]})


async def show_session(service: Service, request: Request) -> Response:
    """The number of the next row, and how the rows fared."""
    async with service.sessions.held(*_key(request)) as held:
        session = await service.sessions.fresh(held)
        return as_json(_about_session(session) | {"health": list(session.stream.health.sentences())})


async def show_recent(service: Service, request: Request) -> Response:
    """The answers of late and the network's units, for a page that draws them."""
    async with service.sessions.held(*_key(request)) as held:
        session = await service.sessions.fresh(held)
        answers = [
            {"number": answer.number, "rows": _plain_column(answer.y_TO[-500:])} for answer in session.answers
        ]
        values = getattr(session.stream.state, "values_SLBH", None)
        units = [] if values is None else _plain_column(values[0, -1, 0])
        return as_json({"targets": list(session.targets), "answers": answers, "units": units})


async def delete_session(service: Service, request: Request) -> Response:
    """Ends a session."""
    async with service.sessions.held(*_key(request)) as session:
        await service.sessions.delete(session)
    return Response(status_code=204)


async def get_state(service: Service, request: Request) -> Response:
    """The content of the file that `State.save` would write."""
    async with service.sessions.held(*_key(request)) as held:
        session = await service.sessions.fresh(held)
        headers = {"elman-next": str(session.next)}
        return Response(session.stream.state.to_bytes(), media_type=_STATE, headers=headers)


async def put_state(service: Service, request: Request) -> Response:
    """Lets a session go on from the content of such a file."""
    content = await body_of(service, request)
    return await _change(service, request, content)


async def reset_state(service: Service, request: Request) -> Response:
    """Lets a session begin anew: the next row is the first."""
    return await _change(service, request, None)


async def _change(service: Service, request: Request, state: bytes | None) -> Response:
    async with service.sessions.held(*_key(request)) as held:
        session = await service.sessions.change(held, state)
        return as_json(_about_session(session))


async def body_of(service: Service, request: Request) -> bytes:
    """The body within the limits."""
    options = service.options
    return await read_body(request.scope, request.receive, options.body, options.seconds)


def as_json(plain: dict[str, Any], status: int = 200, headers: dict[str, str] | None = None) -> Response:
    """A response of JSON."""
    return Response(to_json(plain), status, headers, media_type="application/json")


async def _object_of(service: Service, request: Request, known: set[str]) -> dict[str, Any]:
    body = await body_of(service, request)
    plain = parse_json(body) if body else {}
    if not isinstance(plain, dict) or set(plain) - known:
        raise RefusedError(400, f"the body must be an object of {', '.join(sorted(known))}. Check it.")
    return plain


def _served(service: Service, request: Request) -> Served:
    return service.models.newest(request.path_params["model"])


def _key(request: Request) -> tuple[str, str, str]:
    return request.path_params["model"], request.path_params["session"], request.scope[OWNER]


def _about(served: Served) -> dict[str, Any]:
    return {
        "model": served.name,
        "kind": "forecaster" if served.forecasts else "model",
        "fingerprint": served.fingerprint,
        "inputs": list(served.inputs),
        "targets": list(served.targets),
    }


def _about_session(session: Session) -> dict[str, Any]:
    return {
        "session": session.id,
        "model": session.served.name,
        "fingerprint": session.served.fingerprint,
        "inputs": list(session.served.inputs),
        "targets": list(session.targets),
        "settings": session.settings,
        "next": session.next,
    }


def _check_columns(service: Service, series: Any) -> None:
    if not isinstance(series, dict) or not all(isinstance(column, list) for column in series.values()):
        raise RefusedError(400, "series must be an object of columns. Write {'ds': [...], 'y': [...]}.")
    service.check_rows(max(map(len, series.values()), default=0))


def _plain_column(values: Any) -> list[Any]:
    """Numbers and texts as JSON has them; null for what is not finite."""
    array = np.asarray(values)
    if array.dtype.kind == "f":
        plain = array.astype(object)
        plain[~np.isfinite(array)] = None
        return plain.tolist()  # type: ignore[no-any-return]
    if array.dtype.kind in "iub":
        return array.tolist()  # type: ignore[no-any-return]
    texts: list[Any] = [str(value) for value in array.ravel()]
    return texts
