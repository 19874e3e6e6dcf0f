"""Where the command line meets the warehouse: whole packs, and verification."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path

import typer

from data_access.engine import Warehouse
from data_access.moments import engine_as_of
from faces.blocks.pack import Choice
from faces.errors import BadTemplate
from faces.kinds import KINDS, read_stamp
from findings.material import Material
from metrics.errors import UnknownMechanism
from metrics.period import Period
from metrics.plans.saved_plan import NoPlan, plan_list
from metrics.reads.mechanisms import mechanism_cards
from metrics.reference import Reference, load_reference
from metrics.scope import comparison
from metrics.source import Source
from reports.files import Kind, file_name, make_files
from reports.pack import make_pack
from reports.verification import Verdict, verify
from reports.writing import write_whole
from words.numbers import Language
from words.phrases import Phrase


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
    mechanisms: tuple[str, ...] = ()
    as_of: str = ""

    def choice(self, reference: Reference) -> Choice:
        """Return the choice with names turned into codes. Raises QuestionError."""
        county = reference.county_named(self.county)
        period = Period.parse(self.period)
        codes = reference.townships_named(county, self.townships, min(period.last, reference.last_month))
        compare = comparison(self.compare)
        language: Language = "en" if self.language == "en" else "zh"
        return Choice(
            county,
            period.key,
            codes,
            compare,
            language,
            self.sections,
            self.remark,
            plan=self.plan,
            mechanisms=self.mechanisms,
        )


def fail(message: str, code: int) -> typer.Exit:
    """Say what is wrong and return the exit to raise."""
    typer.echo(message, err=True)
    return typer.Exit(code)


def open_warehouse(then: str = "") -> Source:
    """Open the warehouse of WAREHOUSE_URL, as of a load or date if one is named.

    Raises UnknownMoment, WarehouseError.
    """
    engine = engine_as_of(Warehouse().engine(), then)
    return Source(engine, load_reference(engine))


def read_template(file: Path | None) -> bytes | None:
    """Return a template's bytes. Raises BadTemplate where the file cannot be read."""
    if file is None:
        return None
    try:
        return file.read_bytes()
    except OSError as error:
        raise BadTemplate("template_not_found", name=file.name) from error


def _bar(share: float, what: str) -> None:
    if sys.stderr.isatty():
        filled = int(share * 30)
        sys.stderr.write(f"\r\033[K[{'█' * filled}{'·' * (30 - filled)}] {share:>4.0%} {what[:40]}")
        sys.stderr.write("\n" if share >= 1 else "")
        sys.stderr.flush()


def check_plan(choice: Choice, source: Source) -> None:
    """Raise NoPlan, with the names there are, for a plan that the county has not kept."""
    kept = plan_list(source.engine, choice.county)
    if not any(choice.plan in (one, name) for one, name, _ in kept):
        plans = "、".join(name for _, name, _ in kept) or Phrase("no_plan_kept")
        raise NoPlan("no_plan_named", name=choice.plan[:40], plans=plans)


def check_mechanisms(choice: Choice, source: Source) -> None:
    """Raise UnknownMechanism, with those there are, for one that the county does not have."""
    known = {card.mechanism_id: card.name_zh for card in mechanism_cards(source.engine, choice.county)}
    for mechanism_id in choice.mechanisms:
        if mechanism_id not in known:
            raise UnknownMechanism(mechanism_id, known)


def write_files(kinds: tuple[Kind, ...], job: Job, folder: Path, template: Path | None) -> None:
    """Make and write files, saying each one's name and what could not be made."""
    source = open_warehouse(job.as_of)
    choice = job.choice(source.reference)
    if choice.plan:
        check_plan(choice, source)
    check_mechanisms(choice, source)
    material = Material(choice, source)
    pack, made = make_files(material, kinds, template=read_template(template), progress=_bar)
    for kind, content in made.items():
        name = file_name(pack, kind)
        write_whole(folder / name, content)
        typer.echo(f"{folder / name}\t{len(content) / 1024:.0f} KB")
    for fault in pack.faults:
        typer.echo(fault, err=True)
    missing = [KINDS[kind].name_zh for kind in kinds if kind not in made]
    if missing:
        raise fail(f"没有做成：{'、'.join(missing)}。", 1)


def verify_file(content: bytes, source: Source, template: Path | None) -> Verdict:
    """Return whether a file is untouched and says what the warehouse says; one as of a load, what it said then."""
    then = read_stamp(content).data_version.partition("~")[2]
    if then:
        engine = engine_as_of(source.engine, then)
        source = Source(engine, load_reference(engine))
    return verify(
        content,
        source.reference.version,
        # Made as by the code that made the file: newer code that gives the same figures is no alteration.
        lambda stamp: make_pack(Material(stamp.choice, source), faults=stamp.faults, made_by=stamp.made_by),
        template=read_template(template),
    )
