"""Models behind HTTP and WebSocket: sessions whose state is a value, and never another's.

The one place of the web framework, which is imported when a server is made and not before.
"""

from typing import TYPE_CHECKING

from elman.later import later

if TYPE_CHECKING:
    from elman.server.options import ServeOptions
    from elman.server.running import serve

__all__ = ["ServeOptions", "serve"]

__getattr__ = later(__name__, {"ServeOptions": "options", "serve": "running"})
