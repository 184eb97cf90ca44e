"""The table as text: every way to write numbers, dates and lines."""

import bz2
import gzip
import lzma
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from tests.disguises.truth import DAYS, HOURS, MONTHS, WEEKS, Truth

NAMES = ("station", "when", "tiny", "level", "huge", "kind")
UNITS = ("", "", "m", "°C", "(counts)", "")


@dataclass(frozen=True)
class Writing:
    """One way to write the table."""

    name: str
    truth: Truth = HOURS
    separator: str = ";"
    decimal: str = "."
    thousands: str = ""
    date: Callable[[pd.Timestamp], str] = str
    lines: Callable[[list[str], "Writing"], list[str]] = lambda lines, _: lines
    end: str = "\n"
    encoding: str = "utf-8"
    missing: str = ""
    suffix: str = "csv"
    quote: bool = False
    options: dict[str, Any] = field(default_factory=dict)
    zone: str | None = None

    def number(self, value: float) -> str:
        """A number as this way has it."""
        if np.isnan(value):
            return self.missing
        text = (
            repr(float(value))
            if abs(value) < 1e-4
            else f"{value:.2f}"
            if abs(value) < 1e5
            else f"{value:.1f}"
        )
        whole, _, rest = text.partition(".")
        if self.thousands:
            whole = f"{int(whole):,}".replace(",", self.thousands) if len(whole) > 3 else whole
        return whole + (self.decimal + rest if rest else "")

    def cells(self) -> list[list[str]]:
        """The rows, cell by cell."""
        truth = self.truth
        moments = pd.DatetimeIndex(truth.moment)
        if self.zone is not None:
            moments = moments.tz_localize("UTC").tz_convert(self.zone)
        rows = zip(truth.station, moments, truth.tiny, truth.level, truth.huge, truth.kind, strict=True)
        return [
            [station, self.date(moment), *map(self.number, numbers), kind]
            for station, moment, *numbers, kind in rows
        ]

    def line(self, cells: list[str]) -> str:
        """Cells as a line; those that need quotes have them."""
        needy = [
            f'"{cell}"' if self.quote or self.separator in cell or cell.startswith('"') else cell
            for cell in cells
        ]
        if self.separator == " ":
            needy = [cell or '""' for cell in needy]
            return "  ".join(needy)
        return self.separator.join(needy)

    def text(self) -> str:
        """The whole file."""
        lines = [self.line(list(NAMES)), *map(self.line, self.cells())]
        return self.end.join(self.lines(lines, self)) + self.end

    def write(self, folder: Path) -> Path:
        """Writes it."""
        path = folder / f"table.{self.suffix}"
        pack(path, self.text().encode(self.encoding))
        return path


def pack(path: Path, data: bytes) -> None:
    """Writes bytes, packed as the suffix says."""
    suffix = path.suffix
    if suffix == ".zip":
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr(path.stem if "." in path.stem else f"{path.stem}.csv", data)
        return
    packed = {".gz": gzip.compress, ".xz": lzma.compress, ".bz2": bz2.compress}.get(suffix, bytes)
    path.write_bytes(packed(data))


SEPARATORS = {"comma": ",", "semicolon": ";", "tab": "\t", "bar": "|", "blanks": " "}
SIGNS = {
    "points": (".", ""),
    "commas": (",", ""),
    "points and commas": (".", ","),
    "commas and points": (",", "."),
    "points and blanks": (".", " "),
    "commas and no-break blanks": (",", "\u00a0"),
    "points and apostrophes": (".", "'"),
}


def _iso_t(moment: pd.Timestamp) -> str:
    return moment.isoformat()


NUMBER_TEXTS = [
    Writing(
        f"{separator}, {signs}",
        separator=SEPARATORS[separator],
        decimal=SIGNS[signs][0],
        thousands=SIGNS[signs][1],
        date=_iso_t,
        missing="NA" if separator == "blanks" else "",
    )
    for separator in SEPARATORS
    for signs in SIGNS
    if not (separator == "blanks" and "blanks" in signs)
]


def _above(*lines: str) -> Callable[[list[str], Writing], list[str]]:
    return lambda rows, _: [*lines, *rows]


def _units(rows: list[str], writing: Writing) -> list[str]:
    return [rows[0], writing.line(list(UNITS)), *rows[1:]]


def _blank_between(rows: list[str], _: Writing) -> list[str]:
    return [line for row in rows for line in (row, "")]


HEADERS: dict[str, tuple[Callable[[list[str], Writing], list[str]], dict[str, Any]]] = {
    "header alone": (_above(), {}),
    "units below": (_units, {}),
    "units below, lines above": (lambda rows, w: ["Logger 3000", "", *_units(rows, w)], {}),
    "a logger's lines above": (_above("Logger;3000", "Site;A", ""), {}),
    "prose above": (_above("These are the measurements of two stations.", "", "They have gaps."), {}),
    "remarks above": (_above("# two stations", "# with gaps"), {}),
    "header as a remark": (lambda rows, _: [f"# {rows[0]}", *rows[1:]], {}),
    "separator told": (lambda rows, w: [f"sep={w.separator}", *rows], {}),
    "blank line before the header": (_above("", ""), {}),
    "blank line after the header": (lambda rows, _: [rows[0], "", *rows[1:]], {}),
    "blank lines between": (_blank_between, {}),
    "blank lines at the end": (lambda rows, _: [*rows, "", "", ""], {}),
    "no header": (lambda rows, _: rows[1:], {"names": ",".join(NAMES)}),
    "separator at the end": (lambda rows, w: [row + w.separator for row in rows], {}),
    "separator at the rows' end": (lambda rows, w: [rows[0], *(row + w.separator for row in rows[1:])], {}),
    "lines to be skipped": (_above("a;b;c;d;e;f", "1;2;3;4;5;6"), {"skip_lines": 2}),
}
HEADER_TEXTS = [
    Writing(
        f"{name}, {kind}",
        lines=lines,
        options=options,
        date=_iso_t,
        separator=separator,
        decimal=decimal,
        quote=quote,
    )
    for name, (lines, options) in HEADERS.items()
    for kind, separator, decimal, quote in (
        ("semicolons and commas", ";", ",", False),
        ("commas in quotes", ",", ".", True),
        ("tabs", "\t", ".", False),
    )
    if not (name in ("a logger's lines above", "lines to be skipped") and separator != ";")
]
ENCODINGS = {
    "utf-8": {},
    "utf-8-sig": {},
    "utf-16": {},
    "utf-16-le": {},
    "utf-16-be": {},
    "utf-32": {},
    "latin-1": {},
    "cp1252": {"encoding": "cp1252"},
    "mac-roman": {"encoding": "mac-roman"},
    "cp850": {"encoding": "cp850"},
}
ENDS = {"line feeds": "\n", "carriage returns and line feeds": "\r\n", "carriage returns": "\r"}
LINE_TEXTS = [
    Writing(f"{encoding}, {end}", encoding=encoding, options=options, end=ENDS[end], date=_iso_t, decimal=",")
    for encoding, options in ENCODINGS.items()
    for end in ENDS
]
PACKED_TEXTS = [
    Writing(f"packed as {suffix}", suffix=suffix, date=_iso_t, separator=",")
    for suffix in ("csv.gz", "csv.xz", "csv.bz2", "zip", "csv.zip", "txt.gz", "dat", "tsv", "txt")
]
MISSING_TEXTS = [
    Writing(f"missing is {missing!r}", missing=missing, options=options, date=_iso_t)
    for missing, options in (
        *((text, {}) for text in ("", "NA", "N/A", "NaN", "nan", "null", "-", "?", "#N/A", "None")),
        (".", {"missing_values": "."}),
        ("-999", {"missing_values": "-999"}),
        ("-999.00", {"missing_values": "-999"}),
        ("bad", {"missing_values": ["bad", "-999"]}),
    )
]


def _form(text: str) -> Callable[[pd.Timestamp], str]:
    return lambda moment: moment.strftime(text)


def _short(moment: pd.Timestamp) -> str:
    return f"{moment.month}/{moment.day}/{moment.year} {moment.hour}:{moment.minute:02d}"


def _to_24(moment: pd.Timestamp) -> str:
    if moment.hour:
        return moment.strftime("%Y-%m-%d %H:%M")
    return (moment - pd.Timedelta("1D")).strftime("%Y-%m-%d 24:00")


def _week(moment: pd.Timestamp) -> str:
    year, week, _ = moment.isocalendar()
    return f"{year}-W{week:02d}"


HOURLY_DATES: dict[str, Callable[[pd.Timestamp], str]] = {
    "2023-02-20T13:00:00": _iso_t,
    "2023-02-20 13:00": _form("%Y-%m-%d %H:%M"),
    "2023-02-20 13:00:00.000": _form("%Y-%m-%d %H:%M:%S.000"),
    "2023/02/20 13:00": _form("%Y/%m/%d %H:%M"),
    "2023.02.20 13:00": _form("%Y.%m.%d %H:%M"),
    "20230220T130000": _form("%Y%m%dT%H%M%S"),
    "20230220 13:00": _form("%Y%m%d %H:%M"),
    "2023022013": _form("%Y%m%d%H"),
    "202302201300": _form("%Y%m%d%H%M"),
    "20230220130000": _form("%Y%m%d%H%M%S"),
    "2/20/2023 13:00": _short,
    "02/20/2023 01:00:00 PM": _form("%m/%d/%Y %I:%M:%S %p"),
    "20/02/2023 13:00": _form("%d/%m/%Y %H:%M"),
    "20-02-2023 13:00": _form("%d-%m-%Y %H:%M"),
    "20.02.2023 13:00:00": _form("%d.%m.%Y %H:%M:%S"),
    "20.02.23 13:00": _form("%d.%m.%y %H:%M"),
    "20-Feb-2023 13:00": _form("%d-%b-%Y %H:%M"),
    "20 February 2023 13:00": _form("%d %B %Y %H:%M"),
    "Feb 20, 2023 13:00": _form("%b %d, %Y %H:%M"),
    "Feb 20, 2023 1 PM": _form("%b %d, %Y %I %p"),
    "Mon, 20 Feb 2023 13:00:00": _form("%a, %d %b %Y %H:%M:%S"),
    "2023-Feb-20 13:00": _form("%Y-%b-%d %H:%M"),
    "2023-02-20 24:00": _to_24,
    "2023-051 13:00": _form("%Y-%j %H:%M"),
}
DAILY_DATES: dict[str, Callable[[pd.Timestamp], str]] = {
    "2023-02-20": _form("%Y-%m-%d"),
    "20230220": _form("%Y%m%d"),
    "2/20/2023": lambda moment: f"{moment.month}/{moment.day}/{moment.year}",
    "20/02/2023": _form("%d/%m/%Y"),
    "20.2.2023": lambda moment: f"{moment.day}.{moment.month}.{moment.year}",
    "20.02.23": _form("%d.%m.%y"),
    "20-Feb-23": _form("%d-%b-%y"),
    "20FEB2023": lambda moment: moment.strftime("%d%b%Y").upper(),
    "Feb 20, 2023": _form("%b %d, %Y"),
    "February 20, 2023": _form("%B %d, %Y"),
    "2023-051": _form("%Y-%j"),
    "2023-W08-1": _form("%G-W%V-%u"),
    "Monday, 20 February 2023": _form("%A, %d %B %Y"),
}
MONTHLY_DATES: dict[str, Callable[[pd.Timestamp], str]] = {
    "2023-02": _form("%Y-%m"),
    "2023/02": _form("%Y/%m"),
    "02/2023": _form("%m/%Y"),
    "Feb 2023": _form("%b %Y"),
    "Feb-23": _form("%b-%y"),
    "2023-Feb": _form("%Y-%b"),
    "202302": _form("%Y%m"),
    "01/02/2023": _form("%d/%m/%Y"),
    "02/01/2023": _form("%m/%d/%Y"),
    "2023-02-01": _form("%Y-%m-%d"),
}
DATE_TEXTS = [
    *(Writing(f"hours as {name}", date=date) for name, date in HOURLY_DATES.items()),
    *(Writing(f"days as {name}", truth=DAYS, date=date) for name, date in DAILY_DATES.items()),
    *(Writing(f"months as {name}", truth=MONTHS, date=date) for name, date in MONTHLY_DATES.items()),
    Writing("weeks as 2023-W08", truth=WEEKS, date=_week),
    *(
        Writing(f"hours by the form {form}", date=_form(form), options={"time_format": form})
        for form in ("%d/%m/%Y %H:%M", "%y%m%d-%H%M", "on %d.%m.%Y at %H")
    ),
    Writing("days first, as told", truth=DAYS, date=_form("%d/%m/%y"), options={"time_format": "day-first"}),
    Writing(
        "months first, as told", truth=DAYS, date=_form("%m/%d/%y"), options={"time_format": "month-first"}
    ),
    Writing(
        "years first, as told", truth=DAYS, date=_form("%y/%m/%d"), options={"time_format": "year-first"}
    ),
]


def _offset(moment: pd.Timestamp) -> str:
    return moment.isoformat()


ZONED_TEXTS = [
    Writing(f"hours with the offset of {zone}", date=_offset, zone=zone)
    for zone in ("UTC", "Europe/Berlin", "America/New_York", "Asia/Kolkata", "Etc/GMT+5")
] + [
    Writing("hours that end in Z", date=lambda moment: moment.strftime("%Y-%m-%dT%H:%M:%SZ"), zone="UTC"),
    Writing("hours that end in UTC", date=lambda moment: moment.strftime("%Y-%m-%d %H:%M UTC"), zone="UTC"),
    Writing("hours that end in +0100", date=_form("%Y-%m-%d %H:%M:%S%z"), zone="Europe/Berlin"),
]
TEXTS = [
    *NUMBER_TEXTS,
    *HEADER_TEXTS,
    *LINE_TEXTS,
    *PACKED_TEXTS,
    *MISSING_TEXTS,
    *DATE_TEXTS,
    *ZONED_TEXTS,
]
