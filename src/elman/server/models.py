"""The models that are served, by name; a file that is replaced becomes a new version."""

from __future__ import annotations

import asyncio
import logging
import os
import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from elman.errors import ArgumentError, ElmanError, ModelFileError
from elman.server.refusals import RefusedError, no_model
from elman.server.served import Served
from elman.server.stores import ConflictError, Store

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}")
_LOOK_SECONDS = 1.0
_LOG = logging.getLogger("elman.server")


class _Source(NamedTuple):
    """A model's file, and how it was when it was last read."""

    path: Path
    signature: tuple[int, int, int] | None
    """None: it was not there."""


class Models:
    """The newest version of every model, and older ones that sessions still go on with."""

    def __init__(self, texts: Sequence[str]) -> None:
        """Reads the files.

        Args:
            texts: `file`, served under the name of the file without its ending, or `name=file`.

        Raises:
            ArgumentError: a name comes twice, or cannot stand in an address.
            ModelFileError: a file is no model.
        """
        self._sources: dict[str, _Source] = {}
        self._newest: dict[str, Served] = {}
        self._versions: dict[str, Served] = {}
        for text in texts:
            name, path = _name_and_path(text)
            if name in self._newest:
                raise ArgumentError(
                    f"models must have names of their own, got {name!r} twice. Write name=file."
                )
            self._put(name, path)

    def __iter__(self) -> Iterator[Served]:
        """The newest versions."""
        return iter(self._newest.values())

    def newest(self, name: str) -> Served:
        """The version that new sessions get.

        Raises:
            RefusedError: no such model.
        """
        served = self._newest.get(name)
        if served is None:
            raise no_model()
        return served

    async def version(self, name: str, fingerprint: str, store: Store) -> Served:
        """The version that a session was created with.

        Raises:
            RefusedError: its file was replaced, and was not kept.
        """
        if fingerprint not in self._versions:
            kept = await store.read(f"model-{fingerprint}")
            if kept is None:
                raise RefusedError(410, "session must be of a model that is still there. Create a new one.")
            self._versions[fingerprint] = await asyncio.to_thread(Served, name, kept.content)
        return self._versions[fingerprint]

    async def keep(self, store: Store, served: Iterable[Served]) -> None:
        """Puts versions into the store, for sessions that outlive the file or this server."""
        for one in served:
            key = f"model-{one.fingerprint}"
            try:
                if await store.read(key) is None:
                    await store.write(key, one.content, 0)
            except ConflictError:  # another server has put the same bytes there
                continue

    def forget_unused(self, fingerprints: Iterable[str]) -> None:
        """Drops the older versions that no session of these goes on with."""
        used = {*fingerprints, *(served.fingerprint for served in self)}
        self._versions = {name: served for name, served in self._versions.items() if name in used}

    async def watch(self, store: Store) -> None:
        """Looks at the files, and serves what has replaced them, until it is cancelled."""
        while True:
            await asyncio.sleep(_LOOK_SECONDS)
            for name, source in list(self._sources.items()):
                await self._look(name, source, store)

    async def _look(self, name: str, source: _Source, store: Store) -> None:
        """A file that is not there, or not whole, is looked at again when it changes."""
        try:
            signature = _signature(source.path)
            if signature == source.signature:
                return
            self._sources[name] = _Source(source.path, signature)
            content = await asyncio.to_thread(source.path.read_bytes)
            served = await asyncio.to_thread(Served, name, content)
        except (OSError, ElmanError) as error:
            _LOG.warning("model %s is not replaced: %s", name, error)
            return
        if served.fingerprint != self._newest[name].fingerprint:
            await self.keep(store, [served])
            self._newest[name] = self._versions[served.fingerprint] = served
            _LOG.info("model %s is replaced by %s", name, served.fingerprint)

    def _put(self, name: str, path: Path) -> None:
        try:
            signature, content = _signature(path), path.read_bytes()
        except OSError as error:
            raise ModelFileError(
                f"model must be a file that can be read, got {str(path)!r} "
                f"({error.strerror or error}). Check the name."
            ) from None
        served = Served(name, content)
        self._sources[name] = _Source(path, signature)
        self._newest[name] = self._versions[served.fingerprint] = served


def _name_and_path(text: str) -> tuple[str, Path]:
    given, separator, path = text.partition("=")
    if not separator or Path(text).exists():
        given, path = Path(text).name.split(".")[0], text
    if not _NAME.fullmatch(given):
        raise ArgumentError(
            f"model must have a name of letters, digits, dots, hyphens and underscores, got {given!r}. Write "
            "name=file."
        )
    return given, Path(path)


def _signature(path: Path) -> tuple[int, int, int] | None:
    """What changes when the file does; None where there is none."""
    try:
        found = os.stat(path)
    except FileNotFoundError:
        return None
    return found.st_mtime_ns, found.st_size, found.st_ino
