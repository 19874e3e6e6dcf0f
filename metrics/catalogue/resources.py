"""资源配置: institutions, beds, staff and equipment, and whether clinics meet the standard."""

from sqlalchemy import case, literal

from data_access.schema import institution_history, institution_month, resident_month, staff_month
from metrics.catalogue.records import STOCK_WHERE_PROVIDED
from metrics.definition import Measure, Metric, Provision, Source, inventory, stock, within_sentence

FAMILY = "资源配置"
ANNUAL = Source(
    "卫生资源统计年报",
    "统计制度",
    "县卫生健康局规划信息股",
    "Annual return of health resources",
    "planning and information section, County Health Bureau",
)
STANDARD = Source(
    "基层机构标准化台账",
    "县级规定",
    "县医共体办公室",
    "Ledger of primary-institution standards",
    "office of the medical community",
)

COUNTY_LEVELS = ("county_hospital", "tcm_hospital", "mch_hospital")
TOWNSHIP_LEVELS = ("township_centre", "community_centre")
VILLAGE_LEVELS = ("central_village_clinic", "village_clinic")
PRIMARY_LEVELS = (*TOWNSHIP_LEVELS, *VILLAGE_LEVELS)
IN_COUNTY_LEVELS = (*COUNTY_LEVELS, *PRIMARY_LEVELS, "private_hospital")

month = institution_month.c
RESIDENTS = stock(resident_month, resident_month.c.residents)
AT_VILLAGE_CLINICS = month.level.in_(VILLAGE_LEVELS)
AT_TOWNSHIP_CENTRES = month.level.in_(TOWNSHIP_LEVELS)
AT_PRIMARY = month.level.in_(PRIMARY_LEVELS)
IN_COUNTY = month.level.in_(IN_COUNTY_LEVELS)

VILLAGE_CLINICS = stock(institution_month, literal(1), AT_VILLAGE_CLINICS)
PRIMARY_INSTITUTIONS = stock(institution_month, literal(1), AT_PRIMARY)
RESIDENTS_ZH, RESIDENTS_EN = "期末常住人口", "residents at the end of the period"


def on_register(*levels: str) -> Measure:
    """Return the institutions of these levels, by the level and township each had at the end of the period.

    A register without one of a level has none of them, and not no answer.
    """
    own = case((institution_history.c.level.in_(levels), 1), else_=0)
    return inventory(institution_history, value=own)


def _institutions(kind: str, name_zh: str, name_en: str, *levels: str) -> Metric:
    return Metric(
        id=f"institutions_{kind}",
        name_zh=f"{name_zh}数",
        name_en=name_en,
        family=FAMILY,
        unit="个",
        better="neutral",
        model="amount",
        numerator=on_register(*levels),
        numerator_zh=f"期末在册的{name_zh}个数",
        numerator_en=f"institutions on the register at the end of the period: {within_sentence(name_en)}",
        source=ANNUAL,
        decimals=0,
    )


def _per_thousand(
    metric_id: str,
    name_zh: str,
    name_en: str,
    unit: str,
    unit_en: str,
    numerator: Measure,
    counted_zh: str,
    counted_en: str,
    provision: Provision | None = STOCK_WHERE_PROVIDED,
) -> Metric:
    return Metric(
        id=metric_id,
        name_zh=name_zh,
        name_en=name_en,
        family=FAMILY,
        unit=unit,
        own_unit_en=unit_en,
        better="higher",
        model="mean",
        numerator=numerator,
        numerator_zh=counted_zh,
        numerator_en=counted_en,
        denominator=RESIDENTS,
        denominator_zh=RESIDENTS_ZH,
        denominator_en=RESIDENTS_EN,
        per=1000,
        source=ANNUAL,
        decimals=2,
        provision=provision,
    )


def _staff(*professions: str) -> Measure:
    """Persons in post at every institution of the county, as the annual return counts them: the CDC's doctors too."""
    in_county = staff_month.c.level != "city_hospital"
    return stock(staff_month, staff_month.c.persons, staff_month.c.profession.in_(professions), in_county)


def _share(
    metric_id: str,
    name_zh: str,
    name_en: str,
    numerator: Measure,
    counted_zh: str,
    counted_en: str,
    whole: Measure,
    whole_zh: str,
    whole_en: str,
) -> Metric:
    return Metric(
        id=metric_id,
        name_zh=name_zh,
        name_en=name_en,
        family=FAMILY,
        unit="%",
        better="higher",
        model="proportion",
        census=True,  # of institutions, each of which is looked at
        numerator=numerator,
        numerator_zh=counted_zh,
        numerator_en=counted_en,
        denominator=whole,
        denominator_zh=whole_zh,
        denominator_en=whole_en,
        per=100,
        source=STANDARD,
    )


_CLINICS_ZH = "期末村卫生室数（含中心村卫生室）"
_CLINICS_EN = "village clinics, central ones included, at the end of the period"
_WITH_50_DRUGS = case((month.drug_varieties >= 50, 1), else_=0)

METRICS = (
    Metric(
        id="residents",
        name_zh="常住人口",
        name_en="Residents",
        family=FAMILY,
        unit="人",
        better="neutral",
        model="amount",
        numerator=RESIDENTS,
        numerator_zh="期末常住人口",
        numerator_en="residents at the end of the period",
        source=Source(
            "第七次全国人口普查及年度推算",
            "统计制度",
            "县统计局",
            "Seventh national census and yearly estimates",
            "County Statistics Bureau",
        ),
        decimals=0,
    ),
    _institutions("county", "县级医院", "County-level hospitals", *COUNTY_LEVELS),
    _institutions("township", "乡镇卫生院", "Township health centres", "township_centre"),
    _institutions("community", "社区卫生服务中心", "Community health centres", "community_centre"),
    _institutions("township_level", "乡级机构", "Township-level institutions", *TOWNSHIP_LEVELS),
    _institutions("central_clinic", "中心村卫生室", "Central village clinics", "central_village_clinic"),
    _institutions("village", "村卫生室", "Village clinics, central ones included", *VILLAGE_LEVELS),
    _institutions("private", "民营医院", "Private hospitals", "private_hospital"),
    _per_thousand(
        "beds_per_1000",
        "每千常住人口床位数",
        "Beds per 1,000 residents",
        "张/千人",
        "beds per 1,000",
        stock(institution_month, month.beds_open, IN_COUNTY),
        "期末县域内医疗机构开放床位数",
        "open beds of institutions in the county at the end of the period",
    ),
    _per_thousand(
        "doctors_per_1000",
        "每千常住人口执业（助理）医师数",
        "Doctors per 1,000 residents",
        "人/千人",
        "doctors per 1,000",
        _staff("doctor"),
        "期末执业（助理）医师数",
        "licensed doctors and assistant doctors at the end of the period",
    ),
    _per_thousand(
        "nurses_per_1000",
        "每千常住人口注册护士数",
        "Nurses per 1,000 residents",
        "人/千人",
        "nurses per 1,000",
        _staff("nurse"),
        "期末注册护士数",
        "registered nurses at the end of the period",
    ),
    _per_thousand(
        "village_doctors_per_1000",
        "每千常住人口乡村医生数",
        "Village doctors per 1,000 residents",
        "人/千人",
        "village doctors per 1,000",
        _staff("village_doctor"),
        "期末乡村医生数",
        "village doctors at the end of the period",
        provision=None,  # they work in the villages that they are counted in
    ),
    Metric(
        id="beds_open",
        name_zh="开放床位数",
        name_en="Open beds",
        family=FAMILY,
        unit="张",
        better="neutral",
        model="amount",
        numerator=stock(institution_month, month.beds_open, IN_COUNTY),
        numerator_zh="期末县域内医疗机构开放床位数",
        numerator_en="open beds of institutions in the county at the end of the period",
        source=ANNUAL,
        decimals=0,
    ),
    _share(
        "standardised_share",
        "基层机构标准化达标率",
        "Primary institutions that meet the standard",
        stock(institution_month, month.standardised, AT_PRIMARY),
        "期末达到标准的乡级机构和村卫生室数",
        "township-level institutions and village clinics that meet the standard at the end of the period",
        PRIMARY_INSTITUTIONS,
        "期末乡级机构和村卫生室数",
        "township-level institutions and village clinics at the end of the period",
    ),
    _share(
        "clinics_50_drugs_share",
        "配备50种以上药品的村卫生室占比",
        "Village clinics stocking at least 50 drugs",
        stock(institution_month, _WITH_50_DRUGS, AT_VILLAGE_CLINICS),
        "期末药品不少于50种的村卫生室数",
        "village clinics stocking at least 50 drugs at the end of the period",
        VILLAGE_CLINICS,
        _CLINICS_ZH,
        _CLINICS_EN,
    ),
    _share(
        "insurance_line_share",
        "村卫生室医保专线开通率",
        "Village clinics with an insurance data line",
        stock(institution_month, month.insurance_line, AT_VILLAGE_CLINICS),
        "期末开通医保专线的村卫生室数",
        "village clinics with an insurance data line at the end of the period",
        VILLAGE_CLINICS,
        _CLINICS_ZH,
        _CLINICS_EN,
    ),
    _share(
        "group_clinics_share",
        "村卫生室移交集团管理率",
        "Village clinics managed by the group",
        stock(institution_month, case((month.in_group, 1), else_=0), AT_VILLAGE_CLINICS),
        "期末由集团统一管理的村卫生室数",
        "village clinics managed by the group at the end of the period",
        VILLAGE_CLINICS,
        _CLINICS_ZH,
        _CLINICS_EN,
    ),
)
