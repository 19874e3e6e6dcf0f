"""Writes down what a reader of this checkout sees: page views by AppTest, a meeting's files by the command line."""

from __future__ import annotations

import argparse
import base64
import contextlib
import hashlib
import io
import json
import logging
import os
import re
import runpy
import sys
import tempfile
import time
import traceback
import zipfile
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

COUNTIES = ("140781", "141102", "141122", "150622", "450223")
LANGUAGES = ("zh", "en")
PLACES = ("all", "township")
# The name in a snapshot → the addresses the page has had, newest first; the first that app.py lists is opened.
PAGES = {
    "overview": ("",),
    "coverage": ("coverage",),
    "catchment": ("circle", "circles", "catchment"),
    "experts": ("experts",),
    "year_on_year": ("year_on_year",),
    "mechanisms": ("mechanisms",),
    "planning": ("planning",),
    "data": ("data",),
    "reports": ("meeting", "reports"),
}
PRESENT = "present"
# The files' names end in these words, in Chinese and in English.
KINDS = {
    "deck": ("演示稿.pptx", "deck.pptx"),
    "brief": ("汇报材料.docx", "brief.docx"),
    "bulletin": ("一页简报.docx", "bulletin.docx"),
    "workbook": ("数据表.xlsx", "workbook.xlsx"),
    "pdf": (".pdf",),
}
# Names that differ from run to run or belong to the code, never to the reader.
UNSEEN = {"id", "form_id", "key", "user_key", "fragment_id", "active_script_hash", "page_script_hash", "styler_uuid"}
# How long the solver took stands on the planning page, and is another number every time.
TOOK = re.compile(r'((?:，用时|, )<span class=\\"nb\\">)[\d.]+(</span>(?:秒| s)</p>)')
# Placeholders: whether they stand there depends on what happens to be cached.
PASSING = {"empty", "spinner", "transient"}
PROCESSES = 2
RUN_LIMIT_S = 600
WAIT_S = 0.5
MOST_SLIDES = 99


@dataclass(frozen=True)
class Asked:
    """One county, language and place, and what of it is to be written."""

    county: str
    language: str
    place: str
    township: str
    period: str
    pages: tuple[str, ...]
    files: tuple[str, ...]
    out: Path

    def file(self, folder: str, name: str) -> Path:
        """Return where a view is written."""
        return self.out / folder / self.county / f"{name}.{self.language}.{self.place}.jsonl"


def townships_and_period(url: str) -> tuple[dict[str, str], str]:
    """Return each county's first township with villages, and the newest full year. Reads the DuckDB file only."""
    import duckdb

    with duckdb.connect(url.removeprefix("duckdb:///"), read_only=True) as connection:
        rows = connection.execute(
            "select t.county_code, min(t.township_code) from township t where t.valid_to is null and exists "
            "(select 1 from village v where v.township_code = t.township_code) group by 1"
        ).fetchall()
        last = connection.execute("select max(last_month) from data_version").fetchall()[0][0]
    return dict(rows), str(last // 100 if last % 100 == 12 else last // 100 - 1)


def pages_listed(messages: Sequence[Any]) -> dict[str, str]:
    """Return address → script hash of every page in the navigation of a run."""
    found = {}
    for message in messages:
        if message.WhichOneof("type") == "navigation":
            found = {page.url_pathname: page.page_script_hash for page in message.navigation.app_pages}
            found[""] = next(page.page_script_hash for page in message.navigation.app_pages if page.is_default)
    return found


class Dashboard:
    """app.py of this checkout, opened at an address as a browser would."""

    def __init__(self) -> None:
        from streamlit.testing.v1 import local_script_runner

        logging.disable(logging.WARNING)  # AppTest runs without a server and says so at every line
        self.messages: list[Any] = []
        parse = vars(local_script_runner)["parse_tree_from_messages"]

        def listen(messages: list[Any]) -> Any:
            self.messages = list(messages)
            return parse(messages)

        # AppTest keeps the tree only; which pages there are is told in a message beside it.
        vars(local_script_runner)["parse_tree_from_messages"] = listen
        self.hashes = {"": ""}
        self.run("", {})
        self.hashes = pages_listed(self.messages) | {"": ""}

    def run(self, address: str, parameters: dict[str, str]) -> Any:
        """Return the AppTest after the page's first run."""
        from streamlit.testing.v1 import AppTest

        app = AppTest.from_file(str(Path.cwd() / "app.py"), default_timeout=RUN_LIMIT_S)
        # AppTest.switch_page knows only the old pages/ folder; st.navigation finds a page by the hash of its path.
        app._page_hash = self.hashes[address]
        for name, value in parameters.items():
            app.query_params[name] = value
        return app.run()

    def settled(self, address: str, parameters: dict[str, str]) -> Any:
        """Return a page whose calculations have ended: while there is one, a fragment asks to be run again."""
        app, start = self.run(address, parameters), time.monotonic()
        waited = False
        while any(message.WhichOneof("type") == "auto_rerun" for message in self.messages):
            if time.monotonic() - start > RUN_LIMIT_S:
                raise RuntimeError(f"a calculation on page {address!r} did not end in {RUN_LIMIT_S} s")
            time.sleep(WAIT_S)
            app._run()  # run() would send every widget's label back, as after a click
            waited = True
        # What has been worked out is kept for all sessions; a new one shows it as a reader's first run does.
        return self.run(address, parameters) if waited else app

    def address(self, page: str) -> str:
        """Return the newest address of a page that this checkout lists. Raises LookupError."""
        for address in PAGES[page]:
            if address in self.hashes:
                return address
        raise LookupError(f"app.py lists no page {PAGES[page]}; it lists {sorted(self.hashes)}")

    def lines(self, page: str, parameters: dict[str, str]) -> Iterator[str]:
        """Yield the lines of one page view: the navigation, the elements, the address afterwards."""
        app = self.settled(self.address(page), parameters)
        # The last of a kind holds: Streamlit first sends a navigation of its own, which st.navigation replaces.
        frame = {message.WhichOneof("type"): message for message in self.messages}
        for kind in ("page_config_changed", "navigation"):
            if kind in frame:
                yield _line(kind, -1, shown(getattr(frame[kind], kind)))
        for number, child in sorted(app._tree.children.items()):
            yield from element_lines(child, 0, number)
        yield _line("address", -1, {name: _values(app, name) for name in sorted(app.query_params)})

    def slides(self, parameters: dict[str, str]) -> Iterator[str]:
        """Yield the lines of every slide of the presentation."""
        for number in range(1, MOST_SLIDES):
            asked = parameters | {"present": "1", "slide": str(number)}
            app = self.run(self.address("reports"), asked)
            if _values(app, "slide") != [str(number)]:
                return
            yield _line("slide", -1, {"number": number})
            for place, child in sorted(app._tree.children.items()):
                yield from element_lines(child, 0, place)


def _values(app: Any, name: str) -> list[str]:
    found = app.query_params.get(name, [])
    return [found] if isinstance(found, str) else list(found)


def _line(kind: str, depth: int, content: Any) -> str:
    line = json.dumps({"kind": kind, "depth": depth, "content": content}, ensure_ascii=False, sort_keys=True)
    return TOOK.sub(r"\1#\2", line)


def element_lines(node: Any, depth: int, position: int) -> Iterator[str]:
    """Yield the line of an element or block, then of what stands in it, in the order on the page."""
    if node.type in PASSING:
        return
    proto = getattr(node, "proto", None)
    yield _line(node.type, depth, {} if proto is None else shown(proto))
    for number, child in sorted(getattr(node, "children", {}).items()):
        yield from element_lines(child, depth + 1, number)


def shown(proto: Any) -> Any:
    """Return a protobuf message as plain data: without ids, tables of Arrow bytes as rows."""
    from google.protobuf.json_format import MessageToDict

    return _without_ids(MessageToDict(proto, preserving_proto_field_name=True))


def _without_ids(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _readable(name, part) for name, part in value.items() if name not in UNSEEN}
    if isinstance(value, list):
        return [_without_ids(part) for part in value]
    return value


def _readable(name: str, value: Any) -> Any:
    """Return a field's value; bytes, which arrive as base64, as the rows or the text that they hold."""
    if isinstance(value, str) and name in ("data", "arrow", "arrow_data", "bytes") and len(value) > 32:
        try:
            content = base64.b64decode(value, validate=True)
        except ValueError:
            return value
        return _rows(content)
    return _without_ids(value)


def _rows(content: bytes) -> Any:
    import pyarrow as pa

    try:
        table = pa.ipc.open_stream(content).read_all()
    except pa.ArrowInvalid:
        return {"sha256": hashlib.sha256(content).hexdigest(), "bytes": len(content)}
    return {"columns": table.column_names, "rows": json.loads(json.dumps(table.to_pylist(), default=str))}


def write_lines(file: Path, lines: Sequence[str]) -> None:
    """Write a view."""
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")


_dashboard: Dashboard | None = None


def take_pages(asked: Asked) -> list[str]:
    """Write the page views asked for; return what went wrong."""
    global _dashboard
    sys.path.insert(0, str(Path.cwd()))
    faults = []
    parameters = {"county": asked.county}
    if asked.language != "zh":
        parameters["lang"] = asked.language
    if asked.place == "township":
        parameters["township"] = asked.township
    for page in asked.pages:
        start = time.monotonic()
        try:
            _dashboard = _dashboard or Dashboard()
            lines = list(_dashboard.slides(parameters) if page == PRESENT else _dashboard.lines(page, parameters))
        except Exception:
            # A view that cannot be taken is reported in full and by exit code; the others are still worth having.
            faults.append(f"{asked.file('pages', page)}: {traceback.format_exc()}")
            continue
        write_lines(asked.file("pages", page), lines)
        said = f"{asked.county} {page}.{asked.language}.{asked.place}"
        print(f"{said}\t{len(lines)} elements\t{time.monotonic() - start:.1f} s", flush=True)
    return faults


def call_reports(arguments: list[str]) -> list[str]:
    """Run `python -m reports …` within this process, whose imports are done once; return what it said if it failed."""
    said, own = io.StringIO(), sys.argv
    sys.argv = ["reports", *arguments]
    try:
        with contextlib.redirect_stdout(said), contextlib.redirect_stderr(said):
            runpy.run_module("reports", run_name="__main__")
    except SystemExit as ended:
        if ended.code:
            return [f"python -m reports {' '.join(arguments)}: {said.getvalue()[-2000:]}"]
    finally:
        sys.argv = own
    return []


def take_files(asked: Asked) -> list[str]:
    """Make a meeting's files with the command line, write their parts; return what went wrong."""
    start = time.monotonic()
    faults: list[str] = []
    sys.path.insert(0, str(Path.cwd()))
    words = ["--county", asked.county, "--period", asked.period, "--language", asked.language]
    if asked.place == "township":
        words += ["--township", asked.township]
    with tempfile.TemporaryDirectory() as folder:
        for command in asked.files:
            faults += call_reports([command, *words, "--out", folder])
        for file in sorted(Path(folder).iterdir()):
            kind = next(kind for kind, endings in KINDS.items() if file.name.endswith(endings))
            parts = pdf_lines(file.read_bytes()) if kind == "pdf" else part_lines("", file.read_bytes())
            write_lines(asked.file("files", kind), [_line("name", 0, file.name), *parts])
    said = f"{asked.county} files.{asked.language}.{asked.place}"
    print(f"{said}\t{' '.join(asked.files)}\t{time.monotonic() - start:.1f} s", flush=True)
    return faults


def part_lines(within: str, content: bytes) -> Iterator[str]:
    """Yield the parts of a zip file by name; a zip within it (a chart's workbook) is unpacked too."""
    with zipfile.ZipFile(io.BytesIO(content)) as unpacked:
        for name in sorted(unpacked.namelist()):
            part = unpacked.read(name)
            about: dict[str, Any] = {"part": within + name, "sha256": hashlib.sha256(part).hexdigest()}
            if zipfile.is_zipfile(io.BytesIO(part)):
                yield _line("zip", 0, about)
                yield from part_lines(f"{within}{name}/", part)
                continue
            if name.endswith((".xml", ".rels", ".txt", ".json", ".vml", ".svg")):
                about["text"] = part.decode("utf-8")
            yield _line("part", 0, about)


def pdf_lines(content: bytes) -> Iterator[str]:
    """Yield the size and digest of a PDF, without the times at which it was printed."""
    untimed = re.sub(rb"\(D:\d{14}[^)]*\)", b"(D:)", content)
    yield _line("pdf", 0, {"bytes": len(content), "sha256": hashlib.sha256(untimed).hexdigest()})


def take_snapshot(chosen: argparse.Namespace) -> int:
    """Write what the command line asks for into chosen.out."""
    url = os.environ.get("WAREHOUSE_URL", "")
    if not url.startswith("duckdb:///") or not Path("app.py").is_file():
        print("Set WAREHOUSE_URL to a DuckDB file, and call this in the root of a checkout.", file=sys.stderr)
        return 2
    out, start = Path(chosen.out).resolve(), time.monotonic()
    townships, period = townships_and_period(url)
    pages = tuple(chosen.page or PAGES) if chosen.only != "files" else ()
    files = (("pack", "pdf") if chosen.pdf else ("pack",)) if chosen.only != "pages" and not chosen.page else ()
    every = [
        Asked(county, language, place, townships[county], period, pages, files, out)
        for county in chosen.county or COUNTIES
        for language in chosen.language or LANGUAGES
        for place in chosen.place or PLACES
    ]
    about = {
        "day": date.today().isoformat(),
        "warehouse_sha256": hashlib.sha256(_file_of(url).read_bytes()).hexdigest(),
    }
    write_lines(out / "about.json", [json.dumps(about)])
    with ProcessPoolExecutor(PROCESSES) as pool:
        taken = [pool.submit(take_pages, asked) for asked in every if pages]
        taken += [pool.submit(take_files, asked) for asked in every if files]
        faults = [fault for task in taken for fault in task.result()]
    print(f"{len(list(out.rglob('*.jsonl')))} views in {out}, {time.monotonic() - start:.0f} s")
    for fault in faults:
        print(f"NOT TAKEN {fault}", file=sys.stderr)
    return 1 if faults else 0


def _file_of(url: str) -> Path:
    return Path(url.removeprefix("duckdb:///"))
