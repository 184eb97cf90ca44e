"""Files that are whole or not there, and what is in them."""

from typing import TYPE_CHECKING

from elman.later import later

if TYPE_CHECKING:
    from elman.storage.whole_file import check_target, write_whole

__all__ = ["check_target", "write_whole"]

__getattr__ = later(__name__, {"check_target": "whole_file", "write_whole": "whole_file"})
