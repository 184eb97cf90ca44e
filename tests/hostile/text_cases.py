"""Text files: packed, encoded and laid out in every way."""

import gzip
from pathlib import Path

from tests.hostile.case import GOOD, GOOD_VALUES, NAN, Case

FILES = [
    Case(name="no file", content=None, error=r".*data\.csv must be a file, and there is none"),
    Case(name="folder", content=Path.mkdir, error=r".*data\.csv must be a file, got a folder"),
    Case(
        name="unknown suffix",
        file="data.xyz",
        content=GOOD,
        error=r"unknown suffix of data\.xyz, 'xyz'\. Known",
    ),
    Case(
        name="no suffix", file="data", content=GOOD, error=r"unknown suffix of data, ''\. Known: arrow, csv"
    ),
    Case(name="empty", content=b"", error=r"data\.csv must have a header and rows, and it is empty"),
    Case(
        name="only blank lines",
        content=b"\n \n\r\n",
        error=r"data\.csv must have a header .* it is empty",
    ),
    Case(name="header alone", content=b"u,y\n", error=r"data\.csv must have rows, got a header alone"),
    Case(
        name="binary",
        content=b"u,y\n1,\0\n",
        error=r"data\.csv must be a text table, and it has a zero byte at 6",
    ),
    Case(
        name="excel",
        content=b"PK\x03\x04rest",
        error=r"data\.csv must be a text table, and it is a zip archive",
    ),
    Case(
        name="matlab",
        content=b"MATLAB 5.0 MAT-file",
        error=r".* it is a MATLAB file\. Give it the suffix \.mat",
    ),
    Case(
        name="parquet as csv",
        content=b"PAR1xx",
        error=r".* it is a Parquet file\. Give it the suffix \.parquet",
    ),
    Case(
        name="gzip cut off", file="data.csv.gz", content=gzip.compress(GOOD)[:-9], error=r".* whole gzip file"
    ),
    Case(
        name="gzip damaged",
        file="data.csv.gz",
        content=gzip.compress(GOOD)[:12] + b"\xff" * 20,
        error=r"data\.csv\.gz must be a whole gzip file, and it is cut off or damaged",
    ),
    Case(name="gzip", file="data.csv.gz", content=gzip.compress(GOOD), values=GOOD_VALUES),
    Case(name="gzip without its suffix", content=gzip.compress(GOOD), values=GOOD_VALUES),
    Case(name="suffix of gzip alone", file="data.csv.gz", content=GOOD, values=GOOD_VALUES),
    Case(name="upper case suffix", file="DATA.CSV", content=GOOD, values=GOOD_VALUES),
]

ENCODINGS = [
    Case(name="byte order mark", content=b"\xef\xbb\xbf" + GOOD, values=GOOD_VALUES),
    Case(
        name="utf-16",
        content=GOOD.decode().encode("utf-16"),
        notes=("data.csv is UTF-16",),
        values=GOOD_VALUES,
    ),
    Case(
        name="latin-1",
        content="u,Temp °C\n1,2\n".encode("latin-1"),
        options={"targets": ["Temp °C"]},
        notes=(r"data\.csv is not UTF-8 \(line 1\), so it was read as Latin-1",),
        values=((1, 2),),
    ),
    Case(name="windows line ends", content=GOOD.replace(b"\n", b"\r\n"), values=GOOD_VALUES),
    Case(name="old mac line ends", content=GOOD.replace(b"\n", b"\r"), values=GOOD_VALUES),
    Case(name="no last line end", content=GOOD.rstrip(), values=GOOD_VALUES),
]

LAYOUTS = [
    Case(name="tabs", file="data.tsv", content=GOOD.replace(b",", b"\t"), values=GOOD_VALUES),
    Case(name="semicolons", content=GOOD.replace(b",", b";"), values=GOOD_VALUES),
    Case(name="bars", file="data.txt", content=GOOD.replace(b",", b"|"), values=GOOD_VALUES),
    Case(name="spaces", file="data.dat", content=b"  u   y\n 1   2 \n 3 \t 4\n", values=((1, 2), (3, 4))),
    Case(name="told separator", content=b"sep=;\nu;y\n1;2\n", values=((1, 2),)),
    Case(name="quoted header", content=b'"u","y",\n1,2,\n3,4,\n', values=((1, 2), (3, 4))),
    Case(name="separator in a quoted name", content=b'u,y,"a,b"\n1,2,"3,4"\n', values=((1, 2),)),
    Case(name="line end in a quoted cell", content=b'u,y,z\n1,2,"a\nb"\n3,4,c\n', values=((1, 2), (3, 4))),
    Case(name="quoted numbers", content=b'u,y\n"1","2"\n', values=((1, 2),)),
    Case(name="spaces after commas", content=b"u, y\n1, 2\n3 , 4 \n", values=((1, 2), (3, 4))),
    Case(name="separator at the end of rows alone", content=b"u,y\n1,2,\n3,4,\n", values=((1, 2), (3, 4))),
    Case(
        name="separator at the end of the header alone", content=b"u,y,\n1,2\n3,4\n", values=((1, 2), (3, 4))
    ),
    Case(
        name="decimal commas",
        content=b"u;y\n1;2\n3,5;-4,25e1\n",
        notes=(r"data\.csv has decimal commas",),
        values=((1, 2), (3.5, -42.5)),
    ),
    Case(
        name="decimal commas without a header",
        content=b"1,5;2,5\n3,5;4,5\n",
        options={"inputs": ["column_1"], "targets": ["column_2"]},
        notes=(r"data\.csv has no header", r"data\.csv has decimal commas"),
        values=((1.5, 2.5), (3.5, 4.5)),
    ),
    Case(
        name="separator at the end of rows before windows line ends",
        content=b"u,y\r\n1,2,\r\n3,4,\r\n",
        values=((1, 2), (3, 4)),
    ),
    Case(
        name="line end in the header",
        content=b'"u\n[V]",y\n1,2\n3,4\n',
        options={"inputs": ["u [V]"]},
        values=((1, 2), (3, 4)),
    ),
    Case(
        name="column without a name",
        content=b"u;y\n" + b"0;1;2\n" * 60,
        error=r"data\.csv must have 2 cells in every row, got 3 in row 0 \(line 2\)",
    ),
    Case(
        name="what an instrument tells of itself",
        content=b"Logger 3000\n\nMade: today\nu;y\n1;2\n3;4\n",
        notes=(r"The first 3 lines of data\.csv are no table; they were skipped\.",),
        values=((1, 2), (3, 4)),
    ),
    Case(
        name="one column with a space in its name",
        content=b"engine speed\n1\n\n3\n",
        options={"inputs": ["engine speed"], "targets": []},
        values=((1,), (NAN,), (3,)),
    ),
    Case(
        name="decimal commas beside points",
        content=b"u;y\n1.234;2\n3.5;4\n3,5;4\n",
        error=r"data\.csv must have one decimal sign, got '3\.5' with a point and '3,5' with a comma\. Mend",
    ),
    Case(
        name="thousands points beside decimal commas",
        content=b"u;y\n1.234;2\n3,5;4\n",
        notes=(r"data\.csv has decimal commas", r".* '1\.234' is read as 1234\. --decimal \. overrules it"),
        values=((1234, 2), (3.5, 4)),
    ),
    Case(
        name="thousands in quotes",
        content=b'u,y\n1,2\n"1,234",4\n',
        error=r"data\.csv must say whether the comma is its decimal sign: '1,234' may be 1\.234 or 1234",
    ),
    Case(
        name="thousands in quotes beside decimal points",
        content=b'u,y\n1,2.5\n"1,234",4\n',
        notes=(r"data\.csv has commas between thousands: '1,234' is read as 1234",),
        values=((1, 2.5), (1234, 4)),
    ),
    Case(
        name="no header",
        content=b"1,2\n3,4\n",
        options={"inputs": ["column_1"], "targets": ["column_2"]},
        notes=(r"data\.csv has no header, so its columns are called column_1 to column_2",),
        values=((1, 2), (3, 4)),
    ),
    Case(
        name="no header, names asked for",
        content=b"1,2\n3,4\n",
        error=r"unknown column of data\.csv 'u'\. Known: column_1, column_2\.",
    ),
    Case(name="remarks above", content=b"# a log\n\n% of the pump\nu,y\n1,2\n", values=((1, 2),)),
    Case(name="header as a remark", content=b"# u y\n1.0 2.0\n3.0 4.0\n", values=((1, 2), (3, 4))),
    Case(
        name="blank lines between",
        content=b"u,y\n\n1,2\n\n\n3,4\n",
        notes=(r"data\.csv has 3 blank lines between its rows; they were skipped",),
        values=((1, 2), (3, 4)),
    ),
    Case(
        name="long row",
        content=b"u,y\n1,2\n3,4,5\n",
        error=r"data\.csv must have 2 cells in every row, got 3 in row 1 \(line 3\)",
    ),
    Case(
        name="short row",
        content=b"a,u,y\n1,2,3\n4,5\n",
        error=r"data\.csv must have 3 cells in every row, got 2 in row 1 \(line 3\)",
    ),
    Case(
        name="cut off in the last row",
        content=b"a,u,y\n1,2,3\n4,5,6\n7",
        error=r"data\.csv must have 3 cells in every row, got 1 in row 2 \(line 4\)",
    ),
    Case(
        name="quote never closed",
        content=b'u,y\n1,2\n3,"4\n',
        error=r"data\.csv must close every quote .* line 2",
    ),
    Case(
        name="ragged outside the rows",
        content=GOOD + b"7,8,9\n",
        options={"rows": (0, 3)},
        values=GOOD_VALUES,
    ),
]

TEXT_CASES = [*FILES, *ENCODINGS, *LAYOUTS]
