"""Where the command line meets the warehouse: plain readings, whole packs, and verification."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd
import typer
from sqlalchemy import Engine

from data_access.engine import Warehouse
from faces.blocks.pack import Choice
from faces.errors import BadTemplate
from findings.material import Material
from metrics.ask.fact_rows import FactBook, fact_rows
from metrics.ask.query import query
from metrics.catalogue import get_all
from metrics.circle.county import known_circle
from metrics.errors import UnknownComparison, UnknownCounty, UnknownTownship
from metrics.judge.assessment import Assessment, assess
from metrics.period import Period
from metrics.plans.saved_plan import NoPlan, plan_list, saved_plan
from metrics.reads import mechanisms, places
from metrics.reference import Reference, load_reference
from metrics.scope import COMPARISONS, Scope, comparison
from metrics.source import Source
from reports.files import KINDS, Kind, file_name, make_files
from reports.pack import make_pack
from reports.verification import Verdict, verify
from reports.writing import write_whole

_READS: dict[str, Any] = {
    "outlines": places.outlines,
    "villages": places.villages,
    "institutions": places.institutions,
    "gaps": places.care_gaps,
    "mechanisms": mechanisms.mechanism_cards,
    "milestones": mechanisms.milestones,
    "circle": known_circle,
    "plans": plan_list,
    "plan": saved_plan,
}


@dataclass(frozen=True)
class PlainReadings:
    """Readings straight from a warehouse, without a cache."""

    engine: Engine
    reference: Reference

    def assessment(
        self, metric_ids: tuple[str, ...], county: str, period: str, townships: tuple[str, ...], compare: str | None
    ) -> Assessment:
        """Return judged figures."""
        scope = Scope(county, Period.parse(period), townships, comparison(compare))
        return assess(Source(self.engine, self.reference), get_all(metric_ids), scope)

    def metric_frame(
        self,
        metric_ids: tuple[str, ...],
        county: str,
        period: str,
        by: tuple[str, ...] = (),
        townships: tuple[str, ...] = (),
        compare: str | None = None,
    ) -> pd.DataFrame:
        """Return the metric frame."""
        return query(
            self.engine,
            self.reference,
            get_all(metric_ids),
            county=county,
            period=Period.parse(period),
            by=by,
            townships=townships,
            compare=compare,
        )

    def fact_rows(self, metric_ids: tuple[str, ...], county: str, period: str, townships: tuple[str, ...]) -> FactBook:
        """Return the fact rows behind figures."""
        scope = Scope(county, Period.parse(period), townships, None)
        return fact_rows(Source(self.engine, self.reference), metric_ids, scope)

    def read(self, name: str, *arguments: Any) -> Any:
        """Return one of the named reads."""
        return _READS[name](self.engine, *arguments)


@dataclass(frozen=True)
class Job:
    """What a command line asks for, as typed."""

    county: str
    period: str
    townships: tuple[str, ...]
    compare: str
    sections: tuple[str, ...]
    remark: str
    language: str
    plan: str = ""

    def choice(self, reference: Reference) -> Choice:
        """Return the choice with names turned into codes. Raises QuestionError."""
        counties = {place.name_zh: code for code, place in reference.counties.items()}
        county = counties.get(self.county, self.county)
        if county not in reference.counties:
            raise UnknownCounty(self.county, {place.code: place.name_zh for place in reference.counties.values()})
        month = min(Period.parse(self.period).last, reference.last_month)
        known = {place.name_zh: place.code for place in reference.townships_of(county, month)}
        codes = tuple(known.get(text, text) for text in self.townships)
        for text, code in zip(self.townships, codes, strict=True):
            if code not in known.values():
                raise UnknownTownship(text, {code: name for name, code in known.items()})
        if self.compare not in (*COMPARISONS, "none"):
            raise UnknownComparison(self.compare, COMPARISONS)
        compare = None if self.compare == "none" else self.compare
        language = "en" if self.language == "en" else "zh"
        period = Period.parse(self.period).key
        return Choice(county, period, codes, compare, language, self.sections, self.remark, plan=self.plan)


def fail(message: str, code: int) -> typer.Exit:
    """Say what is wrong and return the exit to raise."""
    typer.echo(message, err=True)
    return typer.Exit(code)


def open_warehouse() -> PlainReadings:
    """Open the warehouse of WAREHOUSE_URL. Raises WarehouseError."""
    engine = Warehouse().engine()
    return PlainReadings(engine, load_reference(engine))


def read_template(file: Path | None) -> bytes | None:
    """Return a template's bytes. Raises BadTemplate where the file cannot be read."""
    if file is None:
        return None
    try:
        return file.read_bytes()
    except OSError as error:
        raise BadTemplate(f"读不到模板{file.name}。", "请检查路径和权限。") from error


def _bar(share: float, what: str) -> None:
    if sys.stderr.isatty():
        filled = int(share * 30)
        sys.stderr.write(f"\r\033[K[{'█' * filled}{'·' * (30 - filled)}] {share:>4.0%} {what[:40]}")
        sys.stderr.write("\n" if share >= 1 else "")
        sys.stderr.flush()


def check_plan(choice: Choice, readings: PlainReadings) -> None:
    """Raise NoPlan, with the names there are, for a plan that the county has not kept."""
    kept = readings.read("plans", choice.county)
    if not any(choice.plan in (one, name) for one, name, _ in kept):
        names = "、".join(name for _, name, _ in kept) or "还没有保存过，请先在“规划”页保存"
        raise NoPlan(f"没有名为“{choice.plan[:40]}”的方案。", f"现有方案：{names}。")


def write_files(kinds: tuple[Kind, ...], job: Job, folder: Path, template: Path | None) -> None:
    """Make and write files, saying each one's name and what could not be made."""
    readings = open_warehouse()
    choice = job.choice(readings.reference)
    if choice.plan:
        check_plan(choice, readings)
    material = Material(choice, readings.reference, readings)
    pack, made = make_files(material, kinds, template=read_template(template), progress=_bar)
    for kind, content in made.items():
        name = file_name(pack, kind)
        write_whole(folder / name, content)
        typer.echo(f"{folder / name}\t{len(content) / 1024:.0f} KB")
    for fault in pack.faults:
        typer.echo(fault, err=True)
    missing = [KINDS[kind][0] for kind in kinds if kind not in made]
    if missing:
        raise fail(f"没有做成：{'、'.join(missing)}。", 1)


def verify_file(content: bytes, readings: PlainReadings, template: Path | None) -> Verdict:
    """Return whether a file is untouched and says what the warehouse says."""
    return verify(
        content,
        readings.reference.version,
        lambda stamp: make_pack(Material(stamp.choice, readings.reference, readings), faults=stamp.faults),
        template=read_template(template),
    )
