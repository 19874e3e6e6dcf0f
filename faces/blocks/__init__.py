"""What is drawn: frozen records of positions and finished words, one a kind."""

from faces.blocks.drawing import Drawing
from faces.blocks.kinds import (
    Block,
    Contributions,
    Control,
    Curve,
    Figures,
    Funnel,
    Heat,
    Intervals,
    Lines,
    Map,
    Months,
    Multiples,
    SiteMark,
)
from faces.blocks.sheet import HeadlineFigure, TargetBar
from faces.blocks.tables import Cell, Column, HeatCell, HeatRow, Row, Table

__all__ = [
    "Block",
    "Cell",
    "Column",
    "Contributions",
    "Control",
    "Curve",
    "Drawing",
    "Figures",
    "Funnel",
    "HeadlineFigure",
    "Heat",
    "HeatCell",
    "HeatRow",
    "Intervals",
    "Lines",
    "Map",
    "Months",
    "Multiples",
    "Row",
    "SiteMark",
    "Table",
    "TargetBar",
]
