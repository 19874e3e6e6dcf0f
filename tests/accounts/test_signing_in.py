"""Signing in: who gets a session, who is locked out, when a session ends, and what the trail says of it."""

import shutil
import sqlite3
import threading
from collections.abc import Iterator
from pathlib import Path

import pyotp
import pytest
from sqlalchemy.exc import IntegrityError

from accounts import entry, passwords, people, sessions, trail
from accounts.faults import AccountFault, NotSignedIn
from accounts.roles import Act, Grant, may
from accounts.store import Store, open_store

MONDAY = 1_790_000_000.0
GOOD = "Zhongdu-8-kilometres"
HOME, AWAY = "10.1.1.7", "10.1.1.8"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of accounts with one administrator, wang, and an analyst, li, who has chosen a password."""
    folder = tmp_path_factory.mktemp("accounts")
    opened = open_store(folder / "accounts.db")
    people.set_up(opened, MONDAY, people.new_setup_code(opened, MONDAY), "Wang", "Guan-li-yuan-1")
    given = people.add(opened, MONDAY, "wang", "li", "李分析", Grant("analyst", ("450223",)))
    li = next(person for person in people.everyone(opened) if person.name == "li")
    people.change_password(opened, MONDAY, li, given, GOOD)
    opened.engine.dispose()
    return folder


@pytest.fixture
def store(made: Path, tmp_path: Path) -> Iterator[Store]:
    """A copy of them: each password that is checked costs a fifth of a second and 64 MiB, on purpose."""
    for file in made.iterdir():
        shutil.copy(file, tmp_path)
    opened = open_store(tmp_path / "accounts.db")
    yield opened
    opened.engine.dispose()


def test_name_and_password_open_a_session_that_knows_whose_it_is(store: Store) -> None:
    cookie, person = entry.sign_in(store, MONDAY, " LI ", GOOD, HOME)
    session = sessions.of(store, MONDAY + 1, cookie)
    assert session is not None and session.person == person
    assert person.shown == "李分析" and person.grants == (Grant("analyst", ("450223",)),)


@pytest.mark.parametrize(("name", "password"), [("li", "wrong"), ("nobody", GOOD), ("", ""), ("li", "x" * 5000)])
def test_a_wrong_name_and_a_wrong_password_get_the_same_answer(store: Store, name: str, password: str) -> None:
    with pytest.raises(NotSignedIn) as refused:
        entry.sign_in(store, MONDAY, name, password, HOME)
    assert refused.value.code == "sign_in_refused"


def test_a_disabled_account_gets_that_answer_too_and_an_open_session_ends_at_once(store: Store) -> None:
    cookie, _ = entry.sign_in(store, MONDAY, "li", GOOD, HOME)
    people.disable(store, MONDAY + 5, "wang", "li")
    assert sessions.of(store, MONDAY + 6, cookie) is None
    with pytest.raises(NotSignedIn) as refused:
        entry.sign_in(store, MONDAY + 7, "li", GOOD, HOME)
    assert refused.value.code == "sign_in_refused"
    # Let in again, the old cookie stays worthless.
    people.disable(store, MONDAY + 8, "wang", "li", disabled=False)
    assert sessions.of(store, MONDAY + 9, cookie) is None


def test_five_failures_lock_the_name_for_fifteen_minutes_from_any_address(store: Store) -> None:
    for number in range(5):
        with pytest.raises(NotSignedIn):
            entry.sign_in(store, MONDAY + number, "li", "guess", f"10.9.9.{number}")
    with pytest.raises(NotSignedIn) as locked:
        entry.sign_in(store, MONDAY + 10, "li", GOOD, HOME)
    assert locked.value.code == "sign_in_locked" and "15分钟" in str(locked.value)
    with pytest.raises(NotSignedIn):
        entry.sign_in(store, MONDAY + 4 + 15 * 60 - 1, "li", GOOD, HOME)
    assert entry.sign_in(store, MONDAY + 4 + 15 * 60 + 1, "li", GOOD, HOME)


def test_four_failures_do_not_lock_and_a_right_password_starts_the_count_anew(store: Store) -> None:
    for number in range(4):
        with pytest.raises(NotSignedIn):
            entry.sign_in(store, MONDAY + number, "li", "guess", f"10.9.9.{number}")
    assert entry.sign_in(store, MONDAY + 5, "li", GOOD, HOME)
    with pytest.raises(NotSignedIn):
        entry.sign_in(store, MONDAY + 6, "li", "guess", "10.9.9.9")
    assert entry.sign_in(store, MONDAY + 7, "li", GOOD, HOME)


def test_five_failures_lock_the_address_whatever_names_it_tried(store: Store) -> None:
    """A list of names with one password each never reaches five failures of any of them."""
    for number in range(5):
        with pytest.raises(NotSignedIn):
            entry.sign_in(store, MONDAY, f"somebody{number}", "guess", AWAY)
    with pytest.raises(NotSignedIn) as locked:
        entry.sign_in(store, MONDAY + 1, "li", GOOD, AWAY)
    assert locked.value.code == "sign_in_locked"
    assert entry.sign_in(store, MONDAY + 1, "li", GOOD, HOME)


def test_the_lock_does_not_tell_who_has_an_account(store: Store) -> None:
    codes = {}
    for name in ("li", "nobody"):
        for number in range(6):
            with pytest.raises(NotSignedIn) as refused:
                entry.sign_in(store, MONDAY + number, name, "guess", f"10.{len(name)}.0.{number}")
            codes.setdefault(name, []).append(refused.value.code)
    assert codes["li"] == codes["nobody"] == ["sign_in_refused"] * 5 + ["sign_in_locked"]


def test_a_session_ends_after_half_an_hour_away_and_after_twelve_hours_at_work(store: Store) -> None:
    cookie, _ = entry.sign_in(store, MONDAY, "li", GOOD, HOME)
    assert sessions.of(store, MONDAY + 1800, cookie) is not None
    assert sessions.of(store, MONDAY + 1800 + 1801, cookie) is None
    busy, _ = entry.sign_in(store, MONDAY, "li", GOOD, HOME)
    for quarter in range(1, 49):
        assert sessions.of(store, MONDAY + quarter * 900, busy) is not None
    assert sessions.of(store, MONDAY + 12 * 3600 + 1, busy) is None


def test_a_page_left_open_keeps_no_session_alive(store: Store) -> None:
    """Its pictures and its heartbeat go on by themselves; only what the reader does counts."""
    cookie, _ = entry.sign_in(store, MONDAY, "li", GOOD, HOME)
    for minute in range(1, 31):
        assert sessions.of(store, MONDAY + minute * 60, cookie, active=False) is not None
    assert sessions.of(store, MONDAY + 31 * 60, cookie, active=False) is None


@pytest.mark.parametrize("cookie", ["", "x", "'; DROP TABLE visit; --", "0" * 64, "é" * 30, "a" * 10_000])
def test_a_made_up_cookie_is_nobodys(store: Store, cookie: str) -> None:
    assert sessions.of(store, MONDAY, cookie) is None


def test_the_file_holds_neither_cookie_nor_password(store: Store, tmp_path: Path) -> None:
    cookie, _ = entry.sign_in(store, MONDAY, "li", GOOD, HOME)
    content = b"".join(file.read_bytes() for file in tmp_path.glob("accounts.db*"))
    assert b"argon2id" in content
    assert cookie.encode() not in content and GOOD.encode() not in content
    assert (tmp_path / "accounts.key").stat().st_mode & 0o077 == 0


def test_a_session_that_was_signed_out_is_over(store: Store) -> None:
    cookie, _ = entry.sign_in(store, MONDAY, "li", GOOD, HOME)
    session = sessions.of(store, MONDAY + 1, cookie)
    assert session is not None
    sessions.end(store, MONDAY + 2, session, HOME)
    assert sessions.of(store, MONDAY + 3, cookie) is None


def test_a_new_password_ends_the_other_sessions_and_keeps_ones_own(store: Store) -> None:
    mine, person = entry.sign_in(store, MONDAY, "li", GOOD, HOME)
    other, _ = entry.sign_in(store, MONDAY, "li", GOOD, AWAY)
    session = sessions.of(store, MONDAY + 1, mine)
    assert session is not None
    people.change_password(store, MONDAY + 2, person, GOOD, "Another-1-of-mine", keep=session.digest)
    assert sessions.of(store, MONDAY + 3, mine) is not None and sessions.of(store, MONDAY + 3, other) is None


@pytest.mark.parametrize(
    ("password", "code"),
    [
        ("Short-1", "password_length"),
        ("x" * 129, "password_length"),
        ("onlysmallletters", "password_plain"),
        ("Aa1Aa1Aa1Aa1", "password_plain"),
        ("My-name-is-LI-99", "password_holds_name"),
    ],
)
def test_plain_passwords_are_refused(store: Store, password: str, code: str) -> None:
    _, person = entry.sign_in(store, MONDAY, "li", GOOD, HOME)
    with pytest.raises(AccountFault) as refused:
        people.change_password(store, MONDAY + 1, person, GOOD, password)
    assert refused.value.code == code


def test_the_last_five_passwords_do_not_come_back(store: Store) -> None:
    _, person = entry.sign_in(store, MONDAY, "li", GOOD, HOME)
    used = [GOOD]
    for number in range(4):
        new = f"Zhongdu-{number}-villages"
        people.change_password(store, MONDAY + number, person, used[-1], new)
        used.append(new)
    for old in (used[0], used[-1]):
        with pytest.raises(AccountFault) as refused:
            people.change_password(store, MONDAY + 10, person, used[-1], old)
        assert refused.value.code == "password_used"
    people.change_password(store, MONDAY + 11, person, used[-1], "Zhongdu-9-villages")
    people.change_password(store, MONDAY + 12, person, "Zhongdu-9-villages", GOOD)


def test_a_one_time_code_serves_once_and_a_recovery_code_once(store: Store) -> None:
    _, person = entry.sign_in(store, MONDAY, "li", GOOD, HOME)
    secret = entry.new_codes_secret()
    app = pyotp.TOTP(secret)
    with pytest.raises(AccountFault):
        entry.use_codes(store, MONDAY, person, secret, "000000" if app.at(int(MONDAY)) != "000000" else "000001")
    spare = entry.use_codes(store, MONDAY, person, secret, app.at(int(MONDAY)))
    with pytest.raises(NotSignedIn):
        entry.sign_in(store, MONDAY + 60, "li", GOOD, HOME)
    code = app.at(int(MONDAY + 60))
    assert entry.sign_in(store, MONDAY + 60, "li", GOOD, HOME, code)
    with pytest.raises(NotSignedIn):
        entry.sign_in(store, MONDAY + 61, "li", GOOD, HOME, code)
    assert entry.sign_in(store, MONDAY + 62, "li", GOOD, HOME, spare[0].lower())
    with pytest.raises(NotSignedIn):
        entry.sign_in(store, MONDAY + 63, "li", GOOD, HOME, spare[0])


def test_the_set_up_code_makes_one_administrator_and_no_second(tmp_path: Path) -> None:
    store = open_store(tmp_path / "new.db")
    old, code = people.new_setup_code(store, MONDAY), people.new_setup_code(store, MONDAY)
    for wrong in (old, "", "AAAAAA-AAAAAA-AAAAAA"):
        with pytest.raises(AccountFault):
            people.set_up(store, MONDAY, wrong, "wang", "Guan-li-yuan-1")
    with pytest.raises(AccountFault):
        people.set_up(store, MONDAY + 25 * 3600, code, "wang", "Guan-li-yuan-1")
    people.set_up(store, MONDAY + 60, code.lower(), "wang", "Guan-li-yuan-1")
    with pytest.raises(AccountFault):
        people.set_up(store, MONDAY + 61, code, "zhang", "Guan-li-yuan-2")
    assert [person.name for person in people.everyone(store)] == ["wang"]


def test_nobody_both_administers_and_audits_and_somebody_always_administers(store: Store) -> None:
    with pytest.raises(AccountFault) as both:
        people.give(store, MONDAY, "wang", "wang", Grant("auditor"))
    assert both.value.code == "grants_exclude"
    for refused in (people.disable, people.end_grants):
        with pytest.raises(AccountFault) as last:
            refused(store, MONDAY, "wang", "wang")
        assert last.value.code == "last_administrator"
    people.give(store, MONDAY, "wang", "li", Grant("administrator"))
    people.disable(store, MONDAY, "li", "wang")


def test_a_grant_reaches_its_places_and_no_other() -> None:
    director = (Grant("township_director", ("450223",), ("450223102000",)),)
    assert may(director, Act.PERSONS, "450223", "450223102000")
    assert not may(director, Act.PERSONS, "450223", "450223103000")
    assert not may(director, Act.PERSONS, "141125", "450223102000")
    assert not may(director, Act.ROSTER, "450223", "450223102000")
    assert not may((Grant("administrator"),), Act.PERSONS) and not may((Grant("auditor"),), Act.ADMINISTER)
    with pytest.raises(KeyError):
        may((Grant("queen"),), Act.READ)


def _with_lines(store: Store) -> None:
    for number in range(5):
        trail.note(store, MONDAY + number, "li", "handed_out", file=f"{number}.xlsx", rows=number)


def test_the_trail_can_only_grow(store: Store) -> None:
    for statement in ("UPDATE trail SET who = 'x'", "DELETE FROM trail"):
        with pytest.raises(IntegrityError), store.writing() as connection:
            connection.exec_driver_sql(statement)
    assert trail.verify(store).broken is None


@pytest.mark.parametrize(
    "tampering",
    [
        "UPDATE trail SET detail = replace(detail, '3.xlsx', '9.xlsx') WHERE detail LIKE '%3.xlsx%'",
        "DELETE FROM trail WHERE number = 3",
        "UPDATE trail SET at = at + 1 WHERE number = 2",
        "UPDATE trail SET number = CASE number WHEN 3 THEN -1 WHEN 4 THEN 3 END WHERE number IN (3, 4)",
        "DELETE FROM trail WHERE number = (SELECT max(number) FROM trail)",
        "DELETE FROM trail",
        "UPDATE trail_head SET lines = lines - 1",
    ],
)
def test_a_line_changed_removed_or_moved_is_found(store: Store, tmp_path: Path, tampering: str) -> None:
    """By somebody who can write the file, triggers dropped, but has not the key."""
    _with_lines(store)
    assert trail.verify(store).broken is None
    store.engine.dispose()
    with sqlite3.connect(tmp_path / "accounts.db") as hand:
        for name in ("trail_no_update", "trail_no_delete"):
            hand.execute(f"DROP TRIGGER {name}")
        hand.execute(tampering)
    assert trail.verify(open_store(tmp_path / "accounts.db")).broken is not None


def test_lines_of_many_writers_make_one_chain(store: Store) -> None:
    writers = [threading.Thread(target=_with_lines, args=(store,)) for _ in range(8)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    found = trail.verify(store)
    assert found.broken is None and len(trail.lines(store, text="handed_out")) == 40


def test_the_trail_is_searched_by_what_it_says_and_a_percent_sign_is_a_sign(store: Store) -> None:
    trail.note(store, MONDAY, "li", "handed_out", file="50%.xlsx")
    _with_lines(store)
    assert [line.detail["file"] for line in trail.lines(store, text="50%")] == ["50%.xlsx"]
    assert trail.lines(store, text="%_%") == []


def test_every_act_of_signing_in_stands_in_the_trail(store: Store) -> None:
    with pytest.raises(NotSignedIn):
        entry.sign_in(store, MONDAY, "li", "guess", HOME)
    cookie, _ = entry.sign_in(store, MONDAY + 1, "li", GOOD, HOME)
    session = sessions.of(store, MONDAY + 2, cookie)
    assert session is not None
    sessions.end(store, MONDAY + 3, session, HOME)
    acts = [line.act for line in reversed(trail.lines(store))]
    assert acts[:4] == ["setup_code_made", "set_up", "account_added", "password_changed"]
    assert acts[4:] == ["sign_in_failed", "signed_in", "signed_out"]
    assert "guess" not in str([line.detail for line in trail.lines(store)])


def test_passwords_typed_on_other_keyboards_are_the_same_password() -> None:
    assert passwords.fits(passwords.hashed("Ａbc-é-12345"), "Abc-é-12345")
