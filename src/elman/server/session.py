"""One session: a stream, the number of its next row, and the answers of late."""

from __future__ import annotations

import asyncio
import time
from typing import Any

from elman.arrays import Array
from elman.server.answers import Answer, Answers, digest_of
from elman.server.refusals import RefusedError
from elman.server.served import Opened, Served, rows_seen


class Session:
    """What a client's rows go through, one frame after the other.

    Attributes:
        id: 128 bits that nobody can guess; whoever knows them needs the owner's token too.
        owner: fingerprint of the token that it was created with.
        served: the version of the model.
        settings: of a forecaster's stream.
        stream: the network with its state.
        targets: the values of an answer.
        next: the number of the next row.
        answers: those of late.
        version: of what the store holds; 0: nothing yet.
        stored: whether the store holds it as it is.
        saved: when the store was told last, by the monotonic clock.
        used: when it was used last.
        turn: held by whoever works with it.
    """

    __slots__ = (
        "answers",
        "id",
        "next",
        "owner",
        "saved",
        "served",
        "settings",
        "stored",
        "stream",
        "targets",
        "turn",
        "used",
        "version",
    )

    def __init__(
        self,
        key: str,
        owner: str,
        served: Served,
        settings: dict[str, Any],
        state: bytes | None = None,
    ) -> None:
        """A session that begins, or goes on from the content of a state's file.

        Raises:
            ArgumentError: the settings, or the state, do not fit.
        """
        self.id = key
        self.owner = owner
        self.served = served
        self.settings = settings
        self.version = 0
        self.stored = False
        self.used = self.saved = time.monotonic()
        self.turn = asyncio.Lock()
        self.answers = Answers()
        self.next = 0
        self._put(served.open(settings, state), begins=state is None)

    def go_on_from(self, state: bytes | None) -> None:
        """Takes over the content of a state's file; None: begins anew.

        Raises:
            ArgumentError: it is no state, or of another model.
        """
        self._put(self.served.open(self.settings, state), begins=state is None)
        self.answers.clear()
        self.stored = False

    def expects(self, number: int | None) -> bool:
        """Whether a frame of this number is the next one; a frame without a number always is."""
        return number is None or number == self.next

    def repeated(self, number: int, x_TF: Array) -> Answer:
        """The answer to a frame that was taken before.

        Raises:
            RefusedError: rows are left out, its answer is not kept any more, or these are other rows.
        """
        answer = self.answers.find(number, len(x_TF))
        if answer is None:
            kind = "left out rows" if number > self.next else "was answered long ago"
            raise RefusedError(
                409,
                f"number must be {self.next}, got {number}, which {kind}. Go on from there.",
                next=self.next,
            )
        if answer.digest != digest_of(x_TF):
            raise RefusedError(
                409,
                f"rows must be the same when their number {number} comes again, got others. Go on from "
                f"{self.next}.",
                next=self.next,
            )
        return answer

    def note(self, x_TF: Array, y_TO: Array) -> Answer:
        """Counts rows that the stream has taken, and keeps the answer."""
        answer = Answer(self.next, len(x_TF), digest_of(x_TF), y_TO)
        self.answers.add(answer)
        self.next += len(x_TF)
        self.stored = False
        return answer

    def _put(self, opened: Opened, *, begins: bool) -> None:
        self.stream, self.targets = opened.stream, opened.targets
        self.next = 0 if begins else rows_seen(opened.stream)
