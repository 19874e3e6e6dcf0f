"""What may give way, and by how much, in sentences a hospital office would write."""

from __future__ import annotations

from collections.abc import Sequence

from planning.roster.problem import TITLES, RosterProblem, RosterRule

NAMES_SHOWN = 6  # a sentence with more names than this is not read


def asks_zh(rule: RosterRule) -> str:
    """Return whom a rule accepts: 副高以上儿科专家."""
    title = f"{TITLES[rule.title_rank - 1]}以上" if rule.title_rank > 1 else ""
    return f"{title}{'、'.join(rule.specialties)}专家"


def elements_zh(problem: RosterProblem, elements: Sequence[tuple[str, int]]) -> list[str]:
    """Return elements in sentences; one rule in one period is told once for all its places, floors alike together."""
    groups: dict[object, list[str]] = {}
    for kind, key in elements:
        if kind == "requirement":
            need = problem.requirements[key]
            said = element_zh(problem, kind, key).removeprefix(_where(problem, key))
            groups.setdefault((need.rule, said), []).append(_where(problem, key))
        elif kind == "floor":
            specialty, floor = list(problem.home_floor.items())[key]
            groups.setdefault(f"每天至少留院 {floor} 人", []).append(specialty)
        else:
            groups[element_zh(problem, kind, key)] = [""]
    return [
        f"{_several(names)}{'各' if len(names) > 1 else ''}{said[1] if isinstance(said, tuple) else said}"
        for said, names in groups.items()
    ]


def _several(names: Sequence[str]) -> str:
    """Join the first names and count the rest."""
    shown = "、".join(names[:NAMES_SHOWN])
    return shown if len(names) <= NAMES_SHOWN else f"{shown}等 {len(names)} 处"


def element_zh(problem: RosterProblem, kind: str, key: int) -> str:
    """Return an element of a conflict in words."""
    if kind == "requirement":
        need = problem.requirements[key]
        amounts = [f"{need.visits} 次"] * bool(need.visits) + [f"{need.persons} 名不同专家"] * bool(need.persons)
        return f"{_where(problem, key)} {need.period_zh}按“{problem.rules[need.rule].name_zh}”至少{'、'.join(amounts)}"
    if kind == "leave":
        leave = problem.leaves[key]
        return f"{problem.experts[leave.expert].name_zh} {leave.first} 至 {leave.last} 请假"
    if kind == "floor":
        specialty, floor = list(problem.home_floor.items())[key]
        return f"{specialty}每天至少留院 {floor} 人"
    if kind == "week":
        return f"每名专家每周最多下沉 {problem.most_per_week} 次"
    if kind == "reach":
        far = int((~problem.in_reach[:, key]).sum())
        limit = f"{problem.day_minutes / 60:g} 小时内往返"
        return f"{problem.places[key].name_zh}路远，{far} 名专家当天不能在{limit}"
    if kind == "accept":
        rule = problem.rules[key]
        return f"“{rule.name_zh}”只认{asks_zh(rule)}"
    expert, place, day = sorted(problem.pins)[key]
    return f"已指定{problem.experts[expert].name_zh} {problem.days[day]} 到{problem.places[place].name_zh}"


def repair_zh(problem: RosterProblem, kind: str, key: int, amount: int) -> str:
    """Return a repair in words. amount: visits, days or people by which the element gives way."""
    if kind == "requirement":
        need = problem.requirements[key]
        points = amount * problem.price(need.rule)
        return (
            f"{_where(problem, key)} {need.period_zh}“{problem.rules[need.rule].name_zh}”少 {amount}（计 {points} 分）"
        )
    if kind == "leave":
        leave = problem.leaves[key]
        return f"请{problem.experts[leave.expert].name_zh}调整请假，腾出 {amount} 天"
    if kind == "floor":
        specialty = list(problem.home_floor)[key]
        return f"调 {specialty}医师下沉 {amount} 人天，当天留院人数相应减少"
    if kind == "week":
        return f"允许专家当周多去，共 {amount} 次"
    if kind == "reach":
        return f"{problem.places[key].name_zh}安排住宿或派车，让路远的专家去 {amount} 次"
    if kind == "accept":
        rule = problem.rules[key]
        return f"“{rule.name_zh}”容许职称或专科不足的专家 {amount} 次"
    expert, _, day = sorted(problem.pins)[key]
    return f"取消{problem.experts[expert].name_zh} {problem.days[day]} 的指定"


def _where(problem: RosterProblem, requirement: int) -> str:
    places = problem.requirements[requirement].places
    return "全县" if len(places) > 1 else problem.places[places[0]].name_zh
