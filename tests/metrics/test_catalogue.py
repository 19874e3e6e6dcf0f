"""Every metric says everything a reader may ask about it."""

import re

import pytest

from metrics.catalogue import CATALOGUE, FAMILIES, get, get_all, of_family
from metrics.definition import SMALL_COUNT, Metric, Source, within_sentence
from metrics.errors import UnknownMetric

# Persons counted one by one: a township's small number could be somebody.
PERSON_COUNTS_OF_PATIENTS = (
    *("contract_rate", "chronic_managed_rate", "infant_mortality", "maternal_mortality"),
    *("mean_age_at_death", "chronic_mean_age_at_death"),
)


@pytest.fixture(params=CATALOGUE.values(), ids=CATALOGUE)
def metric(request: pytest.FixtureRequest) -> Metric:
    found: Metric = request.param
    return found


def has_chinese(text: str) -> bool:
    return re.search(r"[\u4e00-\u9fff]", text) is not None


def test_it_has_names_in_both_languages(metric: Metric):
    assert has_chinese(metric.name_zh) and metric.name_zh == metric.name_zh.strip()
    assert metric.name_en and not has_chinese(metric.name_en) and metric.name_en[0] == metric.name_en[0].upper()
    assert not has_chinese(metric.unit_en)


def test_it_has_a_unit_and_a_direction(metric: Metric):
    # Only a ratio of like to like has no unit.
    assert metric.unit or (metric.denominator is not None and metric.per == 1)
    assert metric.better in ("higher", "lower", "neutral")
    assert (metric.unit == "%") <= (metric.per == 100) and metric.decimals in range(4)
    assert metric.change_unit == {"%": "百分点", "‰": "千分点"}.get(metric.unit, metric.change_unit)


def test_it_says_what_is_counted_and_over_what(metric: Metric):
    assert has_chinese(metric.numerator_zh)
    assert (metric.denominator is None) == (metric.denominator_zh == "")
    assert metric.definition_zh.startswith(metric.numerator_zh)
    if metric.denominator_zh:
        assert f"÷ {metric.denominator_zh}" in metric.definition_zh


def test_whatever_it_says_in_chinese_it_says_in_english(metric: Metric):
    source = metric.source
    pairs = {
        "numerator": (metric.numerator_zh, metric.numerator_en),
        "denominator": (metric.denominator_zh, metric.denominator_en),
        "note": (metric.note_zh, metric.note_en),
        "source": (source.name, source.name_en),
        "owner": (source.owner, source.owner_en),
        "edition": (source.edition, source.edition_en),
    }
    assert [name for name, (chinese, english) in pairs.items() if bool(chinese) != bool(english)] == []
    assert [name for name, (_, english) in pairs.items() if has_chinese(english)] == []
    assert not has_chinese(metric.definition_en) and "，" not in metric.definition_en


def test_its_english_definition_divides_what_its_chinese_one_divides(metric: Metric):
    after = re.compile(r" × [\d,]+%?")
    assert metric.definition_en[0] == metric.definition_en[0].upper()
    assert metric.definition_en.count("÷") == metric.definition_zh.count("÷")
    assert after.findall(metric.definition_en) == after.findall(metric.definition_zh)
    # Thresholds and ages: every figure of the Chinese stands in the English.
    assert set(re.findall(r"\d+", metric.definition_zh)) <= set(re.findall(r"\d+", metric.definition_en))


@pytest.mark.parametrize(
    ("metric_id", "written"),
    [
        ("beds_per_1000", "÷ residents at the end of the period × 1,000"),
        ("consumables_per_100_yuan", "÷ medical revenue in the period × 100"),
        ("bed_use_rate", "÷ bed-days open in the period × 100%"),
        ("average_stay", "÷ discharges in the period"),
    ],
)
def test_a_definition_multiplies_by_its_base_and_by_per_cent_only_where_the_unit_is_per_cent(
    metric_id: str, written: str
):
    assert get(metric_id).definition_en.split(". ")[0].endswith(written)


def test_a_name_inside_a_sentence_starts_small_unless_it_starts_with_an_abbreviation():
    assert within_sentence("Referrals up") == "referrals up"
    assert within_sentence("CT fees waived") == "CT fees waived"


def test_an_edition_without_english_is_not_passed_over():
    with pytest.raises(KeyError):
        _ = Source("某台账", "没有英文的版本", "某部门", "Some ledger", "some office").edition_en


def test_it_names_its_source_edition_and_owner(metric: Metric):
    assert metric.source.name and metric.source.edition and metric.source.owner
    assert metric.source.edition in {
        *("2024年监测指标", "2024年监测指标（本系统口径）", "国家基本公共卫生服务规范"),
        "2024年监测指标（本系统口径，按总诊疗人次）",
        *("县级规定", "统计制度", "本系统口径"),
    }


def test_its_model_fits_its_shape(metric: Metric):
    """A proportion and a rate have a denominator; a count has none; a proportion's parts come from one table."""
    if metric.model in ("proportion", "rate", "mean"):
        assert metric.denominator is not None or metric.computed is not None
    if metric.model == "count":
        assert metric.denominator is None
    if metric.model == "proportion" and metric.denominator is not None:
        assert metric.numerator.table is metric.denominator.table


def test_a_threshold_comes_with_its_reason(metric: Metric):
    if metric.suppression is not None:
        assert metric.suppression.below > 1 and metric.suppression.reason


def test_its_id_is_fit_for_links_and_files(metric: Metric):
    assert re.fullmatch(r"[a-z][a-z0-9_]{2,59}", metric.id) and get(metric.id) is metric


def test_ids_and_names_are_unique_and_families_hold_every_metric_once():
    for names in ([m.name_zh for m in CATALOGUE.values()], [m.name_en for m in CATALOGUE.values()]):
        assert sorted({name for name in names if names.count(name) > 1}) == []
    assert [metric.id for family in FAMILIES for metric in of_family(family)] == [
        metric.id for family in FAMILIES for metric in CATALOGUE.values() if metric.family == family
    ]
    assert sum(len(of_family(family)) for family in FAMILIES) == len(CATALOGUE)


@pytest.mark.parametrize("metric_id", PERSON_COUNTS_OF_PATIENTS)
def test_small_numbers_of_patients_are_hidden(metric_id: str):
    assert get(metric_id).suppression == SMALL_COUNT and SMALL_COUNT.below == 10


def test_the_families_that_a_county_is_asked_about_are_there():
    wanted = """beds_per_1000 doctors_per_1000 nurses_per_1000 village_doctors_per_1000 standardised_share
        clinics_50_drugs_share insurance_line_share outpatient_visits admissions lead_discharges surgeries_3 surgeries_4
        bed_use_rate average_stay cost_per_discharge drug_share consumables_per_100_yuan primary_visit_share
        township_admission_share in_county_visit_share in_county_admission_share referrals_up referrals_down
        referrals_out telemedicine_share ecg_clinic_share contract_rate key_group_contract_rate contract_delivery_rate
        teams patients_per_grid mean_age_at_death maternal_mortality infant_mortality mobile_checkup_done"""
    assert [metric.id for metric in get_all(wanted.split())] == wanted.split()


@pytest.mark.parametrize(
    ("asked", "nearest"),
    [
        ("contract_rat", "contract_rate"),
        ("常住人口签约", "contract_rate"),
        ("primary_visits_share", "primary_visit_share"),
    ],
)
def test_an_unknown_metric_is_answered_with_the_nearest(asked: str, nearest: str):
    with pytest.raises(UnknownMetric) as caught:
        get(asked)
    assert nearest in caught.value.next_step and asked in caught.value.happened


def test_nothing_near_is_said_so_too():
    with pytest.raises(UnknownMetric, match="列表"):
        get("\U0001f4a9" * 12)
