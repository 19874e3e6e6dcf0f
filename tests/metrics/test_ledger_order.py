"""Experts are listed by where they come from and what they practise: nobody is ranked by how often he went."""

import pandas as pd

from metrics.ledger.order import experts_unranked

EXPERTS = pd.DataFrame(
    [("E1", "H2", "儿科"), ("E2", None, "儿科"), ("E3", "H1", "骨科"), ("E4", "H1", "儿科"), ("E5", "H1", "儿科")],
    columns=["expert_code", "home_institution_code", "specialty"],
)


def test_experts_stand_by_hospital_then_specialty_then_code_and_those_from_outside_last() -> None:
    rows = pd.DataFrame({"expert_code": ["E1", "E2", "E3", "E4", "E5"], "visits": [50, 40, 30, 10, 20]})
    table = experts_unranked(rows, EXPERTS)
    assert table["expert_code"].tolist() == ["E4", "E5", "E3", "E1", "E2"]
    assert list(table.columns) == ["expert_code", "visits"] and table["visits"].tolist() == [10, 20, 30, 50, 40]


def test_where_rows_belong_together_they_stay_together() -> None:
    """Of each township its own experts, in the same order in each."""
    rows = pd.DataFrame(
        {"expert_code": ["E1", "E4", "E3", "E1"], "place": ["B", "B", "A", "A"], "visits": [9, 1, 2, 8]}
    )
    table = experts_unranked(rows, EXPERTS, within=("place",))
    assert table[["place", "expert_code"]].to_numpy().tolist() == [["A", "E3"], ["A", "E1"], ["B", "E4"], ["B", "E1"]]


def test_an_expert_of_two_specialties_keeps_both_his_rows() -> None:
    rows = pd.DataFrame({"expert_code": ["E4", "E4"], "specialty": ["儿科", "骨科"]})
    assert experts_unranked(rows, EXPERTS)["specialty"].tolist() == ["儿科", "骨科"]
