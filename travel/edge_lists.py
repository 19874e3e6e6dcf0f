"""A county's own road survey as a CSV of edges, checked row by row."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import numpy as np
import pandas as pd

from travel.coordinates import CoordinateSystem
from travel.faults import DuplicateIds, EmptyExtract, NotARoadFile
from travel.network import IntArray, RoadNetwork
from travel.road_rows import CHINESE_HEADINGS, ENDS, network_of_rows

ENCODINGS: Final = ("utf-8-sig", "gb18030")


def read_edge_list(path: Path, system: CoordinateSystem = "WGS-84") -> tuple[RoadNetwork, int]:
    """Return the network of a CSV and how many roads it has, one straight or measured edge per row.

    Columns, in English or Chinese: from_lon, from_lat, to_lon, to_lat, road_class; and if present edge_id, one_way,
    metres, surface, maxspeed_kmh, name. Without `metres` the straight line counts. UTF-8 or GB 18030.

    Raises NotARoadFile, EmptyExtract, DuplicateIds, FaultyRows or SwappedLonLat.
    """
    table = _with_headings(_read_text_table(path), path.name)
    absent = [column for column in (*ENDS, "road_class") if column not in table.columns]
    if absent:
        wanted = {english: chinese for chinese, english in CHINESE_HEADINGS.items()}
        headings = [wanted[column] for column in absent]
        raise NotARoadFile("road_columns_missing", file=path.name, columns=absent, headings=headings)
    if table.empty:
        raise EmptyExtract("road_table_empty", file=path.name)
    # Row 1 is the heading, as a spreadsheet counts; empty rows have been left out and still count.
    number = table.index.to_numpy(np.int64) + 1
    table = table.reset_index(drop=True)
    _check_edge_ids(table, number)
    return network_of_rows(table, number, system, path.name), len(table)


def _read_text_table(path: Path) -> pd.DataFrame:
    """Return the cells as text, the heading as row 0: pandas would take a row too long for one with an index."""
    for encoding in ENCODINGS:
        try:
            return pd.read_csv(
                path, encoding=encoding, dtype=str, header=None, skipinitialspace=True, skip_blank_lines=False
            )
        except UnicodeDecodeError:
            continue
        except pd.errors.EmptyDataError as error:
            raise EmptyExtract("road_csv_empty", file=path.name) from error
        except (pd.errors.ParserError, ValueError) as error:
            raise NotARoadFile("road_csv_ragged", file=path.name, error=error) from error
    raise NotARoadFile("road_csv_not_text", file=path.name)


def _with_headings(cells: pd.DataFrame, name: str) -> pd.DataFrame:
    """Return the rows under their English headings, indexed from 1, empty rows left out."""
    if cells.empty:
        raise EmptyExtract("road_csv_empty", file=name)
    headings = [CHINESE_HEADINGS.get(str(text).strip(), str(text).strip()) for text in cells.iloc[0]]
    chinese = {english: heading for heading, english in CHINESE_HEADINGS.items()}
    double = [
        chinese[heading] for heading in dict.fromkeys(headings) if heading in chinese and headings.count(heading) > 1
    ]
    if double:
        raise NotARoadFile("road_columns_repeated", file=name, headings=double)
    table = cells.iloc[1:].set_axis(headings, axis=1)
    table = table.loc[:, [heading in chinese for heading in headings]]
    return table.dropna(how="all")


def _check_edge_ids(table: pd.DataFrame, row: IntArray) -> None:
    if "edge_id" not in table.columns:
        return
    double = table["edge_id"].notna() & table["edge_id"].duplicated(keep=False)
    if double.any():
        some = "、".join(dict.fromkeys(table.loc[double, "edge_id"].astype(str)))
        rows = tuple(row[double.to_numpy()].tolist())
        raise DuplicateIds("edge_ids_repeated", rows, ids=some[:60], rows=rows[:8])
