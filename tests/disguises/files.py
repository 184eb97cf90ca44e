"""The table in files of other formats than text."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import h5py
import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import scipy.io

from tests.disguises.frames import columns, pandas_frame
from tests.disguises.texts import pack
from tests.disguises.truth import HOURS, NUMBERS


def seconds() -> np.ndarray:
    """Seconds since the first row."""
    return (HOURS.moment - HOURS.moment[0]) / np.timedelta64(1, "s")


def _npz(path: Path) -> None:
    made = columns()
    texts = {name: made[name].astype(str) for name in ("station", "kind")}
    np.savez(path, **(made | texts))


def _npy(path: Path) -> None:
    from tests.disguises.frames import structured

    np.save(path, structured())


def _packed(path: Path) -> None:
    plain = path.with_name("plain.npy")
    _npy(plain)
    pack(path, plain.read_bytes())


def _hdf5(path: Path) -> None:
    made = columns()
    with h5py.File(path, "w") as file:
        group = file.create_group("run/signals")
        for name in NUMBERS:
            group[name] = made[name][:, None]
        group["station"] = HOURS.station
        group["kind"] = HOURS.kind
        group["when"] = [str(moment) for moment in HOURS.moment]


def _netcdf(path: Path) -> None:
    made = columns()
    with h5py.File(path, "w") as file:
        for name in NUMBERS:
            values = made[name]
            file[name] = np.where(np.isnan(values), -9999.0, values)
            file[name].attrs["_FillValue"] = np.array([-9999.0])
        file["station"], file["kind"] = HOURS.station, HOURS.kind
        file["when"] = ((HOURS.moment - np.datetime64("1900-01-01")) / np.timedelta64(1, "h")).astype(int)
        file["when"].attrs["units"] = "hours since 1900-01-01 00:00:00"


def _excel(rows: Callable[[pd.DataFrame], Any] | None = None, **options: Any) -> Callable[[Path], None]:
    def write(path: Path) -> None:
        with pd.ExcelWriter(path) as book:
            pandas_frame().to_excel(book, index=False, **options)
            if rows is not None:
                rows(book.book)

    return write


def _with_lines_above(book: Any) -> None:
    sheet = next(iter(book.worksheets))
    sheet["A1"] = "Logger 3000"


def _with_units(book: Any) -> None:
    sheet = next(iter(book.worksheets))
    sheet.insert_rows(2)
    for place, unit in enumerate(("", "", "m", "°C", "[1]", ""), start=1):
        sheet.cell(2, place, unit)


def _second_sheet(book: Any) -> None:
    book.create_sheet("remarks", 0)


def _arrow(path: Path) -> None:
    with pa.OSFile(str(path), "wb") as sink:
        table = pa.Table.from_pandas(pandas_frame())
        with pa.ipc.new_file(sink, table.schema) as writer:
            writer.write_table(table)


FILES: dict[str, tuple[str, Callable[[Path], None], dict[str, Any]]] = {
    "Parquet": ("t.parquet", lambda path: pandas_frame().to_parquet(path, index=False), {}),
    "Parquet of polars": ("t.parquet", lambda path: pl.DataFrame(pandas_frame()).write_parquet(path), {}),
    "Parquet, packed": ("t.parquet.gz", lambda path: pack(path, pandas_frame().to_parquet(index=False)), {}),
    "Arrow": ("t.arrow", _arrow, {}),
    "Feather of polars": ("t.feather", lambda path: pl.DataFrame(pandas_frame()).write_ipc(path), {}),
    "NumPy's archive": ("t.npz", _npz, {}),
    "NumPy's structured array": ("t.npy", _npy, {}),
    "NumPy's array, packed": ("t.npy.xz", _packed, {}),
    "HDF5": ("t.h5", _hdf5, {}),
    "netCDF": ("t.nc", _netcdf, {}),
    "Excel": ("t.xlsx", _excel(), {}),
    "Excel, lines above": ("t.xlsx", _excel(_with_lines_above, startrow=2), {}),
    "Excel, units below": ("t.xlsx", _excel(_with_units), {}),
    "Excel, empty sheet first": ("t.xlsx", _excel(_second_sheet, sheet_name="log"), {}),
    "Excel, sheet named": ("t.xlsx", _excel(_second_sheet, sheet_name="log"), {"sheet": "log"}),
}


def matlab_columns() -> dict[str, Any]:
    """MATLAB has no times: seconds, and one series."""
    rows = HOURS.part("north")
    return {"t": seconds()[rows], **{name: getattr(HOURS, name)[rows] for name in NUMBERS}}


def write_matlab(path: Path) -> None:
    """Row vectors, as MATLAB has them, beside others."""
    scipy.io.savemat(path, matlab_columns() | {"fs": 100.0, "name": "rig", "other": np.zeros((3, 4))})


def write_matlab_structure(path: Path) -> None:
    """The columns in a structure."""
    scipy.io.savemat(path, {"run": {"signals": matlab_columns()}})


def write_matlab_73(path: Path) -> None:
    """HDF5 with MATLAB's head before it."""
    head = b"MATLAB 7.3 MAT-file, Platform: GLNXA64".ljust(116) + bytes(8) + b"\x00\x02IM"
    with h5py.File(path, "w", userblock_size=512) as file:
        for name, values in matlab_columns().items():
            file[name] = values[None, :]
            file[name].attrs["MATLAB_class"] = np.bytes_("double")
        file["#refs#/a"] = np.zeros(3)
    with path.open("r+b") as file:
        file.write(head)


def write_tdms(path: Path) -> None:
    """Channels of one group with one rate."""
    import nptdms

    made = matlab_columns()
    rate = {"wf_increment": 3600.0, "wf_start_offset": 0.0}
    with nptdms.TdmsWriter(str(path)) as writer:
        writer.write_segment([nptdms.ChannelObject("rig", name, made[name], rate) for name in NUMBERS])


def write_mdf(path: Path) -> None:
    """Channels with their times."""
    import asammdf

    made = matlab_columns()
    with asammdf.MDF() as measurement:
        measurement.append([asammdf.Signal(made[name], made["t"], name=name) for name in NUMBERS])
        measurement.save(path, overwrite=True)
