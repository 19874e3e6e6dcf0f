"""The question a planner asks: read from the URL and the widgets, checked, and handed to the siting engine."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from typing import Any, Final, cast

import numpy as np
import streamlit as st

from findings.circles import TIER_NAMES
from metrics.plans.siting_inputs import SITING_TIERS, SitingGround, Weight, in_townships
from planning.siting import SitingProblem, siting_problem
from planning.siting.problem import Backup, BoolArray, Model
from travel.speeds import Scenario
from ui import url
from ui.language import say
from words.names import MODE_NAMES, SEASON_NAMES

# What a link and a list may say, and how it reads.
MODELS: Final = {
    "mclp": ("定点数，覆盖最多居民", "Most residents covered by so many sites"),
    "lscp": ("最少设点，全部覆盖", "Fewest sites that cover all"),
    "lscp-backup": ("最少设点，尽量有后备", "Fewest sites, most with a second one"),
    "lscp-two": ("最少设点，每村两个点", "Fewest sites, two for every village"),
    "p-median": ("总通行时间最短", "Least travel time in all"),
    "p-center": ("最远的村最近", "Nearest for the farthest village"),
}
ENGINE_MODEL: Final[dict[str, tuple[Model, Backup]]] = {
    "mclp": ("mclp", "none"),
    "lscp": ("lscp", "none"),
    "lscp-backup": ("lscp", "most"),
    "lscp-two": ("lscp", "every"),
    "p-median": ("p-median", "none"),
    "p-center": ("p-center", "none"),
}
TIERS: Final = {tier: TIER_NAMES[tier] for tier in SITING_TIERS}
SEASONS: Final[dict[str, tuple[Scenario, ...]]] = {
    "normal": ("normal",),
    "snow": ("snow",),
    "night": ("night",),
    "both": ("normal", "snow"),
}
SEASON_WORDS: Final = {**SEASON_NAMES, "both": ("平常和雨雪都要", "normal and snow")}
WEIGHTS: Final[dict[str, Weight]] = {
    "all": "residents",
    "elderly": "residents_65_up",
    "chronic": "chronic_patients",
}
WEIGHT_WORDS: Final = {
    "all": ("全部居民", "All residents"),
    "elderly": ("65岁及以上", "65 and over"),
    "chronic": ("慢病患者", "Chronic patients"),
}
KEEP_WORDS: Final = {"keep": ("保留", "Stay"), "close": ("可以关闭", "May close")}
WHERE_WORDS: Final = {
    "all": ("村和现有机构", "Villages and institutions"),
    "upgrade": ("只在现有机构升级", "Upgrades only"),
    "villages": ("只在村新建", "New in villages only"),
}


@dataclass(frozen=True)
class PlanQuestion:
    """One question. p: new sites; limit: minutes; None is no limit of that kind.

    must, ban : codes of candidates. capacity: persons a new site takes. build, upgrade, budget: 万元.
    share : least share of each township's people to be covered (%); each: least number of sites in each township.
    seconds : longest calculation.
    """

    model: str = "mclp"
    p: int = 3
    limit: int = 15
    tier: str = "township"
    mode: str = "car"
    season: str = "normal"
    people: str = "all"
    keep: str = "keep"
    where: str = "all"
    capacity: int | None = None
    build: float | None = None
    upgrade: float | None = None
    budget: float | None = None
    share: int | None = None
    each: int | None = None
    seconds: int = 30
    must: tuple[str, ...] = ()
    ban: tuple[str, ...] = ()

    @property
    def seasons(self) -> tuple[Scenario, ...]:
        """Return the seasons the plan must hold in."""
        return SEASONS[self.season]

    @property
    def counts_sites(self) -> bool:
        """Say whether the model itself finds how many sites there are."""
        return self.model.startswith("lscp")

    @property
    def has_limit(self) -> bool:
        """Say whether the model knows the limit; the others only report it."""
        return self.model in ("mclp", "lscp", "lscp-backup", "lscp-two")


CHOICES: Final[dict[str, Mapping[Any, object]]] = {
    "model": MODELS,
    "tier": TIERS,
    "mode": MODE_NAMES,
    "season": SEASON_WORDS,
    "people": WEIGHT_WORDS,
    "keep": KEEP_WORDS,
    "where": WHERE_WORDS,
}
WHOLE: Final = ("p", "limit", "capacity", "share", "each", "seconds")
MONEY: Final = ("build", "upgrade", "budget")
CODES: Final = ("must", "ban")
LABELS: Final = {
    "model": ("目标", "Aim"),
    "p": ("新设几个点", "New sites"),
    "limit": ("多少分钟", "Minutes"),
    "tier": ("机构范围", "Kind of place"),
    "mode": ("出行方式", "Mode"),
    "season": ("季节", "Season"),
    "people": ("照顾哪些人", "People"),
    "keep": ("现有机构", "Existing sites"),
    "where": ("新点可以设在", "New sites may stand in"),
    "capacity": ("每个新点最多服务（人）", "Capacity of a new site"),
    "build": ("新建一处（万元）", "New site, 10,000 yuan"),
    "upgrade": ("升级一处（万元）", "Upgrade, 10,000 yuan"),
    "budget": ("预算（万元）", "Budget, 10,000 yuan"),
    "share": ("每个乡镇至少覆盖（%）", "Each township covered, %"),
    "each": ("每个乡镇至少几个点", "Sites in each township"),
    "seconds": ("最长计算（秒）", "Time limit, s"),
    "must": ("必须设点", "Must have a site"),
    "ban": ("不能设点", "Must not"),
}
LONGEST_S: Final = 120
NAMES: Final = tuple(field.name for field in fields(PlanQuestion))
_KNOWN, _CHANGED, _KEY = "plan_question", "plan_changed", "plan_{}"


def url_name(name: str) -> str:
    """Return a field's name in the address: another page may have a limit or a mode of its own."""
    return f"plan_{name}"


def read_question(parameters: Mapping[str, Sequence[str]]) -> tuple[PlanQuestion, list[str]]:
    """Return the question of a URL and what could not be read in it; the default stands in."""
    found: dict[str, Any] = {}
    faults: list[str] = []
    for name in NAMES:
        values = [part for value in parameters.get(url_name(name), ()) for part in value.split(",") if part]
        if not values:
            continue
        try:
            found[name] = _read(name, values)
        except ValueError:
            faults.append(
                say(
                    f"“{LABELS[name][0]}”不能是“{values[0][:20]}”。",
                    f"“{LABELS[name][1]}” cannot be “{values[0][:20]}”.",
                )
            )
    return PlanQuestion(**found), faults


def _read(name: str, values: Sequence[str]) -> Any:
    if name in CODES:
        return tuple(dict.fromkeys(values))
    if name in CHOICES:
        if values[0] not in CHOICES[name]:
            raise ValueError(values[0])
        return values[0]
    number = float(values[0])
    if not np.isfinite(number) or number < 0 or number > 1e9:
        raise ValueError(values[0])
    if name == "seconds":
        return int(min(max(number, 1), LONGEST_S))
    return int(number) if name in WHOLE else number


def as_parameters(question: PlanQuestion) -> dict[str, str]:
    """Return what the URL says of a question: the three main fields always, the others where they are not default."""
    usual = PlanQuestion()
    said = {}
    for name in NAMES:
        value = getattr(question, name)
        if name in ("model", "p", "limit") or value != getattr(usual, name):
            said[url_name(name)] = ",".join(value) if name in CODES else f"{value:g}" if name in MONEY else str(value)
    return {name: text for name, text in said.items() if text not in ("", "None")}


def current_question() -> tuple[PlanQuestion, list[str]]:
    """Return the question before the widgets are drawn: the URL's if that is new, else the one last known.

    A widget that is changed hands its value over itself (`_taken`): a widget's own memory is not asked, because a run
    that is broken off, as by the end of a proof, can cost Streamlit its widgets' values.
    """
    said = {name: values for name, values in url.parameters().items() if name in set(map(url_name, NAMES))}
    asked, faults = read_question(said)
    known: PlanQuestion | None = st.session_state.get(_KNOWN)
    changed = st.session_state.pop(_CHANGED, False) or url.is_own_run()
    question = known if known is not None and (changed or not said or asked == known) else asked
    _remember(question)
    return question, [] if changed else faults


def _taken(name: str) -> None:
    """Take over what one widget was just set to."""
    known: PlanQuestion = st.session_state[_KNOWN]
    value = st.session_state[_KEY.format(name)]
    if name in CODES:
        value = tuple(value)
    elif name in ("p", "limit") and value is None:
        value = 0
    st.session_state[_KNOWN] = replace(known, **cast("dict[str, Any]", {name: value}))
    st.session_state[_CHANGED] = True


def _remember(question: PlanQuestion) -> None:
    # Every run: a control that the browser did not draw in the run that set it would stand on its default.
    for name in NAMES:
        value = getattr(question, name)
        st.session_state[_KEY.format(name)] = list(value) if name in CODES else value
    st.session_state[_KNOWN] = question
    url.write(as_parameters(question), of=map(url_name, NAMES))


def without_strangers(question: PlanQuestion, ground: SitingGround) -> tuple[PlanQuestion, list[str]]:
    """Return the question without codes this county does not have, and say which they were."""
    known = set(ground.candidates["code"])
    strangers = [code for code in (*question.must, *question.ban) if code not in known]
    if not strangers:
        return question, []
    kept = {name: tuple(code for code in getattr(question, name) if code in known) for name in CODES}
    question = replace(question, **cast("dict[str, Any]", kept))
    _remember(question)
    listed = "、".join(code[:20] for code in strangers[:5])
    return question, [
        say(f"“{listed}”不是本县这个时期的候选点，已去掉。", f"“{listed}” is no candidate here and was left out.")
    ]


def problem_of(
    question: PlanQuestion, ground: SitingGround, townships: Sequence[str], names: Mapping[str, str]
) -> SitingProblem:
    """Return the siting problem: villages with residents in the chosen townships against the county's candidates.

    names : township code → the name that the engine's sentences use. Raises the engine's SitingFault, which names both
    numbers.
    """
    inside = in_townships(ground, townships) & (ground.villages["residents"].to_numpy() > 0)
    villages, candidates = ground.villages[inside], ground.candidates
    labels = candidates["label"].to_numpy(object)
    standing = candidates["standing"].to_numpy(bool)
    new = candidates["kind"].to_numpy(object) == "village"
    model, backup = ENGINE_MODEL[question.model]
    scope = sorted({names.get(code, code) for code in villages["township_code"]})
    built = np.where(new, question.build or 0.0, question.upgrade or 0.0)
    return siting_problem(
        ground.minutes[:, inside],
        villages[WEIGHTS[question.people]].to_numpy(np.float64),
        model=model,
        limit_min=float(question.limit) if question.has_limit else None,
        p=None if question.counts_sites else question.p,
        demand_ids=villages["label"].tolist(),
        candidate_ids=labels.tolist(),
        scenario_names=[SEASON_WORDS[season][0] for season in ground.seasons],
        backup=backup,
        existing=labels[standing].tolist(),
        existing_may_close=question.keep == "close",
        forbidden=labels[_forbidden(question, ground, standing, new)].tolist(),
        required=labels[candidates["code"].isin(question.must).to_numpy() & ~standing].tolist(),
        capacity=None if question.capacity is None else np.where(standing, np.inf, float(question.capacity)),
        residents=villages["residents"].to_numpy(np.float64),
        cost=None if question.budget is None else built,
        budget=question.budget,
        demand_township=[names.get(code, code) for code in villages["township_code"]],
        candidate_township=[names.get(code, code) for code in candidates["township_code"]],
        floor_share={code: question.share / 100 for code in scope} if question.share else None,
        floor_sites={code: question.each for code in scope} if question.each else None,
        leave_out_unreachable=True,
    )


def _forbidden(question: PlanQuestion, ground: SitingGround, standing: BoolArray, new: BoolArray) -> BoolArray:
    banned = ground.candidates["code"].isin(question.ban).to_numpy()
    if question.where == "upgrade":
        banned = banned | (new & ~standing)
    elif question.where == "villages":
        banned = banned | (~new & ~standing)
    return np.asarray(banned, dtype=bool)


def main_controls() -> None:
    """Draw the six controls that every question has, in one row."""
    with st.container(key="plan_controls"):
        columns = st.columns([1.5, 0.75, 0.75, 1.0, 0.9, 1.2])
        _choice(columns[0], "model")
        _number(columns[1], "p", disabled=str(st.session_state[_KEY.format("model")]).startswith("lscp"))
        _number(columns[2], "limit")
        for column, name in zip(columns[3:], ("tier", "mode", "season"), strict=True):
            _choice(column, name)


def further_controls(ground: SitingGround, township_name: Callable[[str], str]) -> None:
    """Draw the conditions that only some questions have, folded away."""
    with st.expander(say("更多条件：人群、现有机构、候选点、能力、预算、底线", "More conditions"), key="plan_more"):
        first = st.columns(4)
        for column, name in zip(first, ("people", "keep", "where"), strict=False):
            _choice(column, name)
        _number(first[3], "seconds", least=1)
        second = st.columns(6)
        for column, name in zip(second, ("capacity", "build", "upgrade", "budget", "share", "each"), strict=True):
            _number(column, name)
        third = st.columns(2)
        candidates = ground.candidates
        words = {
            row["code"]: f"{say(row['label'], row['name_en'])}（{township_name(row['township_code'])}）"
            for row in candidates.to_dict("records")
        }
        free = candidates.loc[~candidates["standing"], "code"].tolist()
        for column, name in zip(third, CODES, strict=True):
            column.multiselect(
                say(*LABELS[name]),
                free if name == "must" else candidates["code"].tolist(),
                format_func=lambda code: words.get(code, code),
                key=_KEY.format(name),
                placeholder=say("不指定", "none"),
                on_change=_taken,
                args=(name,),
            )


def _choice(column: Any, name: str) -> None:
    words = cast("Mapping[str, tuple[str, str]]", CHOICES[name])
    column.selectbox(
        say(*LABELS[name]),
        list(words),
        format_func=lambda code: say(*words[code]),
        key=_KEY.format(name),
        on_change=_taken,
        args=(name,),
    )


def _number(column: Any, name: str, *, least: int = 0, disabled: bool = False) -> None:
    step = 1 if name in WHOLE else 1.0
    column.number_input(
        say(*LABELS[name]),
        min_value=least if name in WHOLE else float(least),
        step=5 if name in ("limit", "seconds", "share") else 1000 if name == "capacity" else step,
        key=_KEY.format(name),
        placeholder=say("不限", "any"),
        disabled=disabled,
        on_change=_taken,
        args=(name,),
        format="%d" if name in WHOLE else "%g",
    )
