"""All sessions: created, found, advanced, put into the store and brought back."""

from __future__ import annotations

import asyncio
import logging
import secrets
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import numpy as np

from elman.arrays import Array
from elman.errors import StateError
from elman.server.answers import Answer
from elman.server.meters import Meters
from elman.server.models import Models
from elman.server.options import ServeOptions
from elman.server.refusals import RefusedError, no_session
from elman.server.served import Served
from elman.server.session import Session
from elman.server.session_file import session_from_bytes, session_to_bytes
from elman.server.stores import ConflictError, Store, StoreDownError, StoreFullError

_INLINE_ROWS = 512
"""Rows that a model takes in less time than a thread needs to begin; longer frames go to one."""
_TRIES = 5
_LOG = logging.getLogger("elman.server")


class Sessions:
    """The sessions that are in use, before a store of all that there are.

    A session's rows go through its own stream, one frame after the other, so its answers are the bits of
    `Model.predict` for its rows. (Stepping the sessions that wait together as one `StreamBatch` was measured:
    a step takes 0.2 microseconds, joining and leaving a batch 80, and a batch differs in the last bits.)
    """

    def __init__(self, models: Models, store: Store, options: ServeOptions, meters: Meters) -> None:
        self._models = models
        self._store = store
        self._options = options
        self._meters = meters
        self._durable = options.durable or store.shared
        self._live: dict[str, Session] = {}
        self._loading: dict[str, asyncio.Task[Session]] = {}

    def __len__(self) -> int:
        """How many are in use."""
        return len(self._live)

    def live(self) -> list[Session]:
        """Those in use, the one that was used last at the end."""
        return list(self._live.values())

    async def create(
        self,
        served: Served,
        owner: str,
        settings: dict[str, Any],
        *,
        key: str | None = None,
        state: bytes | None = None,
    ) -> Session:
        """A new session, which the store knows from now on.

        Raises:
            RefusedError: there are too many.
            ArgumentError: the settings do not fit.
        """
        session = Session(key or secrets.token_hex(16), owner, served, settings, state)
        await self._make_room()
        try:
            await self._save(session)
        except StoreFullError:
            raise RefusedError(
                429, f"sessions must be at most {self._options.sessions}, and so many are there. Delete some."
            ) from None
        self._live[session.id] = session
        self._meters.created.add(served.name)
        return session

    @asynccontextmanager
    async def held(self, model: str, key: str, owner: str) -> AsyncIterator[Session]:
        """A session of this owner, for whoever works with it alone until the end of the block.

        Raises:
            RefusedError: there is none, or it is somebody else's.
        """
        while True:
            session = await self.find(model, key, owner)
            async with session.turn:
                if self._live.get(key) is session:
                    session.used = time.monotonic()
                    self._live[key] = self._live.pop(key)  # the one that was used last stands last
                    yield session
                    return

    async def find(self, model: str, key: str, owner: str) -> Session:
        """A session of this owner, to look at what never changes in it.

        Raises:
            RefusedError: there is none, or it is somebody else's.
        """
        session = self._live.get(key) or await self._bring_back(key)
        if session.owner != owner or session.served.name != model:
            raise no_session()
        return session

    async def advance(
        self,
        model: str,
        key: str,
        owner: str,
        number: int | None,
        rows: Any,
    ) -> tuple[Session, Answer]:
        """Goes on by a frame of rows `(T, F)`, or repeats the answer that it has got before.

        Raises:
            RefusedError: there is no such session, or the number is not the next one.
            ArgumentError: the rows cannot be used. Nothing has changed then.
        """
        session = self._live.get(key)
        if session is not None and self._is_simple(session, number, rows):
            if session.owner != owner or session.served.name != model:
                raise no_session()
            session.used = time.monotonic()
            self._live[key] = self._live.pop(key)
            return session, self._take(session, rows, time.perf_counter())
        for _ in range(_TRIES):
            try:
                async with self.held(model, key, owner) as session:
                    return session, await self._advance(session, number, rows)
            except ConflictError:  # another server has advanced it; the next try reads what it has written
                continue
        raise RefusedError(503, "session must be advanced by one server at a time. Try again.")

    async def change(self, session: Session, state: bytes | None) -> Session:
        """Lets a session that is held go on from the content of a state's file; None: anew.

        Raises:
            ArgumentError: the state does not fit.
        """
        session = await self.fresh(session)
        self._meters.retire(session)
        session.go_on_from(state)
        await self._save_or_drop(session)
        return session

    async def fresh(self, session: Session) -> Session:
        """A session that is held, as the newest server has left it."""
        return await self._refresh(session) if self._store.shared else session

    async def delete(self, session: Session) -> None:
        """Removes a session that is held."""
        self._drop(session)
        stored = await self._store.read(session.id)
        if stored is not None:
            await self._store.write(session.id, None, stored.version)

    async def spool_idle(self) -> None:
        """Puts those into the store that nobody has used of late, and copies of those that are in use."""
        limit = time.monotonic() - self._options.idle
        for session in self.live():
            if session.used <= limit or session.saved <= limit:
                await self._spool(session, limit)

    async def spool_all(self) -> None:
        """Puts all of them into the store, before the end."""
        for session in self.live():
            await self._spool(session, float("inf"))

    async def _advance(self, session: Session, number: int | None, rows: Any) -> Answer:
        if self._store.shared and not session.expects(number):
            session = await self._refresh(session)
        if not session.expects(number):
            assert number is not None
            self._meters.repeated.add(session.served.name)
            answer = session.repeated(number, np.asarray(rows))
            if self._durable and not session.stored:
                await self._save_or_drop(session)
            return answer
        began = time.perf_counter()
        if _is_short(session, rows):
            answer = self._take(session, rows, began)
        else:
            answer = self._note(session, rows, await self._in_thread(session, rows), began)
        await self._save_or_drop(session)
        return answer

    def _is_simple(self, session: Session, number: int | None, rows: Any) -> bool:
        """Whether nothing has to be waited for: then no turn is taken, for nobody else runs meanwhile."""
        return (
            not self._durable
            and session.expects(number)
            and _is_short(session, rows)
            and not session.turn.locked()
        )

    def _take(self, session: Session, rows: Any, began: float) -> Answer:
        return self._note(session, rows, session.stream.run(rows), began)

    def _note(self, session: Session, rows: Any, y_TO: Array, began: float) -> Answer:
        answer = session.note(rows, y_TO)
        self._meters.took(session.served.name, len(rows), time.perf_counter() - began)
        return answer

    async def _in_thread(self, session: Session, rows: Any) -> Any:
        """A cancelled request must not leave a stream that a thread still advances."""
        work = asyncio.ensure_future(asyncio.to_thread(session.stream.run, rows))
        try:
            return await asyncio.shield(work)
        except asyncio.CancelledError:
            self._drop(session)
            raise

    async def _bring_back(self, key: str) -> Session:
        if key not in self._loading:
            self._loading[key] = asyncio.ensure_future(self._load(key))
            self._loading[key].add_done_callback(lambda _: self._loading.pop(key, None))
        return await asyncio.shield(self._loading[key])

    async def _load(self, key: str) -> Session:
        await self._make_room()
        session = await self._read(key)
        self._live[key] = session
        return session

    async def _read(self, key: str) -> Session:
        """A session out of the store."""
        stored = await self._store.read(key)
        if stored is None:
            raise no_session()
        try:
            file = session_from_bytes(stored.content)
        except StateError as error:
            _LOG.error("a session cannot be read: %s", error)
            raise RefusedError(410, "session must be whole, and it is damaged. Create another.") from None
        served = await self._models.version(file.model, file.fingerprint, self._store)
        session = Session(key, file.owner, served, file.settings, file.state)
        session.next, session.version, session.stored = file.next, stored.version, True
        for answer in file.answers:
            session.answers.add(answer)
        return session

    async def _refresh(self, session: Session) -> Session:
        """What a shared store holds now, in the place of a session that is held."""
        stored = await self._store.read(session.id)
        if stored is not None and stored.version == session.version:
            return session
        self._drop(session)
        newer = await self._read(session.id)
        newer.turn = session.turn
        self._live[session.id] = newer
        return newer

    async def _save(self, session: Session) -> None:
        session.version = await self._store.write(session.id, session_to_bytes(session), session.version)
        session.stored, session.saved = True, time.monotonic()

    async def _save_or_drop(self, session: Session) -> None:
        """What the store does not hold must not be here either, for the next request would build on it."""
        if not self._durable:
            return
        try:
            await self._save(session)
        except BaseException:
            self._drop(session)
            raise

    async def _spool(self, session: Session, limit: float) -> None:
        """Stores a session, and drops it if it was not used since; on a full disk it stays."""
        async with session.turn:
            if self._live.get(session.id) is not session:
                return
            try:
                await self._store_as_it_is(session)
            except (StoreDownError, StoreFullError) as error:
                _LOG.error("a session cannot be stored: %s", error)
                return
            if session.used <= limit:
                self._drop(session)

    async def _store_as_it_is(self, session: Session) -> None:
        if session.stored:
            return
        try:
            await self._save(session)
        except ConflictError:
            if self._store.shared:  # a newer one stands there
                self._drop(session)
                return
            session.version = 0  # it has expired there while it was in use here
            await self._save(session)

    async def _make_room(self) -> None:
        """The one that was used least of late makes room for another."""
        if len(self._live) >= self._options.sessions:
            await self._spool(next(iter(self._live.values())), float("inf"))

    def _drop(self, session: Session) -> None:
        if self._live.get(session.id) is session:
            del self._live[session.id]
            self._meters.retire(session)


def _is_short(session: Session, rows: Any) -> bool:
    """Whether a frame takes less time than it takes to hand it to a thread."""
    return len(rows) <= _INLINE_ROWS and not session.served.forecasts
