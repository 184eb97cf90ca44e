"""`POST .../rows`: the way of most requests, without a framework."""

from __future__ import annotations

import re
from urllib.parse import parse_qs

from elman.errors import ElmanError
from elman.server.bodies import ClientGoneError, read_body
from elman.server.formats import FORMATS, RowFormat, format_of
from elman.server.gate import OWNER, Receive, Scope, Send, refuse, respond
from elman.server.refusals import RefusedError
from elman.server.service import Service

ROWS = re.compile(r"/v1/models/([^/]+)/sessions/([0-9a-f]{32})/rows")
"""The path: a model and a session."""


async def answer_rows(
    service: Service, scope: Scope, receive: Receive, send: Send, path: re.Match[str]
) -> None:
    """Takes the rows of a session, and answers them."""
    try:
        if scope["method"] != "POST":
            raise RefusedError(405, "rows must be sent with POST. Send them so.")
        body = await read_body(scope, receive, service.options.body, service.options.seconds)
        key = path[1], path[2], scope[OWNER]
        inputs = (await service.sessions.find(*key)).served.inputs
        reader, writer = formats_of(scope)
        frame = reader.read(body, inputs)
        service.check_rows(len(frame.x_TF))
        number = number_of(scope) if frame.number is None else frame.number
        session, answer = await service.sessions.advance(*key, number, frame.x_TF)
        media_type, content = writer.write(answer.y_TO, session.targets, frame, answer.number)
    except ClientGoneError:
        return
    except (RefusedError, ElmanError) as error:
        refusal = error if isinstance(error, RefusedError) else RefusedError(400, str(error))
        service.meters.refused.add(str(refusal.status))
        await refuse(scope, send, refusal)
        return
    headers = [(b"elman-number", b"%d" % answer.number), (b"elman-next", b"%d" % session.next)]
    await respond(send, 200, media_type, content, headers)


def formats_of(scope: Scope) -> tuple[RowFormat, RowFormat]:
    """The formats of a request and of its answer, which is the same where none is asked for.

    Raises:
        RefusedError: there is no such format.
    """
    media_type, accepted = "application/json", ""
    for name, value in scope["headers"]:
        if name == b"content-type":
            media_type = value.decode("latin-1")
        elif name == b"accept":
            accepted = value.decode("latin-1")
    reader = format_of(media_type)
    if reader is None:
        raise RefusedError(415, f"Content-Type must be one of {', '.join(FORMATS)}. Send such a body.")
    named = (format_of(part) for part in accepted.split(","))
    return reader, next((found for found in named if found is not None), reader)


def number_of(scope: Scope) -> int | None:
    """The number of the first row as the address says it: `?number=7`.

    Raises:
        RefusedError: it is no number.
    """
    if not scope["query_string"]:
        return None
    found = parse_qs(scope["query_string"].decode("latin-1")).get("number")
    if found is None:
        return None
    if len(found) != 1 or not re.fullmatch(r"[0-9]{1,18}", found[0]):
        raise RefusedError(400, "number must be a whole number of at least 0. Write that of the first row.")
    return int(found[0])
