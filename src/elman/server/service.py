"""What all requests share: the models, their sessions, and the limits."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress

from elman.server.meters import Meters
from elman.server.models import Models
from elman.server.options import ServeOptions
from elman.server.rates import Rates
from elman.server.refusals import RefusedError
from elman.server.sessions import Sessions
from elman.server.stores import Store, open_store

_LOG = logging.getLogger("elman.server")


class Service:
    """One server's models and sessions.

    Attributes:
        options: how it was told to serve.
        models: by name.
        sessions: of the clients.
        meters: what is counted.
        rates: how often each owner may ask.
        draining: whether it has been told to end.
    """

    def __init__(self, models: Sequence[str], options: ServeOptions) -> None:
        """Reads the models and opens the store.

        Raises:
            ArgumentError: a file or a folder cannot be used.
            MissingExtraError: the store needs a package that is not installed.
        """
        self.options = options
        self.models = Models(models)
        self.meters = Meters()
        self.rates = Rates(options.rate)
        self._store: Store = open_store(options)
        self.sessions = Sessions(self.models, self._store, options, self.meters)
        self.meters.sessions = self.sessions.live
        self.draining = False

    @asynccontextmanager
    async def life(self) -> AsyncIterator[None]:
        """From the first request to the last; what is in memory goes to the store at the end."""
        await self.models.keep(self._store, self.models)
        tasks = [asyncio.ensure_future(work) for work in (self.models.watch(self._store), self._tidy())]
        try:
            yield
        finally:
            self.draining = True
            for task in tasks:
                task.cancel()
                with suppress(asyncio.CancelledError):
                    await task
            await self.sessions.spool_all()
            await self._store.close()

    def check_rows(self, count: int) -> None:
        """Checks the length of a frame.

        Raises:
            RefusedError: it is too long, or empty.
        """
        if count > self.options.rows:
            self.meters.limited.add("rows")
            raise RefusedError(
                413, f"rows must be at most {self.options.rows} at once, got {count}. Send less."
            )

    async def _tidy(self) -> None:
        """Looks for idle sessions, and forgets versions that none uses."""
        while True:
            await asyncio.sleep(min(5.0, self.options.idle / 4))
            try:
                await self.sessions.spool_idle()
                self.models.forget_unused(one.served.fingerprint for one in self.sessions.live())
            except Exception:  # the next look may do better, and nobody waits for this one
                _LOG.exception("idle sessions cannot be stored")
