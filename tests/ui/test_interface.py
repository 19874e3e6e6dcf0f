"""Another system and a phone get what their account may read, the same figures as anywhere, and no more."""

import io
import json
import random
import shutil
from collections.abc import Iterator
from pathlib import Path

import icalendar
import pandas as pd
import pytest
import vobject
from sqlalchemy import select
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.testclient import TestClient

from accounts import people, tokens, trail
from accounts.roles import Grant
from accounts.store import Store, open_store
from accounts.tokens import Purpose
from data_access import read, schema
from data_access.engine import opened
from metrics.catalogue import CATALOGUE
from metrics.errors import QuestionError
from metrics.named import metric_named
from metrics.period import Period
from metrics.reads.whole_answer import whole_answer
from metrics.reference import load_reference
from metrics.scope import Scope, comparison
from metrics.source import Source
from tests.data_access.test_rosters import LISHI, publish, save, visits
from tests.examples import examples
from ui.entrance import Entrance

LUZHAI, OTHER, TOWN = "450223", "141122", "141102001"
NOW = 1_700_000_000.0
GOOD = "Luzhai-2024-xian"


class Clock:
    """A time that stands still until it is moved."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> float:
        return self.now


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with an administrator and four readers who have chosen their own passwords: hashing takes its time."""
    folder = tmp_path_factory.mktemp("accounts")
    store = open_store(folder / "accounts.db")
    people.set_up(store, NOW, people.new_setup_code(store, NOW), "guanli", GOOD)
    for name, grant in (
        ("fenxi", Grant("analyst", (LUZHAI,))),
        ("keshi", Grant("department", (LISHI,))),
        ("paiban", Grant("roster_office", (LISHI,))),
        ("yuanzhang", Grant("township_director", (LISHI,), (TOWN,))),
    ):
        settle(store, name, people.add(store, NOW, "guanli", name, name, grant))
    store.engine.dispose()
    return folder


@pytest.fixture
def store(made: Path, tmp_path: Path) -> Store:
    """Accounts that the test may change."""
    shutil.copytree(made, tmp_path / "accounts")
    return open_store(tmp_path / "accounts" / "accounts.db")


def settle(store: Store, name: str, first: str) -> None:
    """Let an account choose a password of its own."""
    person = next(each for each in people.everyone(store) if each.name == name)
    people.change_password(store, NOW, person, first, "Own-7-password")


@pytest.fixture
def clock() -> Clock:
    """A clock that the test moves."""
    return Clock()


@pytest.fixture
def client(store: Store, clock: Clock) -> Iterator[TestClient]:
    """A system on the network before the dashboard, without any session."""
    app = Starlette(middleware=[Middleware(Entrance, store=store, clock=clock)])
    with TestClient(app, follow_redirects=False, client=("10.1.1.7", 1234)) as made:
        yield made


@pytest.fixture
def sample(sample_duckdb_url: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """The sample as the warehouse in force."""
    monkeypatch.setenv("WAREHOUSE_URL", sample_duckdb_url)
    return sample_duckdb_url


def bearer(store: Store, name: str = "fenxi") -> dict[str, str]:
    """The header of a new token of an account."""
    return {"authorization": f"Bearer {tokens.make(store, NOW, 'guanli', name, Purpose.QUERY)}"}


QUESTION = {"metric": "outpatient_visits", "county": LUZHAI, "period": "2024-01..2024-09"}


@pytest.mark.parametrize("path", ["/api/v1/query", "/api/v1/catalogue", "/api/v1/openapi.json", "/api/v1/nothing"])
def test_without_a_token_that_opens_it_nothing_is_answered(client: TestClient, store: Store, path: str):
    calendar = tokens.make(store, NOW, "guanli", "fenxi", Purpose.CALENDAR, {"county": LUZHAI, "only": ""})
    for header in ({}, {"authorization": "Bearer guess"}, {"authorization": f"Bearer {calendar}"}):
        answer = client.get(path, headers=header)
        assert (answer.status_code, answer.content) == (401, b"")


def test_a_token_ends_with_its_account_and_by_hand(client: TestClient, store: Store, sample: str):
    first, second = bearer(store), bearer(store)
    assert client.get("/api/v1/query", params=QUESTION, headers=first).status_code == 200
    number = next(each.id for each in tokens.listed(store) if not each.ended)
    tokens.end(store, NOW, "guanli", number)
    assert client.get("/api/v1/query", params=QUESTION, headers=second).status_code == 401
    assert client.get("/api/v1/query", params=QUESTION, headers=first).status_code == 200
    people.disable(store, NOW, "guanli", "fenxi")
    assert client.get("/api/v1/query", params=QUESTION, headers=first).status_code == 401


def test_a_question_stands_in_the_trail_and_the_token_s_text_nowhere(client: TestClient, store: Store, sample: str):
    header = bearer(store)
    client.get("/api/v1/query", params=QUESTION, headers=header)
    line = trail.lines(store, text="outpatient_visits")[0]
    assert (line.who, line.act, line.address) == ("fenxi", "queried", "10.1.1.7") and line.detail["rows"] == 1
    text = header["authorization"].removeprefix("Bearer ")
    assert not trail.lines(store, text=text)
    folder = Path(str(store.engine.url.database)).parent
    assert not any(text.encode() in file.read_bytes() for file in folder.iterdir())


def test_frames_are_those_of_the_command_line(client: TestClient, store: Store, sample: str, clock: Clock):
    """Random questions, each asked both ways; every column, the hidden ones hidden."""
    chance, header, compared, hidden = random.Random("interface"), bearer(store), 0, 0
    with opened(sample) as engine:
        source = Source(engine, load_reference(engine))
        for _ in range(examples(60)):
            metric = chance.choice(sorted(CATALOGUE))
            period = chance.choice(("2024", "2023", "2024-03", "2024Q2", "2024-01..2024-09"))
            by, compare = chance.choice(((), ("township",), ("month",))), chance.choice((None, "yoy"))
            scope = Scope(LUZHAI, Period.parse(period), (), comparison(compare), source.reference.as_of)
            asked = {"metric": metric, "county": LUZHAI, "period": period, "by": list(by), "format": "csv"}
            clock.now += 61
            answer = client.get(
                "/api/v1/query", params=asked | ({"compare": compare} if compare else {}), headers=header
            )
            try:
                own = whole_answer(source, metric_named(source.reference, LUZHAI, metric), scope, by)
            except QuestionError as fault:
                assert (answer.status_code, answer.json()["fault"]) == (400, fault.code)
                continue
            assert answer.text == own.assign(is_sample=True).to_csv(index=False)
            compared += 1
            hidden += int((own["status"] == "suppressed").sum()) if "status" in own else 0
    assert compared > 20


def test_another_county_is_no_county(client: TestClient, store: Store, sample: str):
    header = bearer(store)
    outside = client.get("/api/v1/query", params=QUESTION | {"county": OTHER}, headers=header)
    nowhere = client.get("/api/v1/query", params=QUESTION | {"county": "999999"}, headers=header)
    assert outside.status_code == nowhere.status_code == 400
    assert outside.json()["fault"] == nowhere.json()["fault"] and "交城" not in outside.text


def test_json_says_that_the_sample_is_one(client: TestClient, store: Store, sample: str):
    body = client.get("/api/v1/query", params=QUESTION, headers=bearer(store)).json()
    assert body["is_sample"] is True and body["rows"][0]["is_sample"] is True
    table = pd.read_csv(
        io.StringIO(client.get("/api/v1/query", params=QUESTION | {"format": "csv"}, headers=bearer(store)).text)
    )
    assert table["value"].item() == pytest.approx(body["rows"][0]["value"], abs=1e-9)


@pytest.mark.parametrize(
    ("wrong", "fault"),
    [
        ({"metric": ""}, "asked_nothing"),
        ({"period": ""}, "asked_nothing"),
        ({"metric": "no_such_metric"}, None),
        ({"period": "'; DROP TABLE visit; --"}, None),
        ({"by": "<script>"}, None),
        ({"compare": "sideways"}, None),
        ({"format": "xml"}, "asked_form"),
        ({"township": "x" * 5_000}, "asked_too_much"),
        ({"metric": ",".join(f"m{number}" for number in range(21))}, "asked_too_many"),
    ],
)
def test_what_cannot_be_read_is_one_sentence(
    client: TestClient, store: Store, sample: str, wrong: dict[str, str], fault: str | None
):
    answer = client.get("/api/v1/query", params=QUESTION | wrong, headers=bearer(store))
    body = answer.json()
    assert answer.status_code == 400 and set(body) == {"fault", "zh", "en"}
    assert fault in (None, body["fault"]) and "Traceback" not in answer.text and len(body["zh"]) < 400


def test_the_sixty_first_question_of_a_minute_waits(client: TestClient, store: Store, clock: Clock, sample: str):
    header = bearer(store)
    answers = [client.get("/api/v1/openapi.json", headers=header).status_code for _ in range(61)]
    assert answers == [200] * 60 + [429]
    clock.now += 61
    assert client.get("/api/v1/openapi.json", headers=header).status_code == 200


def test_the_catalogue_is_the_one_of_the_command_line(client: TestClient, store: Store, sample: str):
    rows = client.get("/api/v1/catalogue", headers=bearer(store)).json()["rows"]
    assert {row["metric_id"] for row in rows} == set(CATALOGUE)


def test_the_description_names_every_parameter_that_is_read(client: TestClient, store: Store):
    told = client.get("/api/v1/openapi.json", headers=bearer(store)).json()
    named = {each["name"] for each in told["paths"]["/api/v1/query"]["get"]["parameters"]}
    assert named == {"metric", "county", "period", "township", "by", "compare", "format"}
    assert json.dumps(told).count("bearer") == 1


def feed(store: Store, name: str, only: str = "", county: str = LISHI) -> str:
    """The address of a new calendar of an account."""
    return f"/feeds/{tokens.make(store, NOW, 'guanli', name, Purpose.CALENDAR, {'county': county, 'only': only})}.ics"


class Planned:
    """A warehouse whose roster of January is published anew, one expert at one place."""

    def __init__(self, url: str, expert: str, place: str) -> None:
        self.url, self.expert, self.place = url, expert, place
        self.before: str | None = None

    def publish(self, *days: str) -> None:
        """Publish visits on some days in the place of those published before."""
        roster = save(self.url, visits(*((self.expert, self.place, day) for day in days)))
        publish(self.url, roster, over=self.before)
        self.before = roster


@pytest.fixture
def planned(own_light_url: str, monkeypatch: pytest.MonkeyPatch) -> Planned:
    """A county with a published roster of two visits, as the warehouse in force."""
    monkeypatch.setenv("WAREHOUSE_URL", own_light_url)
    with opened(own_light_url) as engine:
        here = schema.institution
        code = read.rows(engine, select(here.c.institution_code).where(here.c.township_code == TOWN))[0][0]
        expert = read.rows(engine, select(schema.expert.c.expert_code).where(schema.expert.c.county_code == LISHI))[0][
            0
        ]
    made = Planned(own_light_url, expert, code)
    made.publish("06", "13")
    return made


def events(text: str) -> dict[str, str]:
    """Day → state of every event, read by one client's parser and found the same by another's."""
    one = {
        f"{event.decoded('DTSTART'):%m-%d}": str(event.get("STATUS", "CONFIRMED"))
        for event in icalendar.Calendar.from_ical(text).walk("VEVENT")
    }
    other = {
        f"{event.dtstart.value:%m-%d}": event.status.value if hasattr(event, "status") else "CONFIRMED"
        for event in vobject.readOne(text).vevent_list
    }
    assert one == other
    return one


def test_a_subscribed_calendar_follows_a_change_and_a_cancellation(client: TestClient, store: Store, planned: Planned):
    address = feed(store, "paiban")
    answer = client.get(address)
    assert answer.headers["content-type"].startswith("text/calendar")
    assert events(answer.text) == {"01-06": "CONFIRMED", "01-13": "CONFIRMED"}
    planned.publish("08")
    now = events(client.get(address).text)
    assert now["01-08"] == "CONFIRMED" and now["01-13"] == "CANCELLED" and "01-06" not in now


def test_a_calendar_is_for_who_may_know_persons_there(client: TestClient, store: Store, planned: Planned):
    assert client.get(feed(store, "keshi")).status_code == 404, "a department reads no persons"
    assert client.get(feed(store, "yuanzhang")).status_code == 404, "a director reads one township"
    assert client.get(feed(store, "yuanzhang", "141102001")).status_code == 200
    assert client.get(feed(store, "yuanzhang", "141102002")).status_code == 404
    assert client.get(feed(store, "paiban", county=LUZHAI)).status_code == 404


def test_a_revoked_calendar_is_not_there(client: TestClient, store: Store, planned: Planned):
    address = feed(store, "paiban")
    assert client.get(address).status_code == 200
    tokens.end(store, NOW, "guanli", tokens.listed(store)[0].id)
    for gone in (address, "/feeds/guess.ics", address.removesuffix(".ics"), "/feeds/"):
        assert (client.get(gone).status_code, client.get(gone).content) == (404, b"")
    assert client.post(address).status_code == 405
