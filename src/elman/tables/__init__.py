"""Tables: files, frames and arrays, their columns found, read and grouped; tables written."""

from elman.tables.grouping import check_height, group_rows, rows_note, settle_duplicates
from elman.tables.options import ReadOptions, option_names, take_options
from elman.tables.readers import MISSING, Table, open_table
from elman.tables.roles import Roles, ambiguous, as_names, check_distinct, find_columns, split_names
from elman.tables.rows import Rows, check_rows, parse_rows, written
from elman.tables.sources import Source, column_names, open_source
from elman.tables.stamped import StampedTable, read_stamped
from elman.tables.variables import VariablesTable
from elman.tables.writing import check_table_path, write_table

__all__ = [
    "MISSING",
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
    "open_source",
    "open_table",
    "option_names",
    "parse_rows",
    "read_stamped",
    "rows_note",
    "settle_duplicates",
    "split_names",
    "take_options",
    "write_table",
    "written",
]
