"""What the reforms consist of: checklists and inventories, money, equipment; with what they do (programme_work)."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Column, ColumnElement, and_, case, exists, or_, select

from data_access.schema import (
    clinic_cover,
    community,
    equipment,
    funding,
    institution,
    institution_history,
    programme_item,
    rule,
)
from metrics.catalogue import programme_work
from metrics.catalogue.records import plain, ratio
from metrics.catalogue.resources import VILLAGE_LEVELS, on_register
from metrics.definition import (
    Better,
    Measure,
    Metric,
    Source,
    Timing,
    distinct,
    flow,
    inventory,
    largest,
    within_sentence,
)

LEDGER_FAMILY, MONEY_FAMILY, PROFILE_FAMILY = "改革台账", "财政投入", "机构概况"
LEDGER = Source(
    "改革任务台账", "本系统口径", "县医共体办公室", "Ledger of reform tasks", "office of the medical community"
)
TREASURY = Source("财政投入台账", "本系统口径", "县财政局", "Ledger of public funding", "County Finance Bureau")
PROFILE = Source(
    "卫生资源统计年报", "统计制度", "县卫生健康局", "Annual return of health resources", "County Health Bureau"
)

item, money, thing, place, cover = programme_item.c, funding.c, equipment.c, institution.c, clinic_cover.c
CENTRAL = "central_village_clinic"
ESTABLISHED = item.state == "已建立"
LEADS = institution_history.c.institution_code.in_(select(place.institution_code).where(place.is_lead))


def _of_register(column: Column[Any]) -> ColumnElement[Any]:
    """Return what the register says today of an institution that stands in a row of its history."""
    own = select(column).where(place.institution_code == institution_history.c.institution_code)
    return own.correlate(institution_history).scalar_subquery()


def _is_central(month: ColumnElement[int]) -> ColumnElement[bool]:
    """Say of a row of clinic_cover whether its clinic was a central one in a month."""
    own = institution_history.c
    in_force = and_(own.valid_from <= month, or_(own.valid_to.is_(None), own.valid_to >= month))
    return exists().where(own.institution_code == cover.institution_code, own.level == CENTRAL, in_force)


# Kind of item, Chinese and English name, unit. The metric is called <kind>_count.
ITEM_KINDS = """
unified_item|统一管理事项数|Matters under unified management|项
drug_purchase_step|药品集中采购统一环节数|Unified steps of pooled drug purchasing|项
new_department|新开设临床科室数|New clinical departments|个
team_tier|签约团队层级数|Tiers of family-doctor teams|级
linked_reform|医疗医保医药联动领域数|Linked reform areas|项
linkage_item|体制机制联动事项数|Linked institutional mechanisms|项
village_integration_item|乡村一体化考核事项数|Matters of the township-over-village appraisal|项
reform_year|本轮改革实施年数|Years of the current reform round|年
qc_centre|质控中心数|Quality-control centres|个
emergency_centre|急危重症救治中心数|Emergency and critical-care centres|个
near_home_disease|就近诊疗购药病种数|Diseases of near-home care|种
primary_care_function|基层服务功能项数|Functions of primary institutions|项
women_cancer_type|妇女癌症筛查病种数|Cancers screened for in women|种
allowance_item|薪酬制度允许事项数|Allowances of the pay system|项
prevention_tier|疾病预防层级数|Tiers of disease prevention|级
support_aspect|统一保障服务方面数|Unified support services|项
centre_class|乡镇卫生院考核类别数|Appraisal classes of township centres|类
tight_alliance|紧密型市县医联体数|Tight city-county alliances|个
alliance_city_hospital|签约市级医院数|City hospitals with an agreement|家
unchanged_item|托管不变事项数|Items unchanged under trusteeship|项
transferred_power|移交牵头医院权限数|Powers handed to the lead hospital|项
new_key_discipline|新增重点学科数|New key disciplines|个
research_project|科研项目数|Research projects|个
regional_tcm_specialty|自治区中医民族医重点专科数|Regional key TCM specialties|个
city_tcm_specialty|市级重点中医专科数|City key TCM specialties|个
specialty_partner|专科联盟合作医院数|Hospitals in specialty alliances|家
specialty_alliance|专科联盟数|Specialty alliances|个
tcm_new_technology|中医院新技术数|New technologies of the TCM hospital|项
tcm_research_topic|中医院科研课题数|Research topics of the TCM hospital|个
tcm_patent|中医院专利数|Patents of the TCM hospital|个
tcm_paper|中医院论文数|Papers of the TCM hospital|篇
tcm_core_paper|中医院核心期刊论文数|Core-journal papers of the TCM hospital|篇
tcm_education_project|自治区级继续教育项目数|Regional education projects hosted|次
referral_tier|妇科联盟转诊层级数|Tiers of the gynaecology referral platform|级
responsibility_list|权责清单数|Responsibility lists|项
rule_system|集团制度体系数|Rule systems of the group|项
management_centre|集团管理中心数|Management centres of the group|个
business_centre|集团业务中心数|Shared service centres of the group|个
auxiliary_drug_removed|剔除辅助性药品种数|Auxiliary drugs removed|种
new_discipline|妇幼新设学科数|New disciplines of maternal and child care|个
two_down_item|“两下两用”内容项数|Parts of the two-down two-use scheme|项
zero_maternal_death_year|孕产妇零死亡年数|Years without a maternal death|年
covid_institution|疫情防控统筹医疗机构数|Institutions in the epidemic response|个
covid_village_clinic|疫情防控统筹卫生室数|Village clinics in the epidemic response|个
covid_defence_line|疫情防线数|Lines of epidemic defence|道
covid_control_element|疫情防控要素数|Elements of epidemic control|项
improved_primary_institution|完成环境提升的基层机构数|Primary institutions improved|个
improved_village_clinic|完成环境提升的村卫生室数|Village clinics improved|个
handed_over_clinic|移交集团管理的村卫生室数|Village clinics handed to the group|个
model_village_clinic|建成示范样板村卫生室数|Model village clinics|个
model_township_institution|建成样板乡级机构数|Model township institutions|个
centre_built|新建乡镇卫生院数|Township centres newly built|个
centre_expanded|改扩建乡镇卫生院数|Township centres expanded|个
community_centre_expanded|改扩建社区卫生服务中心数|Community health centres expanded|个
area_standard_institution|面积达二级医院标准的基层机构数|Primary institutions meeting the area standard|个
new_technology|新技术项目数|New technologies|项
cooperation_department|合作共建科室数|Cooperation departments|个
municipal_key_specialty|市级重点专科数|Municipal key specialties|个
provincial_key_specialty|省级重点专科数|Provincial key specialties|个
linked_care_home|签约养老机构数|Linked care homes|个
merged_member|并入集团的单位数|Members merged into the group|个
director_term|签订任期目标的院长数|Directors with term targets|人
checklist_item|成员单位已落实清单事项数|Checklist items in place at members|项
"""


def _items() -> tuple[Metric, ...]:
    return tuple(
        plain(
            f"{kind}_count",
            name_zh,
            name_en,
            LEDGER_FAMILY,
            unit,
            inventory(programme_item, item.kind == kind, ESTABLISHED, value=item.quantity),
            f"期末已建立的{name_zh.removesuffix('数')}数量",
            f"number established by the end of the period: {within_sentence(name_en)}",
            LEDGER,
        )
        for kind, name_zh, name_en, unit in (line.split("|") for line in ITEM_KINDS.strip().splitlines())
    )


def _against_base(metric_id: str, kind: str, name_zh: str, name_en: str, better: Better, decimals: int = 0) -> Metric:
    """Return a change against a named base that is not the previous year, from the pair of rows that carries both."""
    now, base = item.kind == f"{kind}_now", item.kind == f"{kind}_base"
    return ratio(
        metric_id,
        name_zh,
        name_en,
        LEDGER_FAMILY,
        "%",
        inventory(programme_item, now | base, value=case((now, item.quantity), else_=-item.quantity)),
        "当期数减基数",
        "this period's number less the base",
        inventory(programme_item, base, value=item.quantity),
        "基数",
        "the base",
        LEDGER,
        better=better,
        note_zh="基数在台账中列明，不是上年，不称同比",
        note_en="the base is stated in the ledger; it is not the year before, so this is no year-on-year change",
        decimals=decimals,
    )


# Purpose of the money, Chinese and English name. The metric is called funding_<purpose>.
PURPOSES = """
branch_hospital|县级医院新建投资|Investment in the branch hospital
township_centre|乡镇卫生院改建投资|Investment in a township centre
mch_and_tcm|妇幼和中医院建设投资|Investment in maternal-child and TCM hospitals
internet_health|互联网医疗平台投资|Investment in the internet health platform
mountain_first_aid|山区急救站建设资金|Funds for mountain first aid
ambulances|山区救护车购置资金|Funds for ambulances
telemedicine|远程诊疗系统建设资金|Funds for telemedicine
checkup_vehicles|体检车购置资金|Funds for check-up vehicles
alliance_budget|两体年度专项经费|Yearly budget of alliances and communities
alliance_spending|两体专项经费支出|Spending of the alliance budget
central_incentive|中央财政激励资金|Central incentive fund
equipment_aid|援助基层设备金额|Equipment given to primary institutions
people_hospital|市人民医院新建投资|Investment in the people's hospital
primary_buildings|基层机构基建投资|Investment in primary buildings
hospital_equipment|县级医院设备投资|Investment in hospital equipment
village_equipment|中心村卫生室设备投资|Investment in central village clinics
experts|专家引进年度预算|Yearly budget for visiting experts
"""


def _funds() -> tuple[Metric, ...]:
    named = (line.split("|") for line in PURPOSES.strip().splitlines())
    one_by_one = tuple(
        plain(
            f"funding_{purpose}",
            name_zh,
            name_en,
            MONEY_FAMILY,
            "元",
            flow(funding, money.amount_yuan, money.purpose == purpose),
            f"期内{name_zh}",
            f"{within_sentence(name_en)} in the period",
            TREASURY,
        )
        for purpose, name_zh, name_en in named
    )
    whole = plain(
        "funding_total",
        "改革投入合计",
        "Money put into the reforms",
        MONEY_FAMILY,
        "元",
        flow(funding, money.amount_yuan, money.purpose != "alliance_spending"),
        "期内各项投入之和（专项经费按预算计，不重复计支出）",
        "all money put in, summed over the period (earmarked funds by budget, their spending not counted again)",
        TREASURY,
    )
    return (whole, *one_by_one, _fiscal_share("salary", "tenured", "在编"), _fiscal_share("retiree", "retired", "退休"))


def _fiscal_share(prefix: str, purpose: str, who: str) -> Metric:
    paid = money.purpose == f"salary_{purpose}"
    return ratio(
        f"{prefix}_fiscal_share",
        f"{who}人员工资财政保障比例",
        f"Fiscal share of pay, {purpose} staff",
        MONEY_FAMILY,
        "%",
        flow(funding, money.amount_yuan, paid),
        f"期内财政拨付的{who}人员工资",
        f"pay of {purpose} staff met by the treasury in the period",
        flow(funding, money.base_yuan, paid),
        f"期内{who}人员工资总额",
        f"total pay of {purpose} staff in the period",
        TREASURY,
        better="higher",
        decimals=0,
    )


def _attribute(
    metric_id: str,
    name_zh: str,
    name_en: str,
    unit: str,
    numerator: Measure,
    counted_zh: str,
    counted_en: str,
    decimals: int = 0,
) -> Metric:
    return plain(
        metric_id, name_zh, name_en, PROFILE_FAMILY, unit, numerator, counted_zh, counted_en, PROFILE, decimals=decimals
    )


_PROFILE = (
    _attribute(
        "lead_hospitals",
        "牵头医院数",
        "Lead hospitals",
        "家",
        inventory(institution_history, LEADS),
        "期末牵头医院数",
        "lead hospitals at the end of the period",
    ),
    _attribute(
        "communities",
        "医共体数",
        "Medical communities",
        "个",
        inventory(community),
        "期末医共体（医疗集团）数",
        "medical communities (hospital groups) at the end of the period",
    ),
    _attribute(
        "lead_founded_year",
        "牵头医院建院年份",
        "Year the lead hospital was founded",
        "年",
        Measure(institution_history, _of_register(place.founded_year), Timing.SPAN, (LEADS,), "min"),
        "牵头医院中最早的建院年份",
        "the earliest founding year among lead hospitals",
    ),
    _attribute(
        "lead_site_area",
        "牵头医院占地面积",
        "Site area of the lead hospital",
        "平方米",
        inventory(institution_history, LEADS, value=_of_register(place.site_area_m2)),
        "期末牵头医院占地面积",
        "site area of the lead hospital at the end of the period",
    ),
    _attribute(
        "lead_floor_area",
        "牵头医院建筑面积",
        "Floor area of the lead hospital",
        "平方米",
        inventory(institution_history, LEADS, value=_of_register(place.floor_area_m2)),
        "期末牵头医院建筑面积",
        "floor area of the lead hospital at the end of the period",
    ),
    _attribute(
        "lead_beds_authorised",
        "牵头医院编制床位数",
        "Authorised beds of the lead hospital",
        "张",
        inventory(institution_history, LEADS, value=_of_register(place.beds_authorised)),
        "期末牵头医院编制床位数",
        "authorised beds of the lead hospital at the end of the period",
    ),
    _attribute(
        "lead_beds_max",
        "牵头医院最大可开放床位数",
        "Most beds the lead hospital can open",
        "张",
        inventory(institution_history, LEADS, value=_of_register(place.beds_max)),
        "期末牵头医院最大可开放床位数",
        "most beds the lead hospital can open at the end of the period",
    ),
    _attribute(
        "villages_covered_by_central_clinics",
        "中心村卫生室覆盖村数",
        "Villages covered by central clinics",
        "个",
        Measure(clinic_cover, cover.village_code, Timing.SPAN, (), "distinct", _is_central),
        "期末由中心村卫生室服务的不同行政村数",
        "different administrative villages served by central village clinics at the end of the period",
    ),
    _attribute(
        "mri_field_strength",
        "核磁共振设备最高场强",
        "Field strength of the strongest MRI scanner",
        "T",
        largest(Timing.SPAN, thing.capacity, thing.kind == "mri"),
        "期末核磁共振设备场强的最大值",
        "highest field strength of an MRI scanner at the end of the period",
        decimals=1,
    ),
    _attribute(
        "checkup_vehicle_units",
        "巡回体检车数",
        "Mobile check-up vehicles",
        "辆",
        inventory(equipment, thing.kind == "checkup_vehicle", value=thing.units),
        "期末巡回体检车数",
        "mobile check-up vehicles at the end of the period",
    ),
    _attribute(
        "large_device_units",
        "新增大中型医疗设备数",
        "Large and medium devices added",
        "台",
        inventory(equipment, thing.kind == "large_device", value=thing.units),
        "期末累计新增大中型医疗设备数",
        "large and medium devices added up to the end of the period",
    ),
    _attribute(
        "mountain_ambulance_centres",
        "配备救护车的山区卫生院数",
        "Mountain health centres given an ambulance",
        "个",
        distinct(Timing.SPAN, thing.institution_code, thing.kind == "ambulance"),
        "期末配有山区救护车的卫生院数",
        "health centres with a mountain ambulance at the end of the period",
    ),
    _attribute(
        "telemedicine_terminal_centres",
        "接入远程诊疗的乡镇卫生院数",
        "Township centres connected to telemedicine",
        "个",
        distinct(Timing.SPAN, thing.institution_code, thing.kind == "telemedicine"),
        "期末配有远程诊疗终端的卫生院数",
        "health centres with a telemedicine terminal at the end of the period",
    ),
    _attribute(
        "rules_in_force",
        "在用规则数",
        "Rules in force",
        "项",
        inventory(rule),
        "期末有效的规则条数",
        "rules in force at the end of the period",
    ),
    ratio(
        "computers_per_clinic",
        "每个村卫生室电脑台数",
        "Computers per village clinic",
        PROFILE_FAMILY,
        "台/所",
        inventory(equipment, thing.kind == "clinic_computer", value=thing.units),
        "期末村卫生室电脑台数",
        "computers of village clinics at the end of the period",
        on_register(*VILLAGE_LEVELS),
        "期末村卫生室数（含中心村卫生室）",
        "village clinics, central ones included, at the end of the period",
        PROFILE,
        better="higher",
        decimals=2,
    ),
)

METRICS = (
    *_PROFILE,
    *_items(),
    _against_base(
        "senior_promotion_change",
        "senior_promotion",
        "高级职称晋升人数增幅（与联盟前比）",
        "Senior promotions against the time before the alliance",
        "higher",
    ),
    _against_base(
        "infant_mortality_change",
        "infant_mortality",
        "婴儿死亡率变化幅度（与基期比）",
        "Infant mortality against the base period",
        "lower",
        2,
    ),
    *_funds(),
    *programme_work.METRICS,
)
