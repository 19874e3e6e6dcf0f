"""分工协作: who treats whom where – primary share, in-county share, referrals, remote diagnosis."""

from sqlalchemy import case, literal

from data_access.schema import institution_month, insured_month
from metrics.catalogue.resources import (
    AT_PRIMARY,
    AT_TOWNSHIP_CENTRES,
    AT_VILLAGE_CLINICS,
    IN_COUNTY,
    VILLAGE_CLINICS,
)
from metrics.catalogue.volume import MONTHLY
from metrics.definition import Better, Measure, Metric, Source, flow, stock

FAMILY = "分工协作"
INSURANCE = Source("医保结算明细汇总", "本系统口径", "县医疗保障局")
NATIONAL_VISITS = Source("医疗卫生机构月报", "2024年监测指标（本系统口径）", "县卫生健康局")
REMOTE = Source("远程医疗平台日志", "本系统口径", "县医共体信息中心")

month, insured = institution_month.c, insured_month.c


def _share(
    metric_id: str,
    name_zh: str,
    name_en: str,
    numerator: Measure,
    numerator_zh: str,
    denominator: Measure,
    denominator_zh: str,
    source: Source,
    note_zh: str = "",
    better: Better = "higher",
) -> Metric:
    return Metric(
        id=metric_id,
        name_zh=name_zh,
        name_en=name_en,
        family=FAMILY,
        unit="%",
        unit_en="%",
        better=better,
        model="proportion",
        numerator=numerator,
        numerator_zh=numerator_zh,
        denominator=denominator,
        denominator_zh=denominator_zh,
        per=100,
        source=source,
        note_zh=note_zh,
    )


def _referrals(metric_id: str, name_zh: str, name_en: str, column: str) -> Metric:
    return Metric(
        id=metric_id,
        name_zh=name_zh,
        name_en=name_en,
        family=FAMILY,
        unit="例",
        unit_en="cases",
        better="neutral",
        model="count",
        numerator=flow(institution_month, month[column]),
        numerator_zh=f"期内{name_zh}之和",
        source=MONTHLY,
        decimals=0,
    )


_VISITS = flow(institution_month, month.outpatient_visits, IN_COUNTY)
_ADMISSIONS = flow(institution_month, month.admissions, IN_COUNTY)

METRICS = (
    _share(
        "primary_visit_share",
        "基层诊疗人次占比",
        "Primary share of visits",
        flow(institution_month, month.outpatient_visits, AT_PRIMARY),
        "期内乡级机构和村卫生室门诊人次",
        _VISITS,
        "期内县域内门诊人次",
        NATIONAL_VISITS,
        "官方计算表未公布，分子分母为本系统口径",
    ),
    _share(
        "township_visit_share",
        "乡级机构门诊占比",
        "Township-level share of visits",
        flow(institution_month, month.outpatient_visits, AT_TOWNSHIP_CENTRES),
        "期内乡级机构门诊人次",
        _VISITS,
        "期内县域内门诊人次",
        MONTHLY,
    ),
    _share(
        "township_admission_share",
        "乡级机构住院占比",
        "Township-level share of admissions",
        flow(institution_month, month.admissions, AT_TOWNSHIP_CENTRES),
        "期内乡级机构住院人次",
        _ADMISSIONS,
        "期内县域内住院人次",
        MONTHLY,
    ),
    _share(
        "tcm_visit_share",
        "中医类诊疗量占比",
        "TCM share of visits",
        flow(institution_month, month.tcm_visits, IN_COUNTY),
        "期内中医类门诊人次",
        _VISITS,
        "期内县域内门诊人次",
        NATIONAL_VISITS,
        "官方计算表未公布，分子分母为本系统口径",
    ),
    _share(
        "in_county_visit_share",
        "县域内就诊率",
        "Visits kept in the county",
        flow(insured_month, insured.visits_in_county),
        "期内参保人在县域内门诊人次",
        flow(insured_month, insured.visits_in_county + insured.visits_out_of_county),
        "期内参保人门诊人次",
        INSURANCE,
        "按参保人居住乡镇统计",
    ),
    _share(
        "in_county_admission_share",
        "县域内住院人次占比",
        "Admissions kept in the county",
        flow(insured_month, insured.admissions_in_county),
        "期内参保人在县域内住院人次",
        flow(insured_month, insured.admissions_in_county + insured.admissions_out_of_county),
        "期内参保人住院人次",
        INSURANCE,
        "按参保人居住乡镇统计",
    ),
    _share(
        "women_child_in_county_share",
        "妇女儿童县域内就诊率",
        "Women and children's visits kept in the county",
        flow(insured_month, insured.women_child_visits_in_county),
        "期内妇女儿童在县域内门诊人次",
        flow(insured_month, insured.women_child_visits_in_county + insured.women_child_visits_out_of_county),
        "期内妇女儿童门诊人次",
        INSURANCE,
        "按参保人居住乡镇统计",
    ),
    Metric(
        id="fund_in_county_share",
        name_zh="医保基金县域内支出占比",
        name_en="Insurance fund spent in the county",
        family=FAMILY,
        unit="%",
        unit_en="%",
        better="higher",
        model="mean",
        numerator=flow(insured_month, insured.fund_in_county_yuan),
        numerator_zh="期内医保基金县域内支出（不含药店）",
        denominator=flow(insured_month, insured.fund_in_county_yuan + insured.fund_out_of_county_yuan),
        denominator_zh="期内医保基金支出（不含药店）",
        per=100,
        source=Source("医保结算明细汇总", "2024年监测指标（本系统口径）", "县医疗保障局"),
        note_zh="官方计算表未公布，分子分母为本系统口径",
    ),
    _referrals("referrals_up", "上转例数", "Referrals up", "referrals_up"),
    _referrals("referrals_down", "下转例数", "Referrals down", "referrals_down"),
    _referrals("referrals_out", "县外转诊例数", "Referrals out of the county", "referrals_out_of_county"),
    _share(
        "telemedicine_share",
        "远程诊疗接入率",
        "Township-level institutions connected to telemedicine",
        stock(institution_month, month.telemedicine, AT_TOWNSHIP_CENTRES),
        "期末接入远程诊疗的乡级机构数",
        stock(institution_month, literal(1), AT_TOWNSHIP_CENTRES),
        "期末乡级机构数",
        REMOTE,
    ),
    _share(
        "ecg_clinic_share",
        "心电设备村级覆盖率",
        "Village clinics with an ECG device",
        stock(institution_month, month.ecg_device, AT_VILLAGE_CLINICS),
        "期末配备心电设备的村卫生室数",
        VILLAGE_CLINICS,
        "期末村卫生室数（含中心村卫生室）",
        Source("远程医疗平台日志", "2024年监测指标（本系统口径）", "县医共体信息中心"),
        "国家监测指标的设备部分；官方计算表未公布",
    ),
    Metric(
        id="remote_diagnoses",
        name_zh="远程诊断例数",
        name_en="Remote diagnoses",
        family=FAMILY,
        unit="例",
        unit_en="cases",
        better="higher",
        model="count",
        numerator=flow(institution_month, month.remote_ecg + month.remote_imaging + month.remote_consultations),
        numerator_zh="期内远程心电、影像诊断和远程会诊例数之和",
        source=REMOTE,
        decimals=0,
    ),
    Metric(
        id="remote_ecg",
        name_zh="远程心电诊断例数",
        name_en="Remote ECG readings",
        family=FAMILY,
        unit="例",
        unit_en="cases",
        better="higher",
        model="count",
        numerator=flow(institution_month, month.remote_ecg),
        numerator_zh="期内远程心电诊断例数",
        source=REMOTE,
        decimals=0,
    ),
    Metric(
        id="ambulance_centres",
        name_zh="配备救护车的乡级机构数",
        name_en="Township-level institutions with an ambulance",
        family=FAMILY,
        unit="个",
        unit_en="",
        better="higher",
        model="amount",
        numerator=stock(institution_month, case((month.ambulances > 0, 1), else_=0), AT_TOWNSHIP_CENTRES),
        numerator_zh="期末至少有一辆救护车的乡级机构数",
        source=MONTHLY,
        decimals=0,
    ),
)
