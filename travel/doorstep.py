"""Where door and facility lie closer together than their two walks to the road, people walk straight there.

Without this a village clinic 300 m off the road would be 7 minutes away from the house beside it, and a village
beyond the snapping cap would be without its own clinic.
"""

from __future__ import annotations

import numpy as np
from scipy.spatial import cKDTree

from travel.network import FloatArray, IntArray, LocalPlane, metres_between
from travel.snap import DEFAULT_CAP_M, SnappedPoints
from travel.speeds import WALKING_KMH


def doorstep_pairs(points: SnappedPoints, facilities: SnappedPoints) -> tuple[IntArray, IntArray, FloatArray]:
    """Return positions (point, facility) of doors no farther apart than their two gaps, and seconds on foot.

    Nobody is sent farther over open country than the snapping cap, DEFAULT_CAP_M. Holds for places beyond it too: they
    have a gap, only no road worth walking to.
    """
    nobody = np.empty(0, dtype=np.int64), np.empty(0, dtype=np.int64), np.empty(0)
    here, there = _placed(points), _placed(facilities)
    if not here.size or not there.size:
        return nobody
    plane = LocalPlane.around(points.door_lon[here], points.door_lat[here])
    xy = plane.to_metres(points.door_lon[here], points.door_lat[here])
    tree = cKDTree(plane.to_metres(facilities.door_lon[there], facilities.door_lat[there]))
    # 1 % more than the gaps, because the plane is flat; the exact rule follows.
    reach = 1.01 * np.minimum(points.gap_m[here] + facilities.gap_m[there].max(), DEFAULT_CAP_M) + 1.0
    near = tree.query_ball_point(xy, reach)
    point = np.repeat(here, [len(found) for found in near])
    facility = there[np.concatenate([np.asarray(found, dtype=np.int64) for found in near])]
    apart = metres_between(
        points.door_lon[point], points.door_lat[point], facilities.door_lon[facility], facilities.door_lat[facility]
    )
    close = apart <= np.minimum(points.gap_m[point] + facilities.gap_m[facility], DEFAULT_CAP_M)
    return point[close], facility[close], apart[close] * 3.6 / WALKING_KMH


def _placed(points: SnappedPoints) -> IntArray:
    """Positions of the points that have coordinates and a road somewhere."""
    return np.flatnonzero(np.isfinite(points.door_lon) & np.isfinite(points.door_lat) & np.isfinite(points.gap_m))
