"""Names for the heads of narrow columns, at most seven characters: metric id → (Chinese, English)."""

SHORT_NAMES: dict[str, tuple[str, str]] = {
    "primary_visit_share": ("基层诊疗占比", "Primary share"),
    "in_county_visit_share": ("县域内就诊", "Visits kept"),
    "in_county_admission_share": ("县域内住院", "Admissions kept"),
    "fund_in_county_share": ("医保县域内支出", "Fund kept"),
    "contract_rate": ("居民签约", "Contracted"),
    "key_group_contract_rate": ("重点人群签约", "Key groups"),
    "contract_delivery_rate": ("签约服务履约", "Delivered"),
    "chronic_managed_rate": ("慢病规范管理", "Chronic care"),
    "coverage_15_min": ("15分钟覆盖", "Within 15 min"),
    "coverage_30_min": ("30分钟覆盖", "Within 30 min"),
}
