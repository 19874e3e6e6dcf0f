"""A service circle: the facilities that count, the roads that lead there, and every village's minutes.

Ground (roads of one mode and season, places snapped to them) is made once; circles on it cost milliseconds.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final, Literal

import numpy as np
import numpy.typing as npt
import pandas as pd

from metrics.errors import QuestionError
from travel.access import qualifies
from travel.graph import RoadGraph, build_graph
from travel.network import BoolArray, FloatArray, IntArray, RoadNetwork
from travel.shortest import Direction, Nearest, NodeField, nearest_field, nearest_for_points, within
from travel.snap import EdgeIndex, SnappedPoints, snap
from travel.speeds import MODES, SCENARIOS, Mode, Scenario, load_speeds
from travel.tiers import STATES, TIERS

CircleTier = Literal["village", "township", "county", "ambulance", "telemedicine", "expert"]
CIRCLE_TIERS: Final[tuple[CircleTier, ...]] = ("township", "village", "county", "ambulance", "telemedicine", "expert")
ANY_SPECIALTY: Final = "any"


class UnknownCircle(QuestionError):
    """A link asks for a tier, mode or season that there is none of."""


@dataclass(frozen=True)
class CircleView:
    """Which circle: tier, mode, season; weekday (0 = Monday) and specialty for experts only."""

    tier: CircleTier = "township"
    mode: Mode = "car"
    scenario: Scenario = "normal"
    weekday: int = 0
    specialty: str = ANY_SPECIALTY

    @property
    def direction(self) -> Direction:
        """A patient travels to the facility, an ambulance from its station."""
        return "from_station" if self.tier == "ambulance" else "to_facility"


@dataclass(frozen=True)
class CircleQuestion:
    """Which county, month and circle."""

    county: str
    month: int
    view: CircleView = CircleView()


def checked_view(tier: str, mode: str, scenario: str, weekday: int = 0, specialty: str = ANY_SPECIALTY) -> CircleView:
    """Return the view of words from a link. Raises UnknownCircle."""
    if tier not in CIRCLE_TIERS or mode not in MODES or scenario not in SCENARIOS or not 0 <= weekday <= 6:
        raise UnknownCircle("unknown_circle", tier=tier, mode=mode, scenario=scenario)
    return CircleView(tier, mode, scenario, weekday, specialty)


@dataclass(frozen=True)
class Ground:
    """Roads of one mode and season, and the villages and facilities of one month on them, in the frames' order."""

    graph: RoadGraph
    index: EdgeIndex
    villages: SnappedPoints
    facilities: SnappedPoints

    @property
    def network(self) -> RoadNetwork:
        """Return the road network."""
        return self.graph.network


def make_ground(
    network: RoadNetwork,
    mode: Mode,
    scenario: Scenario,
    villages: pd.DataFrame,
    facilities: pd.DataFrame,
    closed_edges: BoolArray | None = None,
) -> Ground:
    """Return the ground for frames with lon and lat."""
    graph = build_graph(network, mode, scenario, load_speeds(), closed_edges=closed_edges)
    index = EdgeIndex(graph)
    return Ground(graph, index, snapped(index, villages), snapped(index, facilities))


def snapped(index: EdgeIndex, places: pd.DataFrame) -> SnappedPoints:
    """Return where the places of a frame (lon, lat) meet the road."""
    return snap(index, places["lon"].to_numpy(np.float64), places["lat"].to_numpy(np.float64))


def counted_facilities(facilities: pd.DataFrame, view: CircleView, experts: pd.DataFrame | None = None) -> BoolArray:
    """Tell which facilities count for a view, shape (n_facilities,).

    experts : for the tier "expert", the frame of `circle_places.expert_places`.
    """
    if view.tier == "expert":
        there = pd.DataFrame(columns=["institution_code", "weekday", "specialty"]) if experts is None else experts
        own = there[there["weekday"] == view.weekday]
        if view.specialty != ANY_SPECIALTY:
            own = own[own["specialty"] == view.specialty]
        return facilities["institution_code"].isin(own["institution_code"]).to_numpy()
    tier = TIERS[view.tier]
    states = {name: facilities[name].to_numpy(bool) for name in STATES}
    return qualifies(tier, facilities["level"].to_numpy(object), states, np.ones(len(facilities), dtype=bool))


@dataclass(frozen=True)
class Circle:
    """One circle: its sites, the search behind it, and every village's nearest site.

    sites : one row a site in the order of the field's facilities, SITE_COLUMNS; origin is "now" or what a what-if did:
            "added", "moved", "upgraded", "closed".
    """

    view: CircleView
    ground: Ground
    field: NodeField
    nearest: Nearest
    sites: pd.DataFrame

    @property
    def minutes(self) -> FloatArray:
        """Minutes of every village, inf where unreachable, shape (n_villages,)."""
        return self.nearest.minutes

    def owner_codes(self) -> npt.NDArray[np.object_]:
        """Return the code of every village's nearest site, "" where there is none."""
        codes = np.append(self.sites["code"].to_numpy(object), "")
        return np.asarray(codes[self.nearest.owner], dtype=object)

    def inside(self, limit_min: float) -> BoolArray:
        """Tell which villages lie within the limit, the boundary minute included."""
        return within(self.minutes, limit_min)


SITE_COLUMNS: Final = ("code", "name_zh", "name_en", "township_code", "level", "lon", "lat", "origin")


def sites_of(facilities: pd.DataFrame, positions: IntArray, origin: str = "now") -> pd.DataFrame:
    """Return facilities as sites."""
    chosen = facilities.iloc[positions].rename(columns={"institution_code": "code"})
    return chosen.assign(origin=origin)[list(SITE_COLUMNS)].reset_index(drop=True)


def make_circle(ground: Ground, facilities: pd.DataFrame, counted: BoolArray, view: CircleView) -> Circle:
    """Return the circle of the facilities that count."""
    positions = np.flatnonzero(counted)
    field = nearest_field(ground.graph, ground.facilities.take(positions), view.direction)
    return Circle(view, ground, field, nearest_for_points(field, ground.villages), sites_of(facilities, positions))


def with_field(circle: Circle, field: NodeField, sites: pd.DataFrame) -> Circle:
    """Return the circle of another field on the same ground."""
    return replace(circle, field=field, nearest=nearest_for_points(field, circle.ground.villages), sites=sites)


def alone(circle: Circle, code: str) -> NodeField | None:
    """Return the search from one site only: that site's own catchment; None where the circle has no such site."""
    found = np.flatnonzero((circle.sites["code"] == code).to_numpy())
    if not found.size:
        return None
    site = circle.field.facilities.take(found[:1])
    return nearest_field(circle.ground.graph, site, circle.view.direction)
