"""派驻医师名册: one row a doctor, months left open, titles in variants, an identity number that is never kept."""

import datetime as dt
from dataclasses import replace

import pytest

from intake.answers import Answers
from intake.ledgers.decode import span_of
from intake.match.register import Expert
from intake.rows import FileRead
from tests.intake.files_of_offices import codes, read, xlsx

IDENTITY = "450223198001011234"
HEAD = ["序号", "派出单位", "受援单位", "姓名", "身份证号", "职称", "专业", "起止时间", "出勤天数"]
ROSTER = [
    ["鹿寨县2024年派驻医师名册"],
    HEAD,
    [1, "鹿寨县人民医院", "中渡镇卫生院", "医师甲", IDENTITY, "主治", "内科", "2024.3—", 20],
    [2, "鹿寨县人民医院", "寨沙镇卫生院", "医师乙", IDENTITY, "副主任医师", "外科", "2024.3—2024.12", 18],
    [3, "鹿寨县人民医院", "鹿寨镇卫生院", "医师丙", IDENTITY, "中级", "儿科", "3月至今", None],
    [4, "鹿寨县人民医院", "中渡镇卫生院", "医师丁", IDENTITY, "主治医师", "妇科", "2024.5.15-9.14", None],
    [5, "鹿寨县人民医院", "中渡镇卫生院", "医师戊", IDENTITY, "住院医师", "中医科", "2023年11月至2024年2月", None],
    ["合计", None, None, "5人"],
    ["注：职称以聘书为准"],
]


def roster(rows: list[list[object]] | None = None, answers: Answers | None = None) -> FileRead:
    """The roster as the small county reads it."""
    return read(xlsx({"Sheet1": rows or ROSTER}), "派驻医师名册.xlsx", answers=answers)


def postings(found: FileRead) -> list[tuple[str, str | None, dt.date, dt.date | None]]:
    """Receiving institution, title, first and last day of each posting, by first row of the file."""
    rows = next(entry.rows for entry in found.entries if entry.table == "posting")
    return [
        (row["to_institution_code"], row["title"], row["start_date"], row["end_date"])
        for row in rows.to_dict("records")
    ]


def test_each_row_is_a_posting_with_the_days_that_its_months_say():
    assert postings(roster()) == [
        ("T2", "中级", dt.date(2024, 3, 1), None),
        ("T3", "副高", dt.date(2024, 3, 1), dt.date(2024, 12, 31)),
        ("T1", "中级", dt.date(2024, 3, 1), None),
        ("T2", "中级", dt.date(2024, 5, 15), dt.date(2024, 9, 14)),
        ("T2", "初级", dt.date(2023, 11, 1), dt.date(2024, 2, 29)),
    ]


def test_rows_in_are_rows_accounted_for():
    found = roster()
    assert (found.rows_in, found.rows_accepted, found.rows_set_aside, found.rows_not_data) == (7, 5, 0, 2)
    assert found.questions == ()


def test_an_identity_number_is_nowhere_in_what_was_read():
    assert IDENTITY not in repr(roster())
    slipped = [
        *ROSTER[:2],
        [1, "鹿寨县人民医院", "中渡镇卫生院", "医师甲", "", "主治", "内科", IDENTITY, 20],
        *ROSTER[3:],
    ]
    found = roster(slipped)
    assert "no_span" in codes(found)
    assert IDENTITY not in repr(found)


@pytest.mark.parametrize(
    ("text", "span"),
    [
        ("2024.3—", (20240301, 0)),
        ("2024年3月起", (20240301, 0)),
        ("2024.3-2025.2", (20240301, 20250228)),
        ("2024年1-6月", (20240101, 20240630)),
        ("2024年", (20240101, 20241231)),
        ("2024-03-15至2024-09-14", (20240315, 20240914)),
        ("2024.3.15—", (20240315, 0)),
        ("2024年3月", (20240301, 20240331)),
        ("长期", None),
        ("2024.9—2024.3", None),
        ("3月至今", None),  # of which year? only a title can say
    ],
)
def test_two_days_in_a_cell_are_read_or_refused(text: str, span: tuple[int, int] | None):
    assert span_of(text) == span


def test_a_title_that_no_list_holds_is_asked_once_and_remembered():
    rows = [*ROSTER[:2], [1, "鹿寨县人民医院", "中渡镇卫生院", "医师甲", "", "首席", "内科", "2024.3—", 20]]
    (question,) = roster(rows).questions
    assert (question.kind, question.about) == ("word", "postings:title:首席")
    answered = roster(rows, Answers(words={"postings:title:首席": "正高"}))
    assert answered.questions == ()
    assert postings(answered)[0][1] == "正高"


def test_one_doctor_in_two_places_at_a_time_is_asked_and_neither_enters():
    """Two doctors of one name, or one row too many: only the county knows. A staff number tells namesakes apart."""
    twice = [
        *ROSTER[:3],
        [2, "鹿寨县人民医院", "寨沙镇卫生院", "医师甲", "", "主治", "内科", "2024.6—2024.8", 20],
        ROSTER[3],
    ]
    found = roster(twice)
    assert [question.kind for question in found.questions] == ["posted_twice"]
    assert (found.rows_in, found.rows_accepted, found.rows_set_aside) == (3, 1, 2)
    assert [place for place, *_ in postings(found)] == ["T3"]
    numbered = [[*row, "工号"] if row is HEAD else [*row, f"N{number}"] for number, row in enumerate(twice)]
    assert len(postings(roster(numbered))) == 3


def test_a_doctor_who_moves_on_is_one_doctor():
    moved = [*ROSTER[:2], *([1, "鹿寨县人民医院", to, "医师甲", "", "主治", "内科", when] for to, when in MOVES)]
    found = roster(moved)
    rows = next(entry.rows for entry in found.entries if entry.table == "posting")
    assert rows["expert_code"].nunique() == 1
    assert len(rows) == 2
    assert len(next(entry.rows for entry in found.entries if entry.table == "expert")) == 1


MOVES = (("中渡镇卫生院", "2024年1—6月"), ("寨沙镇卫生院", "2024年7—12月"))


def test_an_institution_by_nickname_is_asked_and_a_posting_out_of_the_county_is_none():
    rows = [*ROSTER[:2], [1, "县医院", "柳州市某院", "医师甲", "", "主治", "内科", "2024.3—", 20]]
    assert [question.about for question in roster(rows).questions] == ["县医院", "柳州市某院"]
    answered = roster(rows, Answers(places={"县医院": "H1", "柳州市某院": "outside"}))
    assert "posted_outside" in codes(answered)
    assert answered.entries == ()


def test_a_doctor_on_record_keeps_the_code():
    from intake.assemble import assemble
    from intake.forms import shipped_forms
    from intake.reading.open import book_of
    from tests.intake.files_of_offices import register

    plain = register()
    known = replace(plain, experts=(Expert("450223E001", "医师甲", "H1"),))
    found = assemble(book_of(xlsx({"Sheet1": ROSTER}), "派驻医师名册.xlsx"), shipped_forms(), known)
    rows = next(entry.rows for entry in found.entries if entry.table == "posting")
    assert rows["expert_code"].iloc[0] == "450223E001"
