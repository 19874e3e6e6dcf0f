"""Two counties made by hand, for the filter bar: data from 2022-01 to 2023-12 (or another last month)."""

from metrics.reference import Place, Reference

COUNTY, NEIGHBOUR = "999901", "999902"
NORTH, SOUTH, OLD, FAR = "999901101", "999901102", "999901103", "999902101"


def places(last_month: int = 202312) -> Reference:
    """Return the reference: 旧乡 is counted under 南镇 after 2022-06; 空区 has neither residents nor institutions."""
    townships = (
        Place(NORTH, COUNTY, "北镇", "North", "镇", "平川", 201601),
        Place(SOUTH, COUNTY, "南镇", "South", "镇", "平川", 201601),
        Place(OLD, COUNTY, "旧乡", "Old", "乡", "山区", 201601, 202206, SOUTH),
        Place("999901400", COUNTY, "空区", "Empty", "功能区", "平川", 201601, is_inhabited=False),
        Place(FAR, NEIGHBOUR, "远镇", "Far", "镇", "平川", 201601),
    )
    return Reference(
        version="small",
        is_sample=True,
        first_month=202201,
        last_month=last_month,
        counties={
            COUNTY: Place(COUNTY, COUNTY, "小县", "Small County"),
            NEIGHBOUR: Place(NEIGHBOUR, NEIGHBOUR, "邻县", "Next County"),
        },
        townships={place.code: place for place in townships},
        targets=(),
        unreported=(),
    )
