"""A county's roads handed in on the page: checked and timed as by the command, in force as a whole or not at all."""

from __future__ import annotations

from typing import Final, cast, get_args

import streamlit as st

from data_access.engine import warehouse_url
from intake.examined import Handed
from intake.roads import ENDINGS, LARGEST_MB, ROAD_FAULTS, RoadCall, RoadState, retimed, road_state, take_roads
from metrics.period import Period
from travel.coordinates import CoordinateSystem
from travel.faults import FaultyFeatures, RoadFileFault
from ui import kept
from ui.changes import changed
from ui.clerk import clerk
from ui.components import note, panel_title
from ui.frame import View
from ui.language import say, voice
from ui.messages import show_state
from ui.slow_work import late_progress
from words.faults import Fault
from words.phrases import said

FIRST_MONTH: Final = 194901
LAST_MONTH: Final = 299912
NAMED_ROWS: Final = 20
_BATCH: Final = "intake_roads_batch"


def roads_section(view: View) -> None:
    """Draw which roads are in force, the word to time them again where that is due, and the upload of others."""
    state = kept.read_now(road_state, view.scope.county)
    st.html(
        panel_title(
            say("路网", "Roads"),
            say(
                "有任何问题就不导入，原路网继续有效", "Whatever is wrong, nothing is imported and the roads before stay"
            ),
        )
    )
    st.html(note(_in_force(state)))
    if state.minutes_are_older:
        _older(view)
    file = st.file_uploader(
        say("道路文件：.osm.pbf、.osm、.geojson 或 .csv", "Road file: .osm.pbf, .osm, .geojson or .csv"),
        type=[ending.rsplit(".", 1)[-1] for ending in ENDINGS],
        key=f"intake_roads_{st.session_state.setdefault(_BATCH, 0)}",
        max_upload_size=LARGEST_MB,
        help=say(
            "导入后重算通行时间，要几秒到几分钟，请不要离开这一页。文件大于页面所能收的，请管理员用 "
            "python -m data_access import-roads 文件 --county 县代码。",
            "Travel times are made anew then, in seconds to minutes; please stay on this page. What is larger than a "
            "page takes, the administrator imports: python -m data_access import-roads FILE --county CODE.",
        ),
    )
    if file is not None:
        _take(view, state, Handed(file.name, file.getvalue()))


def _in_force(state: RoadState) -> str:
    if not state.editions:
        return say(
            "还没有路网：交了道路文件才有通行时间和服务圈。",
            "There are no roads yet: travel times and circles come with a road file.",
        )
    own = state.editions[-1]
    begins = Period(own.first_month, own.first_month)
    return say(
        f"现行路网“{own.name}”，自{begins.label_zh}起生效。",
        f"The roads “{own.name}” are in force from {begins.label_en}.",
    )


def _older(view: View) -> None:
    """Say that minutes are older than villages or institutions, and let them be made anew."""
    show_state(
        "stale",
        say(
            "装了村或机构以后，通行时间还没有重算：各页的分钟数是以前的。",
            "Travel times were not made anew since villages or institutions entered: minutes are those of before.",
        ),
        say("请按“重算通行时间”。", "Press “Time again”."),
    )
    if not st.button(say("重算通行时间", "Time again"), key="intake_retime"):
        return
    done: list[str] = []
    changed(lambda: done.append(time_anew(view.scope.county)), lambda: done[0])


def time_anew(county: str) -> str:
    """Make travel times anew, showing how far it is; return what became of it, in the reader's language."""
    stage = [""]
    with late_progress(lambda _done, _total: stage[0]) as report:

        def tell(share: float, what: str) -> None:
            stage[0] = say(f"在重算通行时间：{what}", "Making travel times anew")
            report(round(share * 100), 100)

        return said(retimed(warehouse_url(), county, progress=tell), voice("page"))


def _take(view: View, state: RoadState, file: Handed) -> None:
    """Draw what may be said of a road file, and the word to import it."""
    with st.form("intake_roads_take", border=False):
        name, month, system = st.columns(3)
        edition = name.text_input(
            say("版本名（不写用文件名）", "Name (else the file's)"), key="intake_roads_edition", max_chars=20
        )
        begins = month.number_input(
            say("生效月份", "In force from"),
            FIRST_MONTH,
            LAST_MONTH,
            view.reference.last_month,
            key="intake_roads_from",
        )
        crs = system.selectbox(
            say("坐标系（CSV、GeoJSON）", "Coordinates (CSV, GeoJSON)"),
            get_args(CoordinateSystem),
            key="intake_roads_crs",
        )
        box = st.text_input(
            say(
                "范围：西、南、东、北四个数（不写则按县界，没有县界的不裁）",
                "Box: west,south,east,north (else the outline)",
            ),
            key="intake_roads_box",
            placeholder="109.4,24.2,110.2,24.9",
        )
        replace = st.multiselect(
            say("可以删去的路网", "Roads that may go"),
            [each.name for each in state.editions],
            key="intake_roads_replace",
            placeholder=say("不删", "None"),
        )
        loss = st.checkbox(say("明知减少仍要导入", "Take them although they carry less"), key="intake_roads_loss")
        who = clerk(st.columns([1, 2])[0], "intake_roads_take")
        sent = st.form_submit_button(say("导入道路", "Import the roads"), type="primary")
    if not sent:
        return
    call = RoadCall(box, cast("CoordinateSystem", crs), edition, int(begins), tuple(replace), loss)
    done: list[str] = []

    def work() -> None:
        stage = [""]
        with late_progress(lambda _done, _total: stage[0]) as report:

            def tell(share: float, what: str) -> None:
                stage[0] = say(what, "Importing the roads and making travel times")
                report(round(share * 100), 100)

            found = take_roads(warehouse_url(), file, view.scope.county, call, who=who, progress=tell)
        done.extend(said(line, voice("page")) for line in found.lines)
        st.session_state[_BATCH] += 1

    try:
        changed(work, lambda: say("", " ").join(done))
    except ROAD_FAULTS as fault:
        _refuse(fault)


def _refuse(fault: Fault) -> None:
    told = fault.told(voice("page"))
    show_state(
        "failed",
        say("没有导入：", "Not imported: ") + told.happened + _rows_at_fault(fault),
        told.next_step + say("仓库没有变。", " Nothing was changed."),
    )


def _rows_at_fault(fault: Fault) -> str:
    if not isinstance(fault, RoadFileFault) or not fault.rows:
        return ""
    rows = fault.rows[:NAMED_ROWS]
    unit_zh, unit_en = ("个要素", "features") if isinstance(fault, FaultyFeatures) else ("行", "rows")
    return say(f"涉及第{'、'.join(map(str, rows))}{unit_zh}。", f" {unit_en}: {', '.join(map(str, rows))}.")
