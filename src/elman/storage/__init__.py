"""Files that are whole or not there, and what is in them."""

from elman.storage.whole_file import check_target, whole_file, write_whole

__all__ = [
    "check_target",
    "whole_file",
    "write_whole",
]
