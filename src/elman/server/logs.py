"""What a server says of itself: a line of JSON for each event, on stderr."""

from __future__ import annotations

import json
import logging
import sys


class _JsonLines(logging.Formatter):
    """Each record as an object on one line."""

    def format(self, record: logging.LogRecord) -> str:
        """The line."""
        plain = {
            "time": round(record.created, 3),
            "level": record.levelname.lower(),
            "event": record.getMessage(),
        }
        if record.exc_info:
            plain["error"] = self.formatException(record.exc_info)
        return json.dumps(plain)


def write_logs() -> None:
    """Lets the server's events, and uvicorn's, go to stderr."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_JsonLines())
    for name in ("elman.server", "uvicorn"):
        logger = logging.getLogger(name)
        logger.handlers[:] = [handler]
        logger.setLevel(logging.INFO if name == "elman.server" else logging.WARNING)
        logger.propagate = False
