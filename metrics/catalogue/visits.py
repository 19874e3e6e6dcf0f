"""Visits of experts (下沉): planned, attended and counted are three figures; what was done on them.

Whether a visit counts and whether a rule was met is judged by the ledger, visit by visit; see ledger_metrics.py.
"""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy import extract, or_

from data_access.schema import visit
from metrics.catalogue.records import plain, ratio
from metrics.definition import Measure, Metric, Source, Timing, distinct, events, flow
from metrics.ledger.metrics import from_ledger

VISIT_FAMILY = "专家下沉"
VISITS = Source(
    "专家下沉签到台账",
    "本系统口径",
    "县医共体医务部",
    "Sign-in ledger of expert visits",
    "medical affairs department of the medical community",
)

visiting = visit.c
BY_CLOCK = visiting.actual_start.is_not(None)
CAME = or_(BY_CLOCK, visiting.days > 0)  # a sheet of marks knows the day and no clock


def _visit(
    metric_id: str, name_zh: str, name_en: str, unit: str, numerator: Measure, counted_zh: str, counted_en: str
) -> Metric:
    return plain(
        metric_id,
        name_zh,
        name_en,
        VISIT_FAMILY,
        unit,
        numerator,
        counted_zh,
        counted_en,
        VISITS,
        better="higher",
        model="count",
    )


VISIT = (
    _visit(
        "visits_planned",
        "下沉应到次数",
        "Visits planned",
        "次",
        events(visit),
        "期内计划下沉次数（一人一地一天为一次，替班为新派的一次）",
        "visits planned in the period (one person, one place, one day; a stand-in is a visit of its own)",
    ),
    _visit(
        "visits_attended",
        "下沉实到次数",
        "Visits attended",
        "次",
        events(visit, CAME),
        "期内有签到记录的下沉次数（含替班）",
        "visits with a sign-in record in the period, stand-ins included",
    ),
    replace(
        _visit(
            "visits_counted",
            "下沉计入次数",
            "Visits counted",
            "次",
            events(visit, CAME),
            "期内按规定计入的下沉次数（逐次核对请假、签到签退、重复、重叠、迟到、职称、专科和时长）",
            "visits in the period that count under the rules (leave, sign-in and sign-out, repeats, overlaps, "
            "lateness, title, specialty and hours are checked one by one)",
        ),
        note_zh="与“专家下沉”页台账同一判定；派驻不计入",
        note_en="judged as in the ledger of the Experts page; postings do not count",
        computed=from_ledger("counted"),
    ),
    ratio(
        "visit_attendance_rate",
        "下沉到位率",
        "Visits attended of those planned",
        VISIT_FAMILY,
        "%",
        events(visit, CAME),
        "期内实到次数（含替班）",
        "visits attended in the period, stand-ins included",
        events(visit),
        "期内应到次数（含替班）",
        "visits planned in the period, stand-ins included",
        VISITS,
        better="higher",
        model="proportion",
    ),
    replace(
        ratio(
            "visit_counted_rate",
            "下沉计入率",
            "Visits counted of those under a rule",
            VISIT_FAMILY,
            "%",
            events(visit, CAME),
            "期内计入次数",
            "visits counted in the period",
            events(visit),
            "期内有规定可依的应到次数（含替班；没有适用规定的下沉不判定）",
            "visits planned in the period that some rule is about, stand-ins included",
            VISITS,
            better="higher",
            model="proportion",
            note_zh="计入由台账逐次判定",
            note_en="the ledger judges each visit",
        ),
        computed=from_ledger("counted", "ruled"),
    ),
    replace(
        ratio(
            "visit_compliance_rate",
            "下沉规定达标率",
            "Periods in which the visiting rule was met",
            VISIT_FAMILY,
            "%",
            events(visit, CAME),
            "期内达标的考核时段数（每条规定、每个机构、每一期为一个）",
            "assessed spells of the period in which the rule was met (one for each rule, institution and spell)",
            events(visit),
            "期内应考核的时段数",
            "spells to be assessed in the period",
            VISITS,
            better="higher",
            model="proportion",
            note_zh="节假日免考核和未满一期的时段不在分子也不在分母；周属于其周四所在的月",
            note_en="spells excused for holidays and unfinished spells are in neither; "
            "a week belongs to the month of its Thursday",
        ),
        computed=from_ledger("met", "assessed"),
    ),
    ratio(
        "visit_hours",
        "平均每次下沉时长",
        "Hours worked per attended visit",
        VISIT_FAMILY,
        "小时",
        flow(visit, extract("epoch", visiting.actual_end - visiting.actual_start) / 3600, BY_CLOCK),
        "期内有签到时刻的下沉时长之和",
        "hours of visits with a sign-in time, summed over the period",
        events(visit, BY_CLOCK),
        "期内有签到时刻的下沉次数",
        "visits with a sign-in time in the period",
        VISITS,
        better="higher",
        decimals=2,
    ),
    _visit(
        "visit_patients",
        "下沉接诊人次",
        "Patients seen on visits",
        "人次",
        flow(visit, visiting.patients),
        "期内下沉接诊人次之和",
        "patients seen on visits, summed over the period",
    ),
    plain(
        "institutions_visited",
        "有专家下沉的机构数",
        "Institutions visited by an expert",
        VISIT_FAMILY,
        "个",
        distinct(Timing.FLOW, visiting.institution_code, CAME),
        "期内至少有一次专家下沉的机构数",
        "institutions with at least one expert visit in the period",
        VISITS,
        better="higher",
    ),
)
