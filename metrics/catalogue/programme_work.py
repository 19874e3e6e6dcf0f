"""What the reform programmes do, month by month, and how they are appraised."""

from __future__ import annotations

from sqlalchemy import ColumnElement

from data_access.schema import activity_month, appraisal
from metrics.catalogue.records import direction, plain, ratio
from metrics.definition import SMALL_COUNT, Measure, Metric, Source, Suppression, events, flow, within_sentence
from metrics.finer import FINER

WORK_FAMILY, APPRAISAL_FAMILY = "改革举措工作量", "考核评价"
WORK = Source(
    "改革举措工作月报",
    "本系统口径",
    "县医共体办公室",
    "Monthly return of reform programmes",
    "office of the medical community",
)
SCORES = Source("考核评价台账", "本系统口径", "县卫生健康局", "Appraisal ledger", "County Health Bureau")

work, score = activity_month.c, appraisal.c


def _of(code: str) -> ColumnElement[bool]:
    return work.activity_code == code


def _work(code: str, column: str) -> Measure:
    """Return the sum of a column over an activity's rows: those it is kept in one by one, else its monthly sums."""
    rows = FINER.get(code, activity_month)
    counted = "done" if column == "timed" and rows is activity_month else column
    return flow(rows, rows.c[counted], rows.c.activity_code == code)


# Code, Chinese and English name, unit of `done`, direction. The metric is called <code>_done.
DONE = """
one_stop_settlement|一站式结算人次|One-stop settlements|人次|higher
ct_examination|CT减半检查人次|Half-price CT examinations|人次|neutral
partner_clinic|合作专家门诊次数|Clinics held by partner hospitals|次|higher
qc_inspection|质控督查次数|Quality-control inspections|次|higher
emergency_case|救治中心病例数|Cases of the critical-care centres|例|neutral
remote_reply|远程会诊答复人次|Remote consultations answered|人次|higher
care_home_visit|养老机构巡诊次数|Visits to care homes|次|higher
cluster_outreach|中心村卫生室巡诊人次|Outreach of central clinics|人次|higher
ambulance_dispatch|山区急救出车次数|Mountain ambulance runs|次|neutral
telemedicine_session|远程诊疗人次|Telemedicine sessions|人次|higher
one_plus_n|“1+N”公共卫生服务人次|Self-chosen 1+N services|人次|higher
mobile_checkup|巡回体检人次|Mobile check-ups|人次|higher
alliance_care|医联体联合诊疗人次|Joint care in the alliances|人次|higher
gynae_referral|妇科联盟上转人次|Referrals of the gynaecology alliance|人次|neutral
result_recognition|检验检查结果互认人次|Results recognised|人次|higher
alliance_case|专科联盟病例数|Cases of the specialty alliances|例|higher
free_surgery|专家免费手术台次|Operations done free|台次|neutral
tcm_service|中医诊疗服务人次|Services of TCM|人次|higher
business_centre_work|业务中心工作量|Work of the service centres|件|neutral
staff_sharing|“两下两用”下沉人天|Days of staff sent down|人天|higher
covid_screening|预检检疫人次|Screenings and quarantine checks|人次|neutral
joint_task|医防联合任务数|Joint tasks of disease control and hospitals|件|higher
"""

# Counts of people who could be recognised when they are few.
DONE_HIDDEN_WHEN_SMALL = """
covid_isolated|医学隔离人数|People in medical isolation|人|neutral
covid_infection|本地感染人数|Local infections|人|lower
"""

# Code, Chinese and English name of done ÷ base, what the base is in both, direction. The metric is called <code>_rate.
RATES = """
unified_task|统一管理任务办结率|Unified tasks completed|应办任务|tasks due|higher
handover_supervision|村卫生室督导完成率|Supervision of handed-over clinics done|应督导次数|inspections due|higher
drug_delivery|集中采购配送到位率|Pooled drug orders delivered|订单|orders placed|higher
capacity_plan|三年行动任务完成率|Tasks of the three-year plan done|计划任务|tasks planned|higher
one_stop_settlement|一站式结算率|Discharges settled in one stop|出院结算人次|discharges settled|higher
prescription_review|处方点评不合理率|Prescriptions found faulty|点评处方|prescriptions reviewed|lower
community_task|医共体联动任务办结率|Joint tasks completed|应办任务|tasks due|higher
free_checkup|35岁以上免费体检率|Free check-ups of those eligible|当月应检人数|persons due each month|higher
elderly_checkup|60岁以上健康体检率|Elderly check-ups of those eligible|当月应检人数|persons due each month|higher
colon_screening|结肠癌筛查率|Colon-cancer screening of those eligible|当月应筛人数|persons due each month|higher
women_cancer_screening|妇女两癌筛查率|Cancer screening of eligible women|当月应筛人数|persons due each month|higher
elderly_vaccine|65岁以上流感肺炎接种率|Vaccines of those aged 65 and over|当月应种人数|persons due each month|higher
hpv_vaccine|13岁女生疫苗接种率|HPV vaccine of girls aged 13|当月应种人数|persons due each month|higher
group_task|集团统一任务办结率|Unified tasks of the group completed|应办任务|tasks due|higher
one_order|一单通检查完成率|One-order examinations done|开单数|orders written|higher
joint_prevention|联合防治任务完成率|Joint prevention tasks done|应办任务|tasks due|higher
trusteeship_decision|托管事项办结率|Decisions under trusteeship settled|应办事项|matters due|higher
result_recognition|检验检查结果互认率|Results recognised of those presented|可互认结果|recognisable results|higher
listed_duty|清单事项按期办结率|Listed duties done in time|应办事项|matters due|higher
grid_follow_up|网格随访完成率|Follow-ups in the grids done|应随访人次|follow-ups due|higher
joint_task|医防联合任务完成率|Joint tasks done|应办任务|tasks due|higher
"""

# Code, Chinese and English name of minutes ÷ done. The metric is called <code>_minutes.
MINUTES = """
emergency_case|到院至处置平均时间|Minutes from arrival to treatment
remote_reply|远程会诊平均答复时间|Minutes to the answer of a remote consultation
one_order|一单通平均报告时间|Minutes to the report of an examination
ambulance_dispatch|山区急救平均到达时间|Minutes to the ambulance's arrival
business_centre_work|业务中心平均完成时间|Minutes to complete a task
"""

# Code, Chinese and English name of the money. The metric is called <code>_yuan.
AMOUNTS = """
drug_delivery|集中采购配送金额|Value of pooled drug deliveries
ct_examination|CT检查减免金额|CT fees waived
performance_pay|绩效工资总额|Performance pay
free_surgery|免费手术减少患者费用|Patient cost saved by free operations
"""

# Code, Chinese and English name of amount ÷ base. The metric is called <code>_yuan_share.
AMOUNT_SHARES = """
ct_examination|CT检查收费减免幅度|CT fee reduction
performance_pay|绩效工资占比|Performance share of pay
"""


def _done(lines: str, suppression: Suppression | None) -> tuple[Metric, ...]:
    return tuple(
        plain(
            f"{code}_done",
            name_zh,
            name_en,
            WORK_FAMILY,
            unit,
            _work(code, "done"),
            f"期内{name_zh}之和",
            f"{within_sentence(name_en)}, summed over the period",
            WORK,
            better=direction(better),
            model="count",
            suppression=suppression,
        )
        for code, name_zh, name_en, unit, better in (line.split("|") for line in lines.strip().splitlines())
    )


def _rates() -> tuple[Metric, ...]:
    return tuple(
        ratio(
            f"{code}_rate",
            name_zh,
            name_en,
            WORK_FAMILY,
            "%",
            _work(code, "done"),
            "期内完成数",
            "number done in the period",
            _work(code, "base"),
            f"期内{base_zh}",
            f"{base_en} in the period",
            WORK,
            better=direction(better),
            model="proportion",
        )
        for code, name_zh, name_en, base_zh, base_en, better in (line.split("|") for line in RATES.strip().splitlines())
    )


def _minutes() -> tuple[Metric, ...]:
    return tuple(
        ratio(
            f"{code}_minutes",
            name_zh,
            name_en,
            WORK_FAMILY,
            "分钟",
            _work(code, "minutes"),
            "期内合计分钟数",
            "minutes in all in the period",
            _work(code, "timed"),
            "期内完成数",
            "number done in the period",
            WORK,
            better="lower",
        )
        for code, name_zh, name_en in (line.split("|") for line in MINUTES.strip().splitlines())
    )


def _amounts() -> tuple[Metric, ...]:
    amounts = tuple(
        plain(
            f"{code}_yuan",
            name_zh,
            name_en,
            WORK_FAMILY,
            "元",
            flow(activity_month, work.amount_yuan, _of(code)),
            f"期内{name_zh}之和",
            f"{within_sentence(name_en)}, summed over the period",
            WORK,
        )
        for code, name_zh, name_en in (line.split("|") for line in AMOUNTS.strip().splitlines())
    )
    shares = tuple(
        ratio(
            f"{code}_yuan_share",
            name_zh,
            name_en,
            WORK_FAMILY,
            "%",
            flow(activity_month, work.amount_yuan, _of(code)),
            "期内金额",
            "amount in the period",
            flow(activity_month, work.base_yuan, _of(code)),
            "期内应计金额",
            "amount due in the period",
            WORK,
        )
        for code, name_zh, name_en in (line.split("|") for line in AMOUNT_SHARES.strip().splitlines())
    )
    return amounts + shares


def _saving(code: str, metric_id: str, name_zh: str, name_en: str) -> Metric:
    """Return (base − amount) ÷ base in yuan: how far costs lie below the base the ledger states."""
    return ratio(
        metric_id,
        name_zh,
        name_en,
        WORK_FAMILY,
        "%",
        flow(activity_month, work.base_yuan - work.amount_yuan, _of(code)),
        "期内基数减实际金额",
        "base less actual amount in the period",
        flow(activity_month, work.base_yuan, _of(code)),
        "期内基数（改革前标准）",
        "base in the period, at the rates before the reform",
        WORK,
        better="higher",
        note_zh="与改革前标准比，不是上年，不称同比；正值表示下降",
        note_en="against the rates before the reform, not the year before, so this is no year-on-year change; "
        "a positive value is a fall",
    )


_CHANGES = (
    _saving("admin_labour", "admin_labour_saving", "行政职能科室人力成本节省率", "Administrative labour cost saved"),
    _saving("drug_basket", "drug_price_cut", "药价平均降幅", "Average drug price cut"),
    ratio(
        "critical_care_change",
        "急危重症救治例数增幅（与联盟前比）",
        "Critical cases against the time before the alliance",
        WORK_FAMILY,
        "%",
        flow(activity_month, work.done - work.base, _of("critical_care")),
        "期内例数减联盟前同月例数",
        "cases in the period less those of the same months before the alliance",
        flow(activity_month, work.base, _of("critical_care")),
        "联盟前（2016年）同月例数",
        "cases of the same months before the alliance (2016)",
        WORK,
        better="neutral",
        note_zh="基数固定为联盟前一年，不称同比",
        note_en="the base is always the year before the alliance, so this is no year-on-year change",
    ),
)

# Mechanism, Chinese and English name. The metric is called <mechanism>_score.
SCORED = """
lishi_month_assess|下沉团队月考核得分率|Monthly scores of down-posting teams
jungar_qc_centres|质控督查得分率|Scores of quality-control inspections
jungar_director_term|院长任期目标得分率|Scores of directors' term targets
jungar_village_integration|乡村一体化考核得分率|Scores of the township-over-village appraisal
jiaocheng_director_pay|卫生院院长半年考核得分率|Half-yearly scores of centre directors
luzhai_assessment|医联体绩效考核得分率|Scores of the alliance assessment
luzhai_quality_inspection|季度质量督导得分率|Scores of quarterly quality inspections
"""


def _scores() -> tuple[Metric, ...]:
    return tuple(
        ratio(
            f"{mechanism_id}_score",
            name_zh,
            name_en,
            APPRAISAL_FAMILY,
            "%",
            flow(appraisal, score.score, score.mechanism_id == mechanism_id),
            "期内各项得分之和",
            "scores, summed over the period",
            flow(appraisal, score.full_score, score.mechanism_id == mechanism_id),
            "期内各项满分之和",
            "full marks, summed over the period",
            SCORES,
            better="higher",
        )
        for mechanism_id, name_zh, name_en in (line.split("|") for line in SCORED.strip().splitlines())
    )


METRICS = (
    *_done(DONE, None),
    *_done(DONE_HIDDEN_WHEN_SMALL, SMALL_COUNT),
    *_rates(),
    *_minutes(),
    *_amounts(),
    *_CHANGES,
    *_scores(),
    plain(
        "appraisals_published",
        "已通报的考核次数",
        "Appraisals that were published",
        APPRAISAL_FAMILY,
        "次",
        events(appraisal, score.published),
        "期内已通报的考核记录数",
        "appraisals of the period that were published",
        SCORES,
        better="higher",
        model="count",
    ),
    plain(
        "open_problems",
        "督导发现未整改问题数",
        "Open problems found in inspections",
        APPRAISAL_FAMILY,
        "个",
        flow(appraisal, score.problems_open),
        "期内各次督导未整改问题数之和",
        "problems left open at each inspection, summed over the period",
        SCORES,
        better="lower",
        model="count",
    ),
)
