"""Small frames for ledger tests: one county, its experts, a rule of one visit a week of at least eight hours."""

import datetime as dt

import pandas as pd

COUNTY, MECHANISM = "141102", "lishi_118_mode"
TOWNSHIP = {"C1": "141102101", "C2": "141102102"}


def experts(*rows: tuple[str, str | None, str]) -> pd.DataFrame:
    return pd.DataFrame(list(rows), columns=["expert_code", "title", "specialty"])


SENIOR = experts(("E1", "副高", "儿科"), ("E2", "中级", "骨科"), ("E3", None, "儿科"))
NO_LEAVE = pd.DataFrame({"leave_id": [], "expert_code": [], "start_date": [], "end_date": []})


def visit(
    visit_id: str = "V1",
    expert: str = "E1",
    place: str = "C1",
    day: str = "2023-03-01",
    planned: tuple[str, str] = ("08:00", "17:00"),
    actual: tuple[str | None, str | None] = ("08:00", "16:00"),
) -> dict[str, object]:
    at = [None if clock is None else pd.Timestamp(f"{day} {clock}") for clock in (*planned, *actual)]
    return {
        "visit_id": visit_id,
        "county_code": COUNTY,
        "township_code": TOWNSHIP[place],
        "expert_code": expert,
        "institution_code": place,
        "mechanism_id": MECHANISM,
        "visit_date": dt.date.fromisoformat(day),
        "planned_start": at[0],
        "planned_end": at[1],
        "actual_start": at[2],
        "actual_end": at[3],
        "activity": "clinic",
        "patients": 10,
        "trainees": 2,
    }


def visits(*rows: dict[str, object]) -> pd.DataFrame:
    return pd.DataFrame(list(rows))


def rules(**changes: object) -> pd.DataFrame:
    row: dict[str, object] = {
        "rule_id": "lishi_118",
        "county_code": COUNTY,
        "mechanism_id": MECHANISM,
        "name_zh": "每周一次，每次不少于 8 小时",
        "place_kind": None,
        "cadence": "week",
        "comparator": ">=",
        "value": 1.0,
        "unit": "次/周",
        "minimum_visits": 1,
        "minimum_hours": 8.0,
        "minimum_persons": None,
        "title_floor": None,
        "valid_from": 202301,
        "valid_to": None,
    }
    return pd.DataFrame([row | changes])


def leave(expert: str, first: str, last: str) -> pd.DataFrame:
    return pd.DataFrame(
        [
            {
                "leave_id": f"L-{expert}",
                "expert_code": expert,
                "start_date": dt.date.fromisoformat(first),
                "end_date": dt.date.fromisoformat(last),
            }
        ]
    )
