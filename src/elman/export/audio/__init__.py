"""Two formats of audio plug-ins: JSON of RTNeural (which AIDA-X reads too), and `.nam`."""

from elman.export.audio.nam import Nam
from elman.export.audio.rtneural import RtNeural

__all__ = ["Nam", "RtNeural"]
