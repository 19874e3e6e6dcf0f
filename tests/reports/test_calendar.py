"""The feed of visits: phones must see every change once, and never a visit that was called off."""

import datetime as dt

import pandas as pd
import pytest
from icalendar import Calendar

from faces.calendar import ZONE, BadVisit, Entry, calendar_file, entries, uid_of

STAMP = dt.datetime(2026, 3, 1, 12, 0, tzinfo=dt.UTC)


def visits(*rows: tuple[str, str, str], place: str = "会立乡卫生院") -> pd.DataFrame:
    """(visit_id, start, end) on 2 March 2026."""
    return pd.DataFrame(
        [
            {"visit_id": name, "expert_zh": "儿科专家01", "specialty": "儿科", "place_zh": place,
             "planned_start": pd.Timestamp(f"2026-03-02 {start}"), "planned_end": pd.Timestamp(f"2026-03-02 {end}")}
            for name, start, end in rows
        ],
        columns=["visit_id", "expert_zh", "specialty", "place_zh", "planned_start", "planned_end"],
    )  # fmt: skip


FIRST = visits(("V1", "08:30", "16:30"))


def test_a_new_visit_is_confirmed_with_sequence_0() -> None:
    entry = entries(FIRST)[uid_of("V1")]
    assert (entry.sequence, entry.cancelled) == (0, False)


def test_an_edition_without_changes_leaves_every_sequence_as_it_is() -> None:
    assert entries(FIRST, entries(FIRST)) == entries(FIRST)


def test_a_changed_time_keeps_the_uid_and_raises_the_sequence_by_one() -> None:
    later = entries(visits(("V1", "09:00", "17:00")), entries(FIRST))
    assert list(later) == [uid_of("V1")]
    assert later[uid_of("V1")].sequence == 1


def test_a_changed_place_raises_the_sequence_too() -> None:
    assert entries(visits(("V1", "08:30", "16:30"), place="水峪贯镇卫生院"), entries(FIRST))[uid_of("V1")].sequence == 1


def test_a_visit_called_off_stays_as_cancelled_and_its_sequence_rises_once() -> None:
    gone = entries(visits(), entries(FIRST))
    again = entries(visits(), gone)
    assert [(one.sequence, one.cancelled) for one in (*gone.values(), *again.values())] == [(1, True), (1, True)]


def test_a_visit_that_comes_back_rises_above_its_cancellation() -> None:
    back = entries(FIRST, entries(visits(), entries(FIRST)))
    assert [(one.sequence, one.cancelled) for one in back.values()] == [(2, False)]


def read_calendar(data: bytes) -> dict[str, Entry]:
    """The entries of a file made here, as a calendar program reads them."""
    return {
        str(event["UID"]): Entry(
            uid=str(event["UID"]),
            sequence=int(event["SEQUENCE"]),
            summary=str(event["SUMMARY"]),
            location=str(event["LOCATION"]),
            start=event["DTSTART"].dt.astimezone(ZONE),
            end=event["DTEND"].dt.astimezone(ZONE),
            cancelled=str(event["STATUS"]) == "CANCELLED",
        )
        for event in Calendar.from_ical(data).walk("VEVENT")
    }


def test_a_file_read_back_carries_on_through_update_and_cancel() -> None:
    edition = entries(visits(("V1", "08:30", "16:30"), ("V2", "08:30", "16:30")))
    for table in (visits(("V1", "09:00", "17:00"), ("V2", "08:30", "16:30")), visits(("V1", "09:00", "17:00"))):
        edition = entries(table, read_calendar(calendar_file(edition, name_zh="专家下沉", stamp=STAMP)))
    told = {uid: (one.sequence, one.cancelled) for uid, one in edition.items()}
    assert told == {uid_of("V1"): (1, False), uid_of("V2"): (1, True)}


def test_the_library_reads_the_file_and_finds_the_hour_of_china() -> None:
    parsed = Calendar.from_ical(calendar_file(entries(FIRST), name_zh="专家下沉", stamp=STAMP))
    (event,) = parsed.walk("VEVENT")
    assert not parsed.errors and not event.errors
    # 08:30 in China is half past midnight in UTC.
    assert event["DTSTART"].to_ical() == b"20260302T003000Z"
    assert (str(event["SUMMARY"]), str(event["LOCATION"])) == ("儿科 儿科专家01 下沉坐诊", "会立乡卫生院")


def test_a_file_read_back_says_exactly_what_was_written() -> None:
    edition = entries(FIRST)
    assert read_calendar(calendar_file(edition, name_zh="专家下沉", stamp=STAMP)) == edition


def test_commas_and_line_breaks_in_a_name_survive() -> None:
    edition = entries(visits(("V1", "08:30", "16:30"), place="甲乡, 乙村;\n二楼"))
    assert read_calendar(calendar_file(edition, name_zh="专家下沉", stamp=STAMP)) == edition


@pytest.mark.parametrize(
    "rows", [visits(("V1", "08:30", "08:30")), visits(("V1", "08:30", "16:30"), ("V1", "09:00", "17:00"))]
)
def test_a_visit_without_length_or_with_anothers_id_is_named(rows: pd.DataFrame) -> None:
    with pytest.raises(BadVisit, match="V1"):
        entries(rows)


def test_a_missing_column_is_named() -> None:
    with pytest.raises(BadVisit, match="place_zh"):
        entries(FIRST.drop(columns="place_zh"))
