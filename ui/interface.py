"""The same figures for other systems and phones: a read-only interface and calendars, each opened by a token.

GET /api/v1/catalogue, /api/v1/query, /api/v1/openapi.json with `Authorization: Bearer TOKEN`; GET /feeds/TOKEN.ics.
What a token may read is what its account may read now (`accounts.tokens`); a frame is the one that
`python -m metrics show` prints.
"""

from __future__ import annotations

import json
import time
from collections import defaultdict, deque
from collections.abc import Callable
from functools import lru_cache
from typing import Any, Final

import pandas as pd
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from accounts import tokens, trail
from accounts.people import Person
from accounts.roles import Act, may, may_read_calendar, reach_of_grants
from accounts.store import Store
from accounts.tokens import FEEDS, Purpose
from data_access.engine import Warehouse
from data_access.errors import WarehouseError
from data_access.granted import Reach, granted
from data_access.own import address_in_force
from metrics.ask.question import DIMENSIONS
from metrics.errors import QuestionError
from metrics.named import catalogue_rows, metrics_named
from metrics.period import Period
from metrics.reads.whole_answer import whole_answer
from metrics.reference import Reference, load_reference
from metrics.scope import COMPARISONS, Scope, comparison
from metrics.source import Source
from reports.calendar import NoCalendar, roster_calendar
from words.faults import Fault
from words.phrases import Voice

API: Final = "/api/v1/"
PATHS: Final = (API, FEEDS)
ENDING: Final = ".ics"
A_MINUTE: Final = 60
"""So many questions a minute of one token: a wall screen asks one, a city platform a few at night."""
MOST_METRICS: Final = 20
MOST_PLACES: Final = 60
LONGEST_QUERY: Final = 4_000
SOURCES_KEPT: Final = 16
FORMATS: Final = ("json", "csv")
READING: Final = ("GET", "HEAD")


@lru_cache(maxsize=2)
def _warehouse(address: str) -> Warehouse:
    return Warehouse(address)


@lru_cache(maxsize=SOURCES_KEPT)
def _source(address: str, version: str, reach: Reach) -> Source:
    engine = granted(_warehouse(address).engine_of(version), reach)
    return Source(engine, load_reference(engine))


def source_within(reach: Reach) -> Source:
    """Return the warehouse in force as far as a grant reaches. Raises WarehouseError."""
    address = address_in_force()
    return _source(address, _warehouse(address).version(), reach)


class Interface:
    """Answers what other systems ask. clock: seconds since 1970 UTC."""

    def __init__(self, store: Store, clock: Callable[[], float] = time.time) -> None:
        self.store, self.clock = store, clock
        self._asked: defaultdict[int, deque[float]] = defaultdict(deque)

    def answer(self, request: Request, address: str) -> Response:
        """Return the answer to a request under one of PATHS; nothing where the token opens nothing."""
        path = request.url.path
        try:
            return (
                self._calendar(request, path, address) if path.startswith(FEEDS) else self._api(request, path, address)
            )
        except QuestionError as fault:
            return _told(fault, 400)
        except WarehouseError as fault:
            return _told(fault, 503)

    def _calendar(self, request: Request, path: str, address: str) -> Response:
        if request.method not in READING:
            return Response(status_code=405)
        text = path.removeprefix(FEEDS).removesuffix(ENDING)
        found = tokens.opened(self.store, text, Purpose.CALENDAR) if path.endswith(ENDING) else None
        if found is None:
            return Response(status_code=404)
        person, subject, number = found
        county, only = subject["county"], subject["only"]
        if not may_read_calendar(person.grants, county, only):
            return Response(status_code=404)
        if self._too_often(number):
            return Response(status_code=429, headers={"retry-after": "60"})
        try:
            content = roster_calendar(source_within(reach_of_grants(person.grants)), county, only)
        except NoCalendar:
            return Response(status_code=404)
        self._note(person, "feed_read", address, token=number, **subject)
        return Response(content, media_type="text/calendar; charset=utf-8")

    def _api(self, request: Request, path: str, address: str) -> Response:
        scheme, _, text = request.headers.get("authorization", "").partition(" ")
        found = tokens.opened(self.store, text.strip(), Purpose.QUERY) if scheme.lower() == "bearer" else None
        if found is None:
            return Response(status_code=401, headers={"www-authenticate": "Bearer"})
        person, _, number = found
        if request.method not in READING:
            return Response(status_code=405)
        if not may(person.grants, Act.READ):
            return Response(status_code=403)
        if self._too_often(number):
            return Response(status_code=429, headers={"retry-after": "60"})
        match path.removeprefix(API):
            case "openapi.json":
                return JSONResponse(description())
            case "catalogue":
                reference = source_within(reach_of_grants(person.grants)).reference
                own = [metric for metrics in reference.own.values() for metric in metrics]
                return _frame(catalogue_rows(own), request.query_params.get("format", "json"), reference)
            case "query":
                return self._query(request, person, number, address)
            case _:
                return Response(status_code=404)

    def _query(self, request: Request, person: Person, number: int, address: str) -> Response:
        if len(request.url.query) > LONGEST_QUERY:
            raise Asked("asked_too_much", most=LONGEST_QUERY)
        source = source_within(reach_of_grants(person.grants))
        rows = asked(source, request)
        self._note(person, "queried", address, token=number, asked=request.url.query, rows=len(rows))
        return _frame(rows, request.query_params.get("format", "json"), source.reference)

    def _note(self, person: Person, act: str, address: str, **detail: Any) -> None:
        trail.note(self.store, self.clock(), person.shown, act, address=address, **detail)

    def _too_often(self, number: int) -> bool:
        now, times = self.clock(), self._asked[number]
        while times and times[0] <= now - 60:
            times.popleft()
        if len(times) >= A_MINUTE:
            return True
        times.append(now)
        return False


class Asked(QuestionError):
    """A question to the interface that cannot be read."""


def asked(source: Source, request: Request) -> pd.DataFrame:
    """Return the frame of a question in an address. Raises QuestionError, WarehouseError."""
    said = request.query_params

    def listed(name: str) -> list[str]:
        return [part.strip() for value in said.getlist(name) for part in value.split(",") if part.strip()]

    metrics, places = list(dict.fromkeys(listed("metric"))), list(dict.fromkeys(listed("township")))
    for name, found in (("metric", metrics), ("county", listed("county")), ("period", listed("period"))):
        if not found:
            raise Asked("asked_nothing", name=name)
    if len(metrics) > MOST_METRICS or len(places) > MOST_PLACES:
        raise Asked("asked_too_many", metrics=MOST_METRICS, places=MOST_PLACES)
    by, reference = tuple(listed("by")), source.reference
    county, period = reference.county_named(listed("county")[0][:40]), Period.parse(listed("period")[0][:40])
    townships = reference.townships_named(county, places, min(period.last, reference.last_month))
    scope = Scope(county, period, townships, comparison(said.get("compare")), reference.as_of)
    return pd.concat(
        [whole_answer(source, metric, scope, by) for metric in metrics_named(reference, county, metrics)],
        ignore_index=True,
    )


def _frame(rows: pd.DataFrame, form: str, reference: Reference) -> Response:
    if form not in FORMATS:
        raise Asked("asked_form", form=form[:20], forms=FORMATS)
    told = rows.assign(is_sample=reference.is_sample)
    if form == "csv":
        return Response(told.to_csv(index=False), media_type="text/csv; charset=utf-8")
    body = {"is_sample": reference.is_sample, "data_version": reference.version, "rows": json.loads(_json(told))}
    return JSONResponse(body)


def _json(rows: pd.DataFrame) -> str:
    return str(rows.to_json(orient="records", force_ascii=False, double_precision=15))


def _told(fault: Fault, status: int) -> Response:
    said = {"zh": fault.told(Voice("zh")).whole, "en": fault.told(Voice("en")).whole}
    return JSONResponse({"fault": fault.code, **said}, status)


def description() -> dict[str, Any]:
    """Return the interface as OpenAPI 3.1."""
    several = {"type": "array", "items": {"type": "string"}}

    def parameter(name: str, told: str, schema: dict[str, Any], *, required: bool = False) -> dict[str, Any]:
        return {"name": name, "in": "query", "description": told, "required": required, "schema": schema}

    form = parameter("format", "输出格式 the form of the answer", {"enum": list(FORMATS), "default": "json"})
    answers = {
        "200": {"description": "一行一个数，含版本和示例标记 a row a figure, with versions and the sample mark"},
        "400": {"description": "问题看不懂：代码和说明 the question cannot be read: a code and two sentences"},
        "401": {"description": "没有令牌，或令牌已停用 no token, or one that was ended"},
        "429": {"description": f"一分钟超过{A_MINUTE}次 more than {A_MINUTE} questions a minute"},
        "503": {"description": "数据仓库暂时连不上 the warehouse is away"},
    }
    asked_for = [
        parameter("metric", "指标编号，可多个 ids of metrics", several, required=True),
        parameter("county", "县代码或名称 a county's code or name", {"type": "string"}, required=True),
        parameter("period", "2024、2024-06、2024Q2、2024-01..2024-09", {"type": "string"}, required=True),
        parameter("township", "乡镇代码或名称，可多个 townships", several),
        parameter("by", "分组 split by", {"type": "array", "items": {"enum": list(DIMENSIONS)}}),
        parameter("compare", "对比 compared with", {"enum": list(COMPARISONS)}),
        form,
    ]
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "医览 Yilan",
            "version": "1",
            "description": "只读，数与网页相同 read only, the same figures",
        },
        "components": {"securitySchemes": {"token": {"type": "http", "scheme": "bearer"}}},
        "security": [{"token": []}],
        "paths": {
            f"{API}query": {"get": {"summary": "取数 figures", "parameters": asked_for, "responses": answers}},
            f"{API}catalogue": {"get": {"summary": "指标目录 metrics", "parameters": [form], "responses": answers}},
        },
    }
