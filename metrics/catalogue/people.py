"""Who was recruited, trained, promoted and sent: staff events, experts, postings (派驻) and visits (下沉).

Postings and visits are two quantities: a posted doctor works somewhere for months, a visiting one for a day. No
metric adds them.
"""

from __future__ import annotations

from sqlalchemy import ColumnElement

from data_access.schema import contract_month, expert, institution_month, posting_month, staff_event, staff_month
from metrics.catalogue.contract import CONTRACTS
from metrics.catalogue.records import direction, plain, ratio
from metrics.catalogue.visits import VISIT
from metrics.definition import (
    SMALL_COUNT,
    Measure,
    Metric,
    Source,
    Timing,
    distinct,
    flow,
    inventory,
    largest,
    stock,
    within_sentence,
)

STAFF_FAMILY, POSTING_FAMILY = "人员与人才", "专家派驻"
PERSONNEL = Source(
    "人事与培训台账",
    "本系统口径",
    "县医共体人力资源部",
    "Personnel and training ledger",
    "personnel department of the medical community",
)
POSTINGS = Source(
    "派驻人员工作月报",
    "本系统口径",
    "县医共体医务部",
    "Monthly return of posted staff",
    "medical affairs department of the medical community",
)

event, posted, staff, contract = staff_event.c, posting_month.c, staff_month.c, contract_month.c
POSTGRADUATE = ("硕士", "研究生")
SENIOR_TITLES = ("副高", "正高")


def _persons(
    metric_id: str, name_zh: str, name_en: str, *where: ColumnElement[bool], unit: str = "人", better: str = "higher"
) -> Metric:
    return plain(
        metric_id,
        name_zh,
        name_en,
        STAFF_FAMILY,
        unit,
        flow(staff_event, event.persons, *where),
        f"期内{name_zh}之和",
        f"{within_sentence(name_en)}, summed over the period",
        PERSONNEL,
        better=direction(better),
        model="count",
    )


def _posting(
    metric_id: str,
    name_zh: str,
    name_en: str,
    unit: str,
    numerator: Measure,
    counted_zh: str,
    counted_en: str,
    model_is_count: bool = True,
) -> Metric:
    return plain(
        metric_id,
        name_zh,
        name_en,
        POSTING_FAMILY,
        unit,
        numerator,
        counted_zh,
        counted_en,
        POSTINGS,
        better="higher",
        model="count" if model_is_count else "amount",
    )


_RECRUIT = event.kind == "recruit"

STAFF = (
    _persons(
        "recruited_postgraduates",
        "招聘研究生人数",
        "Postgraduates recruited",
        _RECRUIT,
        event.education.in_(POSTGRADUATE),
    ),
    _persons(
        "recruited_masters", "引进硕士人数", "Recruited with a master degree", _RECRUIT, event.education == "硕士"
    ),
    _persons("recruited_bachelors", "招聘本科生人数", "Bachelors recruited", _RECRUIT, event.education == "本科"),
    _persons(
        "recruited_bachelor_or_above",
        "引进本科及以上人员数",
        "Recruited with a bachelor degree or above",
        _RECRUIT,
        event.education.in_(("本科", *POSTGRADUATE)),
    ),
    _persons(
        "sent_up_for_training", "外派进修人次", "Staff sent up for training", event.kind == "training_up", unit="人次"
    ),
    _persons(
        "received_for_training",
        "接收乡镇进修人次",
        "Township staff trained in county hospitals",
        event.kind == "training_received",
        unit="人次",
    ),
    _persons(
        "promoted_full_senior",
        "晋升正高级职称人数",
        "Promoted to full senior title",
        event.kind == "promotion",
        event.title == "正高",
    ),
    _persons(
        "promoted_associate_senior",
        "晋升副高级职称人数",
        "Promoted to associate senior title",
        event.kind == "promotion",
        event.title == "副高",
    ),
    _persons("titles_under_review", "在评职称人数", "Staff with a title under review", event.kind == "title_review"),
    _persons(
        "gp_trained", "基层全科培训人次", "Trained as general practitioners", event.kind == "gp_training", unit="人次"
    ),
    _persons(
        "assigned_to_primary",
        "医师基层挂职人次",
        "Doctors assigned to primary institutions",
        event.kind == "assignment",
        unit="人次",
    ),
    _persons(
        "deployed_staff",
        "疫情防控统一调配人数",
        "Staff under unified deployment",
        event.kind == "deployment",
        better="neutral",
    ),
    _persons("mission_staff", "外派支援人数", "Staff sent on missions", event.kind == "mission", better="neutral"),
    plain(
        "mission_days",
        "外派支援最长天数",
        "Days of the longest mission",
        STAFF_FAMILY,
        "天",
        largest(Timing.FLOW, event.days, event.kind == "mission"),
        "期内外派支援任务天数的最大值",
        "days of the longest mission in the period",
        PERSONNEL,
    ),
    *(
        plain(
            metric_id,
            name_zh,
            name_en,
            STAFF_FAMILY,
            "人",
            stock(staff_month, staff.persons, staff.is_lead, staff.title == title),
            f"期末牵头医院{title}级职称专业技术人员数",
            f"professional staff of the lead hospital with {title_en} titles at the end of the period",
            PERSONNEL,
            better="higher",
        )
        for metric_id, name_zh, name_en, title, title_en in (
            (
                "lead_full_senior_staff",
                "牵头医院正高级职称人数",
                "Full senior titles, lead hospital",
                "正高",
                "full senior",
            ),
            (
                "lead_associate_senior_staff",
                "牵头医院副高级职称人数",
                "Associate senior titles, lead hospital",
                "副高",
                "associate senior",
            ),
        )
    ),
    plain(
        "lead_beds_open",
        "牵头医院开放床位数",
        "Open beds, lead hospital",
        STAFF_FAMILY,
        "张",
        stock(institution_month, institution_month.c.beds_open, institution_month.c.is_lead),
        "期末牵头医院开放床位数",
        "open beds of the lead hospital at the end of the period",
        PERSONNEL,
    ),
    plain(
        "provincial_experts",
        "在册省级以上专家人数",
        "Provincial-level experts on the list",
        STAFF_FAMILY,
        "人",
        inventory(expert, expert.c.tier == "provincial"),
        "期末在册省级以上专家人数",
        "experts of provincial level or above on the list at the end of the period",
        PERSONNEL,
        better="higher",
    ),
)

POSTING = (
    _posting(
        "posted_experts",
        "派驻人员数",
        "Posted staff",
        "人",
        distinct(Timing.FLOW, posted.posting_id, posted.days_present > 0),
        "期内到岗的不同派驻人员数",
        "different posted staff who were present in the period",
        False,
    ),
    _posting(
        "posted_senior_experts",
        "派驻副高及以上医师数",
        "Posted doctors of associate-chief rank or above",
        "人",
        distinct(Timing.FLOW, posted.posting_id, posted.days_present > 0, posted.title.in_(SENIOR_TITLES)),
        "期内到岗的不同副高及以上派驻人员数",
        "different posted staff of associate-chief rank or above who were present in the period",
        False,
    ),
    _posting(
        "posted_days",
        "派驻在岗人天",
        "Days present, posted staff",
        "人天",
        flow(posting_month, posted.days_present),
        "期内派驻人员在岗天数之和",
        "days present of posted staff, summed over the period",
    ),
    _posting(
        "posted_teaching_rounds",
        "派驻医师教学查房人次",
        "Teaching rounds by posted doctors",
        "人次",
        flow(posting_month, posted.teaching_rounds),
        "期内派驻医师教学查房人次之和",
        "teaching rounds by posted doctors, summed over the period",
    ),
    _posting(
        "posted_lectures",
        "派驻医师授课次数",
        "Lectures by posted doctors",
        "次",
        flow(posting_month, posted.lectures),
        "期内派驻医师授课次数之和",
        "lectures by posted doctors, summed over the period",
    ),
    _posting(
        "posted_trainees",
        "派驻医师授课受训人次",
        "Attendances at lectures of posted doctors",
        "人次",
        flow(posting_month, posted.trainees),
        "期内派驻医师授课受训人次之和",
        "attendances at lectures of posted doctors, summed over the period",
    ),
    _posting(
        "posted_outpatients",
        "派驻医师接诊门诊人次",
        "Outpatients seen by posted doctors",
        "人次",
        flow(posting_month, posted.outpatients),
        "期内派驻医师接诊门诊人次之和",
        "outpatients seen by posted doctors, summed over the period",
    ),
)

GROUPS = (
    plain(
        "key_groups",
        "签约重点人群类别数",
        "Key population groups",
        "家庭医生签约",
        "类",
        distinct(Timing.STOCK, contract.population_group, contract.is_key_group),
        "期末纳入签约统计的重点人群类别数",
        "key population groups in the contract statistics at the end of the period",
        CONTRACTS,
    ),
    plain(
        "registered_poor",
        "建档立卡人口数",
        "Registered poor residents",
        "家庭医生签约",
        "人",
        stock(contract_month, contract.eligible, contract.population_group == "registered_poor"),
        "期末建档立卡（脱贫）人口数",
        "registered poor (since lifted out of poverty) residents at the end of the period",
        CONTRACTS,
        suppression=SMALL_COUNT,
    ),
    ratio(
        "poor_contract_rate",
        "建档立卡人口签约率",
        "Contract rate of the registered poor",
        "家庭医生签约",
        "%",
        stock(contract_month, contract.contracted, contract.population_group == "registered_poor"),
        "期末建档立卡（脱贫）人口签约人数",
        "registered poor (since lifted out of poverty) residents with a contract at the end of the period",
        stock(contract_month, contract.eligible, contract.population_group == "registered_poor"),
        "期末建档立卡（脱贫）人口数",
        "registered poor (since lifted out of poverty) residents at the end of the period",
        CONTRACTS,
        better="higher",
        model="proportion",
        suppression=SMALL_COUNT,
    ),
)

METRICS = (*STAFF, *POSTING, *VISIT, *GROUPS)
