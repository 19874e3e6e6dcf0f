"""Bad input gets a typed fault and a Chinese message with the numbers on both sides, never a solver traceback."""

import math
import pickle

import pytest

from planning.siting import faults, siting_problem
from tests.planning.siting.counties import MINUTES, NAMES, RESIDENTS
from words.phrases import Phrase

CASES = [
    ({"minutes": [[], []], "weights": [1, 1]}, faults.NoCandidates, "没有候选点"),
    ({"limit_min": 0.0}, faults.BadLimit, "上限是 0 分钟"),
    ({"limit_min": -3.0}, faults.BadLimit, "上限是 -3 分钟"),
    ({"limit_min": math.nan}, faults.BadLimit, "应大于 0"),
    ({"limit_min": None}, faults.BadLimit, "需要通行时间上限"),
    ({"p": 4}, faults.BadSiteCount, "要设 4 个点，可用的候选点只有 3 个"),
    ({"p": 0}, faults.BadSiteCount, "要设 0 个点，至少应为 1 个"),
    ({"p": None}, faults.BadSiteCount, "需要新设点数 p 或预算"),
    ({"p": 3, "forbidden": ["a"]}, faults.BadSiteCount, "要设 3 个点，可用的候选点只有 2 个"),
    ({"forbidden": ["a", "b", "c"]}, faults.SeveralFaults, "3 个候选点全部被禁止，可用 0 个"),
    ({"existing": ["a"], "forbidden": ["a"]}, faults.ContradictoryOptions, "又被禁止"),
    ({"existing": ["A"]}, faults.UnknownId, "现有机构里的 A 不在通行时间表中"),
    ({"required": ["a", "b"], "p": 1}, faults.BadSiteCount, "必须设的点有 2 个，p 只有 1"),
    ({"weights": [10, math.nan, 30, 40]}, faults.MissingResidents, "4 个村中有 1 个没有人口数：乙村"),
    ({"weights": [10, -1, 30, 40]}, faults.BadNumber, "乙村 不是"),
    ({"weights": [10, 20, 30]}, faults.SeveralFaults, "村的人口有 3 个，通行时间表里是 4 个"),
    ({"minutes": -MINUTES}, faults.BadNumber, "是负数，第一处是村 甲村 到候选点 a"),
    ({"minutes": MINUTES * math.nan}, faults.BadNumber, "不是数字"),
    ({"demand_ids": ["甲村", "甲村", "丙村", "丁村"]}, faults.DuplicateId, "村编号重复：甲村"),
    ({"candidate_ids": ["a", "b", "a"]}, faults.DuplicateId, "候选点编号重复：a"),
    (
        {"model": "p-median", "p": 2, "capacity": [30, 40, 20]},
        faults.CapacityTooSmall,
        "要服务 100 人，2 个点合计最多接 70 人，差 30 人",
    ),
    ({"capacity": [30, -40, 20]}, faults.BadNumber, "服务能力应是不小于 0 的数，候选点 b"),
    ({"budget": 3.0}, faults.ContradictoryOptions, "没有给候选点的建设费用"),
    ({"budget": 3.0, "cost": [9, 1, 1], "required": ["a"]}, faults.ContradictoryOptions, "要花 9，预算只有 3"),
    ({"backup": "every"}, faults.ContradictoryOptions, "后备覆盖只用于 lscp"),
    ({"model": "pmedian"}, faults.ContradictoryOptions, "没有“pmedian”这种模型"),
    ({"floor_share": {"东": 0.5}}, faults.ContradictoryOptions, "没有给所在乡镇"),
]


@pytest.mark.parametrize(("changed", "kind", "words"), CASES)
def test_each_fault_is_named_with_its_numbers(changed, kind, words):
    asked = {"minutes": MINUTES, "weights": RESIDENTS, "model": "mclp", "p": 1, "limit_min": 15.0, **NAMES, **changed}
    if kind is faults.NoCandidates:
        asked |= {"demand_ids": None, "candidate_ids": None}
    with pytest.raises(kind) as refused:
        siting_problem(asked.pop("minutes"), asked.pop("weights"), **asked)
    assert words in str(refused.value)


def test_every_fault_found_is_reported_not_the_first():
    with pytest.raises(faults.SeveralFaults) as refused:
        siting_problem(MINUTES, [10, math.nan, 30, 40], model="mclp", p=1, limit_min=15.0, demand_ids=["甲村"] * 4)
    assert [type(fault) for fault in refused.value.faults] == [faults.DuplicateId, faults.MissingResidents]


def test_a_fault_survives_the_way_back_from_a_worker_process():
    sent = faults.NoFeasiblePlan("backup_out_of_reach", ["甲村"], limits=(Phrase("with_sites", count=1),), fewest=1)
    got = pickle.loads(pickle.dumps(sent))
    assert (type(got), str(got), got.villages) == (faults.NoFeasiblePlan, str(sent), ("甲村",))
    assert "设 1 个点，不能让每个村都有 2 个点" in str(got)
