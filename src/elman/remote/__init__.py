"""A stream whose network runs on a server: `elman.connect`."""

from elman.remote.connecting import connect
from elman.remote.stream import RemoteStream

__all__ = ["RemoteStream", "connect"]
