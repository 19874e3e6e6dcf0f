"""双向转诊台账: one row a referral, 上转 and 下转 in words, hospitals by nickname."""

import dataclasses

from intake.answers import Answers
from intake.assemble import assemble
from intake.forms import shipped_forms
from intake.reading.open import book_of
from intake.rows import FileRead
from tests.intake.files_of_offices import codes, figures, read, register, xlsx

PATIENT, IDENTITY = "患者某", "450223195001011234"
HEAD = ["转诊单号", "患者姓名", "身份证号", "转诊类型", "转诊日期", "转出单位", "转入单位", "状态"]


def row(number: str, direction: str, day: str, sender: str, receiver: str, state: str = "已接诊") -> list[object]:
    """A referral as its office writes it."""
    return [number, PATIENT, IDENTITY, direction, day, sender, receiver, state]


LEDGER = [
    ["双向转诊台账（2024年）"],
    HEAD,
    row("Z1", "上转", "2024-09-03", "中渡镇卫生院", "县医院"),
    row("Z2", "上转", "2024年9月5日", "中渡镇卫生院", "县医院"),
    row("Z3", "向上转诊", "9月20日", "寨沙镇卫生院", "县医院"),
    row("Z4", "下转", "2024/9/21", "县医院", "中渡镇卫生院"),
    row("Z5", "上转", "2024-09-22", "县医院", "柳州市某医院"),
    row("Z6", "上转", "2024-10-08", "中渡镇卫生院", "县医院"),
    row("Z2", "上转", "2024年9月5日", "中渡镇卫生院", "县医院"),
    row("Z7", "上转", "2024-10-09", "中渡镇卫生院", "县医院", "已取消"),
    ["合计", None, None, "8例"],
]
NICKNAMES = {"县医院": "H1", "柳州市某医院": "outside"}


def ledger(rows: list[list[object]] | None = None, answers: Answers | None = None) -> FileRead:
    """The ledger as the small county reads it, its nicknames answered."""
    given = Answers(places=NICKNAMES) if answers is None else answers
    return read(xlsx({"台账": rows or LEDGER}), "双向转诊台账.xlsx", answers=given)


def test_referrals_are_counted_where_they_were_sent_from():
    """上转 of 中渡: 3 and 5 September, 8 October (9 October was cancelled, 5 September stands twice)."""
    told = {key: value for key, value in figures(ledger()).items() if value}
    assert told == {
        ("T2", 202409, "referrals_up"): 2,
        ("T2", 202410, "referrals_up"): 1,
        ("T3", 202409, "referrals_up"): 1,
        ("H1", 202409, "referrals_down"): 1,
        ("H1", 202409, "referrals_out_of_county"): 1,
    }


def test_who_sent_others_in_a_month_sent_none_of_the_other_kind():
    """寨沙 stands in the ledger of September with one 上转: its 下转 are 0. 鹿寨镇卫生院 is in no row: not known."""
    told = figures(ledger())
    assert told["T3", 202409, "referrals_down"] == 0
    assert not any(place == "T1" for place, _, _ in told)
    everyone = figures(ledger(answers=Answers(places=NICKNAMES, accept=frozenset({"whole_ledger"}))))
    assert everyone["T1", 202409, "referrals_up"] == 0


def test_a_ledger_of_one_direction_says_nothing_of_the_other():
    up = [*LEDGER[:3], LEDGER[4]]
    assert not any(column == "referrals_down" for _, _, column in figures(ledger(up)))


def test_rows_in_are_rows_accounted_for():
    found = ledger()
    assert (found.rows_in, found.rows_accepted, found.rows_set_aside, found.rows_not_data) == (9, 6, 2, 1)
    assert sorted(codes(found)) == ["referral_not_done", "row_twice"]


def test_a_nickname_is_asked_once_and_remembered():
    found = ledger(answers=Answers(words={}))
    asked = [question.about for question in found.questions]
    assert asked == ["县医院", "柳州市某医院"]
    assert ledger().questions == ()


def test_a_word_for_the_direction_that_no_list_holds_is_asked():
    rows = [*LEDGER[:2], row("Z1", "平转", "2024-09-03", "中渡镇卫生院", "县医院")]
    (question,) = ledger(rows).questions
    assert (question.kind, question.about) == ("word", "referrals:direction:平转")
    words = Answers(places=NICKNAMES, words={"referrals:direction:平转": "up"})
    assert figures(ledger(rows, words))["T2", 202409, "referrals_up"] == 1


def test_a_patient_is_nowhere_in_what_was_read():
    slipped = [
        *LEDGER[:2],
        ["Z9", IDENTITY, "上转", "2024-09-03", PATIENT, "中渡镇卫生院", "县医院", None],
        *LEDGER[2:],
    ]
    for found in (ledger(), ledger(slipped)):
        assert PATIENT not in repr(found)
        assert IDENTITY not in repr(found)
    assert ledger(slipped).rows_set_aside == 3


def test_a_row_that_cannot_be_read_is_asked_before_the_rest_enters():
    rows = [*LEDGER[:4], row("Z8", "上转", "不详", "中渡镇卫生院", "县医院")]
    found = ledger(rows)
    assert [(question.kind, question.about) for question in found.questions] == [("incomplete", "1")]
    accepted = Answers(places=NICKNAMES, accept=frozenset({"incomplete"}))
    assert ledger(rows, accepted).questions == ()


def test_flows_are_counted_from_whom_to_whom_for_the_mechanism_that_shows_them():
    mechanism = (("luzhai_referral", "双向转诊", frozenset({"flows", "series"})),)
    county = dataclasses.replace(register(NICKNAMES), mechanisms=mechanism)
    book = book_of(xlsx({"台账": LEDGER}), "双向转诊台账.xlsx")
    found = assemble(book, shipped_forms(), county, answers=Answers(places=NICKNAMES))
    (flows,) = found.entries
    told = flows.rows[["month", "kind_zh", "from_code", "to_code", "to_township", "count"]]
    assert sorted(told.itertuples(index=False, name=None), key=str) == [
        (202409, "上转", "T2", "H1", "450223100", 2),
        (202409, "上转", "T3", "H1", "450223100", 1),
        (202409, "下转", "H1", "T2", "450223102", 1),
        (202409, "县外转诊", "H1", "outside:柳州市某医院", None, 1),
        (202410, "上转", "T2", "H1", "450223100", 1),
    ]
    assert ledger().entries == ()  # no mechanism of the county shows flows: nobody's evidence
