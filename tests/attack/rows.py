"""Hostile lines for `elman stream`: nothing but their own answers may be lost, and no lane may go astray."""

import json
import os
from contextlib import redirect_stderr
from io import StringIO
from typing import final

import numpy as np

import elman
from elman.errors import ElmanError
from elman.lines import LineOptions, LineRun, OneLane, Pipes, Stop
from elman.lines.csv_lines import CsvLines
from elman.lines.json_lines import JsonLines
from tests.attack.finding import LOST, WRONG, Finding

CELLS = (
    *(
        "1",
        "-2.5",
        "1e3",
        " 7 ",
        "",
        "NA",
        "nan",
        "inf",
        "-inf",
        "1e39",
        "1e400",
        "1" * 5000,
        "0x10",
        "1_000",
    ),
    *("true", "1,5", "'3'", '"4"', '"4', '4"', '""""', '"a\rb"', "a\rb", "\r", "\x00", "\x1b[2J", "=1+1"),
    *(
        "é",
        "电",
        "\ufeff1",
        "\uff11\uff12",
        "\u202e",
        "x" * 200_000,
        '"' + "x" * 200_000 + '"',
        "1;2",
        "\t",
        "+1",
        "1.",
    ),
)
JSON_TEXTS = (
    *(
        "1",
        "-2.5",
        "null",
        "true",
        '"1"',
        "NaN",
        "Infinity",
        "-Infinity",
        "1e400",
        "1" + "0" * 400,
        "1" * 5000,
    ),
    *("[1]", "[]", "[[1]]", "[1, 2]", "[" * 5000, "{" * 500, '{"u": 1}', '{"u": null, "x": 2}', '{"v": 1}'),
    *('{"u": 1, "u": 2}', '{"u": {"u": 1}}', '{"u": "\\ud800"}', '{"\\ud800": 1, "u": 1}', '{"u": 1', "nope"),
    *('"' + "x" * 100_000 + '"', "", " ", "\x00", "\ufeff[1]", '{"u": [[[[1]]]]}', "1 2", "{'u': 1}", "[1,]"),
)
RAW = (b"\xff\xfe", b"\xed\xa0\x80", b"\x80" * 9, b"1,\xff", b"\xc3", b"1\r", b"\r\r", bytes(range(1, 10)))


class _Lines:
    """What the kinds of lines have in common."""

    share = 2.0
    batch = 400

    def skipped(self):
        """It can be tried everywhere."""
        return

    def one_try(self, material, folder, chance):
        """Some lines in a block, beside the same lines one by one."""
        model = elman.load(material / "model.safetensors")
        lines = [self.line(chance) for _ in range(chance.choice((1, 3, 30, 300)))]
        ends = chance.choice((b"\n", b"\r\n"))
        text = self.header + b"".join(line.replace(b"\n", b"") + ends for line in lines)
        stream, said = model.stream(), []
        answers = _run(text, stream, folder, strict=False, said=said)[self.header.count(b"\n") :]
        if len(answers) != len(lines):
            return Finding(LOST, f"{len(lines)} lines, {len(answers)} answers: {text[:500]!r}")
        alone, taken = self.alone(model.stream(), lines)
        if answers != alone:
            place = next(
                place for place, pair in enumerate(zip(answers, alone, strict=True)) if len({*pair}) > 1
            )
            return Finding(
                WRONG, f"line {lines[place]!r} in a block: {answers[place]!r}, alone: {alone[place]!r}"
            )
        steps = int(stream.state.inputs.steps_B[0])
        if steps != taken:
            return Finding(LOST, f"{taken} lines are usable, {steps} rows are in the state: {text[:500]!r}")
        bad = [sentence for sentence in said if sentence.startswith("line ")]
        if len(bad) != len(lines) - taken:
            return Finding(LOST, f"{len(lines) - taken} lines are bad, {len(bad)} sentences: {text[:500]!r}")
        return None

    def alone(self, stream, lines):
        """The answer to each line on its own, and how many were taken."""
        line_format = self.make_format(("u",), ("y",))
        line_format.begin(self.header.rstrip(b"\n") or b"1")
        answers, taken = [], 0
        if not self.header:
            lines = [lines[0].removeprefix(b"\xef\xbb\xbf"), *lines[1:]]  # a byte order mark, where it may be
        for line in lines:
            x_TF, wrong, _ = line_format.parse([line.replace(b"\n", b"").removesuffix(b"\r")])
            y_O = np.full(1, np.nan, np.float32)
            if not wrong:
                try:
                    y_O = stream.step(x_TF[0])
                    taken += 1
                except ElmanError as error:
                    wrong = {0: str(error)}
            answers.append(line_format.render(np.reshape(y_O, (1, 1)), frozenset(wrong)).rstrip(b"\n"))
        return answers, taken


@final
class CsvRows(_Lines):
    """CSV."""

    name = "hostile lines of CSV"
    header = b"u\n"
    make_format = CsvLines

    def line(self, chance):
        """A cell or two, most of them good."""
        if chance.random() < 0.5:
            return b"%.6g" % chance.gauss(0, 1)
        if chance.random() < 0.1:
            return chance.choice(RAW)
        cells = chance.choices(CELLS, k=chance.choice((1, 1, 1, 2, 3)))
        return ",".join(cells).encode(errors="surrogatepass")


@final
class JsonRows(_Lines):
    """JSON lines."""

    name = "hostile lines of JSON"
    header = b""
    make_format = JsonLines

    def line(self, chance):
        """A value or a piece of one, most of them good."""
        value = chance.gauss(0, 1)
        if chance.random() < 0.5:
            return json.dumps(chance.choice((value, [value], {"u": value, "t": "now"}))).encode()
        if chance.random() < 0.1:
            return chance.choice(RAW)
        text = chance.choice(JSON_TEXTS)
        if chance.random() < 0.3 and text:
            place = chance.randrange(len(text))
            text = text[:place] + chance.choice('{}[],:"\\ 0x\x01') + text[place + 1 :]
        return text.encode(errors="surrogatepass")


def _run(text, stream, folder, *, strict, said):
    """The answers to a text, as the command line makes them."""
    (folder / "lines").write_bytes(text)
    first = "json" if not text.startswith(b"u\n") else "csv"
    options = LineOptions(format=first, inputs=("u",), targets=("y",), strict=strict)
    with open(folder / "lines", "rb") as source, open(folder / "answers", "wb") as sink, Stop.watch() as stop:
        pipes = Pipes(source.fileno(), sink.fileno(), stop)
        with redirect_stderr(StringIO()):
            LineRun(OneLane(stream), pipes, options, complain=said.append, note=lambda note: None).run()
    answers = (folder / "answers").read_bytes()
    os.unlink(folder / "answers")
    return answers.split(b"\n")[:-1]
