"""Tables: files, frames and arrays, their columns found, read and grouped; tables written."""

from typing import TYPE_CHECKING

from elman.later import later
from elman.readers.formats import MISSING, Table, open_table
from elman.readers.options import ReadOptions, option_names
from elman.readers.rows import Rows, check_rows, parse_rows, written
from elman.readers.variables import VariablesTable
from elman.tables.grouping import check_height, group_rows, rows_note, settle_duplicates
from elman.tables.roles import Roles, ambiguous, as_names, check_distinct, find_columns, split_names
from elman.tables.sources import Source, column_names, open_source

if TYPE_CHECKING:
    from elman.tables.looking import Look, look
    from elman.tables.stamped import StampedTable, read_stamped
    from elman.tables.writing import check_table_path, write_table

__all__ = [
    "MISSING",
    "Look",
    "ReadOptions",
    "Roles",
    "Rows",
    "Source",
    "StampedTable",
    "Table",
    "VariablesTable",
    "ambiguous",
    "as_names",
    "check_distinct",
    "check_height",
    "check_rows",
    "check_table_path",
    "column_names",
    "find_columns",
    "group_rows",
    "look",
    "open_source",
    "open_table",
    "option_names",
    "parse_rows",
    "read_stamped",
    "rows_note",
    "settle_duplicates",
    "split_names",
    "write_table",
    "written",
]

__getattr__ = later(
    __name__,
    {
        "Look": "looking",
        "StampedTable": "stamped",
        "check_table_path": "writing",
        "look": "looking",
        "read_stamped": "stamped",
        "write_table": "writing",
    },
)
