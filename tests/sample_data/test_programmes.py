"""The programme tables of the sample: printed totals, postings and visits, rules, checklists, provenance."""

from datetime import date, timedelta

import chinese_calendar
import pandas as pd
import pytest

from data_access import schema

LISHI, JUNGAR, JIAOCHENG, LUZHAI, JIEXIU = "141102", "150622", "141122", "450223", "140781"

Frames = dict[str, pd.DataFrame]


@pytest.fixture(scope="module")
def frames(sample: Frames) -> Frames:
    return sample


def months(table: pd.DataFrame, county: str, first: int, last: int) -> pd.DataFrame:
    return table[(table["county_code"] == county) & table["month"].between(first, last)]


def attended(visit: pd.DataFrame) -> pd.DataFrame:
    return visit[visit["actual_start"].notna()]


def test_every_published_figure_mechanism_and_milestone_is_there(frames: Frames) -> None:
    assert len(frames["published_figure"]) == 219
    assert len(frames["mechanism"]) == 71
    assert len(frames["milestone"]) == 24


def test_every_milestone_is_told_in_chinese(frames: Frames) -> None:
    assert frames["milestone"]["event_zh"].str.contains(r"[\u4e00-\u9fff]").all()


def test_no_mechanism_is_both_a_posting_and_a_visit(frames: Frames) -> None:
    posted = set(frames["posting"]["mechanism_id"]) | set(frames["posting_month"]["mechanism_id"])
    assert posted == {"jiaocheng_expert_posting", "luzhai_secondment"}
    assert posted.isdisjoint(frames["visit"]["mechanism_id"])


def test_every_month_of_a_posting_lies_within_the_posting(frames: Frames) -> None:
    of_posting = frames["posting_month"].merge(frames["posting"], on="posting_id")
    start = pd.to_datetime(of_posting["start_date"]).dt.strftime("%Y%m").astype(int)
    end = pd.to_datetime(of_posting["end_date"]).dt.strftime("%Y%m").astype(int)
    assert of_posting["month"].between(start, end).all()


def test_sixty_were_seconded_to_luzhai_in_two_years_and_twenty_of_them_are_senior(frames: Frames) -> None:
    present = months(frames["posting_month"], LUZHAI, 201701, 201812)
    people = present.merge(frames["posting"][["posting_id", "expert_code"]], on="posting_id")
    assert people["expert_code"].nunique() == 60
    assert people.loc[people["title"].isin(["副高", "正高"]), "expert_code"].nunique() == 20


def test_at_least_twenty_seconded_staff_are_present_in_every_month_of_2017_and_2018(frames: Frames) -> None:
    present = months(frames["posting_month"], LUZHAI, 201701, 201812)
    by_month = present[present["days_present"] > 0].groupby("month")["posting_id"].nunique()
    assert len(by_month) == 24
    assert by_month.min() >= 20


@pytest.mark.parametrize(
    ("county", "first", "last", "column", "printed"),
    [
        (LUZHAI, 201701, 201812, "lectures", 218),
        (LUZHAI, 201701, 201812, "trainees", 6000),
        (JIAOCHENG, 201801, 202012, "teaching_rounds", 1509),
        (JIAOCHENG, 201801, 202012, "lectures", 117),
        (JIAOCHENG, 201801, 202012, "outpatients", 4365),
    ],
)
def test_the_work_of_posted_doctors_adds_up_to_the_printed_totals(
    frames: Frames, county: str, first: int, last: int, column: str, printed: int
) -> None:
    assert months(frames["posting_month"], county, first, last)[column].sum() == printed


def test_visits_are_few_enough_to_be_read_by_the_page(frames: Frames) -> None:
    assert len(frames["visit"]) < 80_000


def test_no_expert_is_in_two_places_on_one_day(frames: Frames) -> None:
    assert not frames["visit"].duplicated(["expert_code", "visit_date"]).any()


def test_each_of_lishis_eleven_institutions_has_a_planned_visit_of_eight_hours_in_every_week(frames: Frames) -> None:
    visit = frames["visit"]
    planned = visit[(visit["mechanism_id"] == "lishi_118_mode") & ~visit["stands_in"]]
    assert (planned["planned_end"] - planned["planned_start"]).min() >= pd.Timedelta(hours=8)
    monday = [day - timedelta(days=day.weekday()) for day in planned["visit_date"]]
    weeks = planned.assign(monday=monday).groupby("institution_code")["monday"].nunique()
    worked = {
        day - timedelta(days=day.weekday())
        for day in (date(2022, 1, 3) + timedelta(days=offset) for offset in range(1094))
        if chinese_calendar.is_workday(day)
    }
    assert len(weeks) == 11
    assert (weeks == len(worked)).all()


def test_nobody_goes_down_on_a_public_holiday_in_lishi_or_jungar(frames: Frames) -> None:
    visit = frames["visit"]
    days = set(visit.loc[visit["county_code"].isin([LISHI, JUNGAR]), "visit_date"])
    assert [day for day in sorted(days) if not chinese_calendar.is_workday(day)] == []


def test_three_native_experts_were_in_clinic_every_day_while_jiexius_account_reports_it(frames: Frames) -> None:
    visit = attended(frames["visit"])
    clinic = visit[(visit["mechanism_id"] == "jiexiu_native_experts") & (visit["activity"] == "clinic")]
    by_day = clinic.groupby("visit_date")["expert_code"].nunique()
    account = by_day[[day <= date(2021, 5, 19) for day in by_day.index]]
    assert len(account) == (date(2021, 5, 19) - date(2018, 1, 1)).days + 1
    assert account.min() >= 3


def test_some_later_days_in_jiexiu_fall_short_so_that_the_flag_has_something_to_show(frames: Frames) -> None:
    visit = attended(frames["visit"])
    by_day = visit[visit["mechanism_id"] == "jiexiu_native_experts"].groupby("visit_date")["expert_code"].nunique()
    assert 0 < (by_day < 3).sum() < 60


def test_experts_are_planned_at_all_21_primary_institutions_of_jungar_in_every_month(frames: Frames) -> None:
    visit = frames["visit"]
    sinking = visit[visit["mechanism_id"] == "jungar_expert_sinking"]
    by_month = sinking.groupby("month")["institution_code"].nunique()
    assert len(by_month) == 60
    assert (by_month == 21).all()


def test_every_lead_hospital_of_jungar_receives_specialists_of_the_three_others(frames: Frames) -> None:
    visit = frames["visit"]
    crossing = visit[visit["mechanism_id"] == "jungar_cross_alliance"]
    homes = frames["expert"].set_index("expert_code")["home_institution_code"]
    pairs = set(zip(crossing["expert_code"].map(homes), crossing["institution_code"], strict=True))
    assert len(pairs) == 12
    assert all(sender != receiver for sender, receiver in pairs)


def test_a_stand_in_goes_only_where_a_planned_expert_was_missing_that_day(frames: Frames) -> None:
    visit = frames["visit"]
    missed = visit[visit["actual_start"].isna()]
    gaps = set(zip(missed["institution_code"], missed["visit_date"], strict=True))
    stand_ins = visit[visit["stands_in"]]
    assert len(stand_ins) > 0
    assert all(pair in gaps for pair in zip(stand_ins["institution_code"], stand_ins["visit_date"], strict=True))


def test_nobody_on_leave_checks_in(frames: Frames) -> None:
    leave = frames["expert_leave"]
    away = set(zip(leave["expert_code"], leave["start_date"], strict=True))
    came = attended(frames["visit"])
    assert not any(pair in away for pair in zip(came["expert_code"], came["visit_date"], strict=True))


def test_every_target_threshold_and_schedule_is_held_by_exactly_one_row(frames: Frames) -> None:
    figures = frames["published_figure"]
    wanted = figures.loc[figures["kind"].isin(["target", "threshold", "schedule"]), "figure_id"]
    held = pd.concat([frames["rule"]["figure_id"], frames["indicator_target"]["figure_id"]]).dropna()
    assert sorted(held) == sorted(wanted)


def test_a_county_has_one_target_of_a_metric_at_a_time(frames: Frames) -> None:
    target = frames["indicator_target"]
    assert not target.duplicated(["metric_id", "county_code"]).any()


def test_each_county_has_targets_for_at_least_twelve_indicators(frames: Frames) -> None:
    assert frames["indicator_target"].groupby("county_code")["metric_id"].nunique().min() >= 12


def test_a_row_is_published_only_where_it_names_an_account(frames: Frames) -> None:
    for name in ("programme_item", "funding", "staff_event", "equipment", "rule", "indicator_target", "visit"):
        table = frames[name]
        assert ((table["basis"] == "published") == table["load_id"].str.startswith("src_")).all(), name


def test_promotions_in_the_checklist_are_those_of_the_staff_ledger(frames: Frames) -> None:
    staff = months(frames["staff_event"], LUZHAI, 201701, 201812)
    promoted = staff.loc[staff["kind"] == "promotion", "persons"].sum()
    items = frames["programme_item"].set_index("item_id")["quantity"]
    assert promoted == items["luzhai_talent_senior_promotion_now"] == 2 + 23


def test_critical_cases_set_against_the_time_before_the_alliance_are_those_of_the_monthly_reports(
    frames: Frames,
) -> None:
    reports = months(frames["institution_month"], LUZHAI, 201701, 201812)
    activity = months(frames["activity_month"], LUZHAI, 201701, 201812)
    activity = activity[activity["activity_code"] == "critical_care"]
    assert activity["done"].sum() == reports["critical_cases"].sum() == 2789


def test_every_row_lies_in_a_township_that_existed_in_its_month(frames: Frames) -> None:
    township = frames["township"].set_index("township_code")
    for name in ("activity_month", "staff_event", "appraisal", "posting_month", "visit"):
        table = frames[name]
        begun = table["township_code"].map(township["valid_from"]).astype(int)
        ended = table["township_code"].map(township["valid_to"]).fillna(999912).astype(int)
        assert ((begun <= table["month"]) & (table["month"] <= ended)).all(), name


def test_columns_and_keys_are_those_of_the_warehouse(frames: Frames) -> None:
    for name in ("programme_item", "funding", "staff_event", "appraisal", "equipment", "expert", "posting", "visit"):
        table = schema.metadata.tables[name]
        # Which load brought a row is known of files only: a seeded row came with none.
        told = [column.name for column in table.columns if column.name != "entered"]
        assert [name for name in frames[name].columns if name != "entered"] == told, name
        key = [column.name for column in table.primary_key.columns]
        assert not frames[name].duplicated(key).any(), name


def test_what_is_done_never_exceeds_what_was_due(frames: Frames) -> None:
    activity = frames["activity_month"]
    # A change against an earlier base is not a share of it.
    shares = activity[(activity["base"] > 0) & (activity["activity_code"] != "critical_care")]
    assert (shares["done"] <= shares["base"]).all()


def test_evidence_names_only_figures_and_tables_that_exist(frames: Frames) -> None:
    evidence = frames["mechanism_evidence"]
    assert set(evidence["table_name"]) <= set(schema.metadata.tables)
    assert set(evidence["figure_id"].dropna()) <= set(frames["published_figure"]["figure_id"])
    assert set(evidence["mechanism_id"]) == set(frames["mechanism"]["mechanism_id"])
