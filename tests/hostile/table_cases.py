"""What is in the table: columns, missing values, rows, time and id."""

from tests.hostile.case import GOOD, GOOD_VALUES, NAN, Case, at

COLUMNS = [
    Case(
        name="wrong name",
        content=b"valve,y\n1,2\n",
        options={"inputs": ["vavle"]},
        error=r"unknown column of data\.csv 'vavle'\. Known: valve, y\. Did you mean 'valve'\?",
    ),
    Case(name="wrong case", content=b"U,y\n1,2\n", error=r".* 'u'\. Known: U, y\. Did you mean 'U'\?"),
    Case(
        name="ambiguous name",
        content=b"u,y,u\n1,2,1\n3,4,5\n",
        error=r"column 'u' must be one column of data\.csv, got columns 1 and 3, which differ\. "
        r"Ask for 'column_1' or 'column_3'",
    ),
    Case(
        name="ambiguous name, by place",
        content=b"u,y,u\n1,2,1\n3,4,5\n",
        options={"inputs": ["column_3"]},
        values=((1, 2), (5, 4)),
    ),
    Case(
        name="twice the same column",
        content=b"u,y,u\n1,2,1\n3,,3\n",
        notes=(r"Columns 1 and 3 of data\.csv are both called 'u', with the same values",),
        values=((1, 2), (3, NAN)),
    ),
    Case(
        name="place beyond",
        content=GOOD,
        options={"inputs": ["column_3"]},
        error=r"unknown column .* 'column_3'",
    ),
    Case(
        name="target among the inputs",
        content=GOOD,
        options={"inputs": ["u", "y"]},
        error=r"targets must not be among the inputs, got 'y' in both\. Predicting a column from itself",
    ),
    Case(
        name="input twice",
        content=GOOD,
        options={"inputs": ["u", "u"]},
        error=r"inputs must name each .* 'u' twice",
    ),
    Case(
        name="id is an input",
        content=GOOD,
        options={"id": "u"},
        error=r"id must not be among the inputs, got 'u'",
    ),
    Case(
        name="no input", content=GOOD, options={"inputs": []}, error=r"inputs must name at least one column"
    ),
    Case(
        name="units below the header",
        content=b"u,y\n[V],[mV]\n1,2\n",
        notes=(r"The line below the header of data\.csv has units \(\[V\], \[mV\]\); it was skipped\.",),
        values=((1, 2),),
    ),
    Case(
        name="line below the header that is no unit",
        content=b"u,y\nvalve one,valve two\n1,2\n",
        error=r"unknown column of data\.csv 'u'\. Known: valve one, valve two",
    ),
    Case(
        name="word among numbers",
        content=b"u,y\n1,2\n3,fault\n5,fault\n",
        error=rf"column 'y' must hold numbers, got 'fault' in {at(1)} \(1 more such cells\)\. Mend it",
    ),
    Case(
        name="row of a word, counted in the file",
        content=b"u,y\n1,2\n3,4\nx,6\n",
        options={"rows": (1, 3)},
        error=rf"column 'u' must hold numbers, got 'x' in {at(2)}",
    ),
    Case(name="true and false", content=b"u,y\nTrue,1\nFalse,2\n,3\n", values=((1, 1), (0, 2), (NAN, 3))),
    Case(
        name="infinite",
        content=b"u,y\n1,2\n-inf,4\n",
        error=rf"column 'u' .* got -inf in {at(1)}; 1 such",
    ),
    Case(
        name="too large", content=b"u,y\n1,1e39\n", error=rf"column 'y' .* between .* got 1e\+39 in {at(0)}"
    ),
    Case(name="words of an unused column", content=b"u,y,who\n1,2,Ada\n", values=((1, 2),)),
]

MISSING = [
    Case(
        name="ways to say missing",
        content=b'u,y\n1,2\nNA,?\n NaN , - \n-, null\n"",#N/A\n3,4\n',
        values=((1, 2), *((NAN, NAN),) * 4, (3, 4)),
    ),
    Case(name="short unused column", content=b"u,y,Ts\n1,2,4\n3,4,\n5,6,\n", values=GOOD_VALUES),
    Case(
        name="column of one value, every row closed by a comma",
        content=b'"u","y","Ts",\n1,2,4,\n' + b"3,4,,\n" * 60 + b"\n",
        values=((1, 2), *((3, 4),) * 60),
    ),
    Case(
        name="last column mostly missing",
        content=b"u,y,w\n1,2,4\n" + b"3,4,\n" * 60,
        values=((1, 2), *((3, 4),) * 60),
    ),
    Case(
        name="short used columns",
        content=b"u,y,w\n1,2,1\n3,,2\n,,3\n,,4\n",
        notes=(r"The last 2 rows of data\.csv have no value in 'u', 'y'; they were left out",),
        values=((1, 2), (3, NAN)),
    ),
    Case(
        name="missing throughout",
        content=b"u,y,w\n,,1\n,,2\n",
        error=r"data\.csv must have values in 'u', 'y', and",
    ),
]

ROWS = [
    Case(name="part", content=GOOD, options={"rows": (1, 2)}, values=((3, 4),)),
    Case(
        name="rows beyond the end",
        content=GOOD,
        options={"rows": (2, 9)},
        notes=(r"data\.csv ends at row 3, before the end of rows 2:9",),
        values=((5, 6),),
    ),
    Case(
        name="rows after the end",
        content=GOOD,
        options={"rows": (3, 9)},
        error=r"rows must be in data\.csv, got 3:9",
    ),
    Case(
        name="backward rows", content=GOOD, options={"rows": (2, 1)}, error=r"rows must start at 0 .* got 2:1"
    ),
    Case(
        name="negative rows",
        content=GOOD,
        options={"rows": (-2, None)},
        error=r"rows must start at 0 .* got -2:",
    ),
]

TIME_AND_ID = [
    Case(
        name="time steps back",
        content=b"t,u,y\n0,1,2\n2,3,4\n1,5,6\n",
        options={"time": "t"},
        error=rf"time column 't' must ascend, got 1 after 2 in {at(2)}; 1 step back",
    ),
    Case(
        name="time descends",
        content=b"t,u,y\n3,1,2\n2,3,4\n1,5,6\n",
        options={"time": "t"},
        error=rf"time column 't' must ascend, got 2 after 3 in {at(1)}; 2 steps back",
    ),
    Case(
        name="same time",
        content=b"t,u,y\n0,1,2\n1,3,4\n1,5,6\n",
        options={"time": "t"},
        notes=(r"1 row of data\.csv has the same time \('t'\) as the row before\. All were kept",),
        values=GOOD_VALUES,
    ),
    Case(
        name="gap in time",
        content=b"t,u,y\n0,1,2\n1,3,4\n2,5,6\n7,7,8\n",
        options={"time": "t"},
        notes=(r"1 gap in time \('t'\) in data\.csv: .* median step 1; the longest, 5, follows row 2",),
        values=(*GOOD_VALUES, (7, 8)),
    ),
    Case(
        name="time missing",
        content=b"t,u,y\n0,1,2\n,3,4\n",
        options={"time": "t"},
        error=rf"time column 't' must have a time in every row, and it has none in {at(1)}",
    ),
    Case(
        name="dates",
        content=b"t,u,y\n2024-02-28 23:00,1,2\n2024-02-29 00:00,3,4\n2024-02-29 01:00,5,6\n",
        options={"time": "t"},
        values=GOOD_VALUES,
    ),
    Case(
        name="dates that step back",
        content=b"t,u,y\n2024-02-28 23:00,1,2\n2024-02-28 22:59:59,3,4\n",
        options={"time": "t"},
        error=rf"time column 't' must ascend, got -1 s after 0 s in {at(1)}",
    ),
    Case(
        name="clock times",
        content=b"t,u,y\n13:45:00,1,2\n13:45:01,3,4\n13:45:02,5,6\n13:46:00,7,8\n",
        options={"time": "t"},
        notes=(r".* times the median step 1 s; the longest, 58 s, follows row 2\.",),
        values=(*GOOD_VALUES, (7, 8)),
    ),
    Case(
        name="decimal commas in time",
        content=b"t;u;y\n0,1;1;2\n0,2;3;4\n",
        options={"time": "t"},
        notes=(r"data\.csv has decimal commas",),
        values=((1, 2), (3, 4)),
    ),
    Case(
        name="date that is none",
        content=b"t,u,y\n2024-02-28,1,2\n2024-02-30,3,4\n",
        options={"time": "t"},
        error=rf"time column 't' must hold numbers or dates .* got '2024-02-30' in {at(1)}",
    ),
    Case(
        name="time in words",
        content=b"t,u,y\nmorning,1,2\nnoon,3,4\n",
        options={"time": "t"},
        error=rf"time column 't' must hold numbers or dates .* got 'morning' in {at(0)}",
    ),
    Case(
        name="id missing",
        content=b"c,u,y\na,1,2\n,3,4\n",
        options={"id": "c"},
        error=rf"id column 'c' must have a value in every row, and it has none in {at(1)}",
    ),
    Case(
        name="two sequences without their id",
        content=b"c,t,u,y\na,0,1,2\na,1,3,4\nb,0,5,6\n",
        options={"time": "t"},
        error=rf"time column 't' must ascend, got 0 after 1 in {at(2)}.* name the id column",
    ),
    Case(
        name="two sequences, row by row",
        content=b"c,t,u,y\nb,0,1,2\na,0,3,4\nb,1,5,6\n",
        options={"id": "c", "time": "t"},
        values=((1, 2), (5, 6), (3, 4)),
    ),
    Case(
        name="time steps back within an id",
        content=b"c,t,u,y\nb,1,1,2\na,0,3,4\nb,0,5,6\n",
        options={"id": "c", "time": "t"},
        error=rf"time column 't' must ascend, got 0 after 1 in {at(2)}",
    ),
]

TABLE_CASES = [*COLUMNS, *MISSING, *ROWS, *TIME_AND_ID]
