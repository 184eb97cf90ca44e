"""Why a request is refused: a status and a sentence, and nothing in it that a browser could run."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from elman.printable import printable

_MOST_TEXT = 500
_MARKUP = str.maketrans({"<": "\\u003c", ">": "\\u003e", "&": "\\u0026"})


class RefusedError(Exception):
    """A request cannot be answered."""

    def __init__(self, status: int, sentence: str, **fields: Any) -> None:
        """A status of HTTP, a sentence, and what a program may want to know: `next`, the expected number."""
        super().__init__(sentence)
        self.status = status
        self.sentence = printable(" ".join(sentence.split()))[:_MOST_TEXT]
        self.fields = fields

    def plain(self) -> dict[str, Any]:
        """What its JSON says."""
        return {"status": self.status, "error": self.sentence, **self.fields}


def to_json(plain: Mapping[str, Any]) -> bytes:
    """JSON in ASCII, without the letters that markup is made of."""
    return json.dumps(plain, allow_nan=False).translate(_MARKUP).encode()


def no_session() -> RefusedError:
    """The same sentence for a session that is not there and for one of somebody else."""
    return RefusedError(404, "session must be one that was created with this token. Create a new one.")


def no_model() -> RefusedError:
    """No model of this name is served."""
    return RefusedError(404, "model must be one that is served here. GET /v1/models lists them.")
