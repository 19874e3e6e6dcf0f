"""死因汇总: age groups as columns, men and women in blocks; and the ledger of deaths, summed while it is read."""

import csv
import io

import pytest

from intake.answers import Answers
from intake.ledgers.decode import age_group, day_of, read_age
from intake.rows import FileRead
from intake.stored import Stored
from tests.intake.files_of_offices import codes, figures, read, xlsx

AGES = ["0", "1-4", *[f"{low}-{low + 4}" for low in range(5, 85, 5)], "85+"]
GROUPS = len(AGES)


def numbers(**deaths: int) -> list[object]:
    """Cells of one sex: so many deaths by heading, nothing elsewhere, and their sum before them."""
    told = {name.removeprefix("a").replace("_", "-"): count for name, count in deaths.items()}
    cells = [{"85-up": "85+"}.get(name, name) for name in told]
    by_age = dict(zip(cells, told.values(), strict=True))
    return [sum(by_age.values()), *(by_age.get(age) for age in AGES)]


def blocks(title: str, *rows: list[object]) -> bytes:
    """Men and women side by side, under merged headings."""
    width = GROUPS + 1
    over = ["乡镇", "死因", "男", *[None] * (width - 1), "女", *[None] * (width - 1)]
    head = [None, None, "合计", *AGES, "合计", *AGES]
    merged = ["A2:A3", "B2:B3", "C2:V2", "W2:AP2"]
    return xlsx({"Sheet1": [[title], over, head, *rows]}, {"Sheet1": merged})


TABLE = blocks(
    "鹿寨县2024年9月死因汇总表",
    ["中渡镇", "全死因", *numbers(a0=1, a1_4=1, a60_64=3, a85_up=2), *numbers(a60_64=2, a85_up=4)],
    ["中渡镇", "循环系统疾病", *numbers(a60_64=1, a85_up=1), *numbers(a85_up=2)],
    ["中渡镇", "恶性肿瘤", *numbers(a60_64=1), *numbers(a60_64=1)],
    ["中渡镇", "慢性下呼吸道疾病", *numbers(), *numbers(a85_up=1)],
    ["中渡镇", "糖尿病", *numbers(), *numbers()],
    ["中渡镇", "损伤和中毒", *numbers(a0=1), *numbers()],
    ["寨沙镇", "全死因", *numbers(a70_74=1), *numbers()],
    ["全县", "全死因", *numbers(a0=1, a1_4=1, a60_64=3, a70_74=1, a85_up=2), *numbers(a60_64=2, a85_up=4)],
    ["填表人：某某"],
)


def told(found: FileRead) -> dict[tuple[str, int, str], float]:
    """Township, month, column and age → deaths."""
    return figures(found)


def test_men_and_women_add_and_the_first_two_groups_are_one():
    found = told(read(TABLE, "死因汇总.xlsx"))
    assert {key: count for key, count in found.items() if key[2].startswith("deaths")} == {
        ("450223102", 202409, "deaths[age_from=0]"): 2,
        ("450223102", 202409, "deaths[age_from=60]"): 5,
        ("450223102", 202409, "deaths[age_from=85]"): 6,
        ("450223103", 202409, "deaths[age_from=70]"): 1,
    }


def test_the_four_diseases_are_told_where_all_four_have_a_row():
    found = told(read(TABLE, "死因汇总.xlsx"))
    assert {key: count for key, count in found.items() if key[2].startswith("four_ncd")} == {
        ("450223102", 202409, "four_ncd_deaths[age_from=0]"): 0,
        ("450223102", 202409, "four_ncd_deaths[age_from=60]"): 3,  # 1 + 1 and 1
        ("450223102", 202409, "four_ncd_deaths[age_from=85]"): 4,  # 1, 2 and 1
    }


def test_ages_are_not_made_up_where_only_groups_are_known():
    assert not any("age_years_sum" in column for _, _, column in told(read(TABLE, "死因汇总.xlsx")))


def test_rows_in_are_rows_accounted_for():
    """Seven of townships (one of a cause that nothing is published of), the county's own, who filled it in."""
    found = read(TABLE, "死因汇总.xlsx")
    assert (found.rows_in, found.rows_accepted, found.rows_set_aside, found.rows_not_data) == (9, 6, 1, 2)
    assert codes(found) == ["deaths_without_township"]
    assert all(proof.holds for proof in found.proofs)
    assert len(found.proofs) == 12


def test_an_empty_group_is_0_only_where_the_printed_sum_proves_it():
    wrong = numbers(a60_64=3)
    wrong[0] = 5
    found = read(blocks("2024年9月死因汇总", ["中渡镇", "全死因", *wrong, *numbers(a60_64=1)]), "死因汇总.xlsx")
    assert "age_cells_blank" in codes(found)
    assert [proof.holds for proof in found.proofs] == [False, True]
    # Of men only the group 60–64 is known; there it adds to the women's.
    assert told(found) == {("450223102", 202409, "deaths[age_from=60]"): 4}


def test_blocks_one_below_the_other_are_read_by_the_line_above_each():
    head = ["乡镇", "合计", *AGES]
    rows = [
        ["2024年9月死因汇总"],
        ["男性"],
        head,
        ["中渡镇", *numbers(a60_64=3)],
        ["女性"],
        head,
        ["中渡镇", *numbers(a60_64=1, a85_up=1)],
    ]
    found = told(read(xlsx({"Sheet1": rows}), "死因汇总.xlsx"))
    assert found == {
        ("450223102", 202409, "deaths[age_from=60]"): 4,
        ("450223102", 202409, "deaths[age_from=85]"): 1,
    }


class UpToAugust(Stored):
    """A warehouse that knows the months before September; a group without a row had no death."""

    def months(self, like, months):  # type: ignore[no-untyped-def]
        known = 4.0 if dict(like.where)["age_from"] == 60 else 0.0
        return {month: known if month == 202401 else 0.0 for month in months}


def test_a_table_since_january_is_differenced():
    content = blocks("2024年1—9月死因汇总", ["中渡镇", "全死因", *numbers(a60_64=3, a85_up=1), *numbers(a60_64=2)])
    found = read(content, "死因汇总.xlsx", stored=UpToAugust())
    assert told(found) == {
        ("450223102", 202409, "deaths[age_from=60]"): 1,
        ("450223102", 202409, "deaths[age_from=85]"): 1,
    }
    alone = read(content, "死因汇总.xlsx")
    assert told(alone) == {}
    assert set(codes(alone)) == {"cumulative_months_missing"}


@pytest.mark.parametrize(
    ("heading", "group"),
    [("0", 0), ("0-", 0), ("<1岁", 0), ("1-4", 0), ("1~4岁", 0), ("5-9", 5), ("5—", 5), ("80-84岁", 80), ("85+", 85)],
)
def test_an_age_group_is_read_however_it_is_headed(heading: str, group: int):
    assert age_group(heading) == group


@pytest.mark.parametrize("heading", ["5-14", "合计", "2024", "3", "85-100", "60岁以下"])
def test_what_is_no_five_year_group_is_none(heading: str):
    assert age_group(heading) in (None, 85) if heading == "85-100" else age_group(heading) is None


@pytest.mark.parametrize(
    ("text", "age"), [("45", 45), ("45岁", 45), ("３岁2月", 3), ("5天", 0), ("11月龄", 0), ("<1岁", 0), ("0", 0)]
)
def test_an_age_is_whole_years(text: str, age: int):
    assert read_age(text) == (age, "")


@pytest.mark.parametrize("text", ["85岁及以上", "40-44", "不详", "450", "2024-01-01"])
def test_a_group_or_a_slip_is_no_age(text: str):
    assert read_age(text) == (None, "no_age")


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2024-09-03 00:00:00", 20240903),
        ("20240903", 20240903),
        ("2024年9月3日", 20240903),
        ("45538", 20240903),
        ("2024-02-30", 0),
        ("不详", 0),
        ("2024年9月", 20240900),
    ],
)
def test_a_day_is_read_however_it_is_written(text: str, day: int):
    assert day_of(text) == day


NAME, IDENTITY = "某死者", "450223193501011234"
HEAD = ["卡片编号", "姓名", "身份证号", "性别", "出生日期", "死亡日期", "户籍乡镇", "根本死因编码", "户籍县(区)代码"]


def death(card: str, born: str, died: str, place: str, cause: str, county: str = "450223") -> list[object]:
    """A row of the ledger."""
    return [card, NAME, IDENTITY, "1", born, died, place, cause, county]


CARDS = [
    HEAD,
    death("K1", "1950-06-01", "2024-09-03", "中渡镇", "I21.9"),  # 74 years
    death("K2", "1951-09-03", "2024-09-03", "中渡镇", "C34"),  # 73 on this very day
    death("K3", "1950-09-04", "2024-09-03", "中渡镇", "V89.2"),  # 73: a day before the birthday
    death("K4", "2024-09-01", "2024-09-03", "中渡镇", "P22"),  # 0
    death("K5", "1930-01-01", "2024-10-01", "寨沙镇", "J44"),  # 94
    death("K5", "1930-01-01", "2024-10-01", "寨沙镇", "J44"),  # the same card again
    death("K6", "1960-01-01", "2024-09-05", "某镇", "I10", "450224"),  # of another county
]


def cards(rows: list[list[object]], answers: Answers | None = None) -> FileRead:
    """The ledger as a file of separated values, as its system exports it."""
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    return read(text.getvalue().encode("gb18030"), "死亡个案2024.csv", answers=answers)


def test_deaths_are_summed_by_home_month_and_age_and_ages_in_full_years():
    """K1 to K3 are 70–74: 74 + 73 + 73 = 220 years, two of the four diseases."""
    assert told(cards(CARDS[:-1])) == {
        ("450223102", 202409, "deaths[age_from=70]"): 3,
        ("450223102", 202409, "age_years_sum[age_from=70]"): 220,
        ("450223102", 202409, "four_ncd_deaths[age_from=70]"): 2,
        ("450223102", 202409, "deaths[age_from=0]"): 1,
        ("450223102", 202409, "age_years_sum[age_from=0]"): 0,
        ("450223102", 202409, "four_ncd_deaths[age_from=0]"): 0,
        ("450223103", 202410, "deaths[age_from=85]"): 1,
        ("450223103", 202410, "age_years_sum[age_from=85]"): 94,
        ("450223103", 202410, "four_ncd_deaths[age_from=85]"): 1,
    }


def test_no_death_is_lost_without_a_word():
    """A peer cut its file at a row limit and nobody noticed: each card is counted, or set aside with a reason."""
    found = cards(CARDS)
    assert (found.rows_in, found.rows_accepted, found.rows_set_aside, found.rows_not_data) == (7, 5, 2, 0)
    assert [question.about for question in found.questions] == []
    assert sorted(codes(found)) == ["outside_county", "row_twice"]


def test_a_cause_that_is_no_code_leaves_its_group_open_and_keeps_the_death():
    found = cards([*CARDS[:3], death("K3", "1950-09-04", "2024-09-03", "中渡镇", "不明原因")])
    assert told(found)["450223102", 202409, "deaths[age_from=70]"] == 3
    assert ("450223102", 202409, "four_ncd_deaths[age_from=70]") not in told(found)
    assert {"no_icd", "sum_incomplete"} <= set(codes(found))


def test_a_death_without_an_age_is_set_aside_and_asked():
    """A card without a day of birth once ended the reading with a traceback."""
    found = cards([*CARDS[:3], death("K3", "", "2024-09-03", "中渡镇", "I10")])
    assert told(found)["450223102", 202409, "deaths[age_from=70]"] == 2
    assert (found.rows_accepted, found.rows_set_aside) == (2, 1)
    assert [question.kind for question in found.questions] == ["incomplete"]


def test_a_township_by_its_8_digits_is_asked_once():
    rows = [HEAD, death("K1", "1950-06-01", "2024-09-03", "45022302", "I21.9")]
    (question,) = cards(rows).questions
    assert (question.kind, question.about) == ("place", "45022302")
    assert len(told(cards(rows, Answers(places={"45022302": "450223102"})))) == 3


def test_the_dead_are_nowhere_in_what_was_read():
    slipped = ["K9", IDENTITY, "1", NAME, "1950-06-01", NAME, "中渡镇", "I21", "450223"]
    found = cards([*CARDS, slipped])
    assert NAME not in repr(found)
    assert IDENTITY not in repr(found)
    assert found.rows_set_aside == 3
