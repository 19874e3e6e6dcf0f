"""Every roster of a small question, one after another, in plain Python: what the solver must agree with."""

import itertools
from collections.abc import Iterator

from planning.roster.problem import Cell, RosterProblem


def all_rosters(problem: RosterProblem) -> Iterator[tuple[Cell, ...]]:
    """Every roster that keeps the hard rules, written down anew from their wording."""
    people, days = range(len(problem.experts)), range(len(problem.days))
    choices = []
    for person in people:
        own = [None, *(p for p in range(len(problem.places)) if goes_and_is_accepted(problem, person, p))]
        plans = [plan for plan in itertools.product(own, repeat=len(days)) if one_person_may(problem, person, plan)]
        choices.append(plans)
    for together in itertools.product(*choices):
        cells = tuple(
            (person, place, day) for person in people for day in days if (place := together[person][day]) is not None
        )
        if enough_stay(problem, cells) and problem.pins <= set(cells):
            yield cells


def goes_and_is_accepted(problem: RosterProblem, person: int, place: int) -> bool:
    minutes = 2 * problem.minutes[person, place] + problem.visit_minutes[place]
    rules = [rule for rule in problem.rules if place in rule.places]
    return minutes <= problem.day_minutes and (not rules or any(suits(problem, person, rule) for rule in rules))


def suits(problem: RosterProblem, person: int, rule: object) -> bool:
    expert = problem.experts[person]
    right_field = not rule.specialties or expert.specialty in rule.specialties  # type: ignore[attr-defined]
    return expert.title_rank >= rule.title_rank and right_field  # type: ignore[attr-defined]


def one_person_may(problem: RosterProblem, person: int, plan: tuple[int | None, ...]) -> bool:
    weeks: dict[tuple[int, int], int] = {}
    for day, place in enumerate(plan):
        if place is None:
            continue
        date = problem.days[day]
        if any(leave.expert == person and leave.first <= date <= leave.last for leave in problem.leaves):
            return False
        week = date.isocalendar()[:2]
        weeks[week] = weeks.get(week, 0) + 1
    return all(
        count + problem.elsewhere.get((person, week), 0) <= problem.most_per_week for week, count in weeks.items()
    )


def enough_stay(problem: RosterProblem, cells: tuple[Cell, ...]) -> bool:
    for specialty, floor in problem.home_floor.items():
        own = [number for number, expert in enumerate(problem.experts) if expert.specialty == specialty]
        for day, date in enumerate(problem.days):
            ill = {leave.expert for leave in problem.leaves if leave.first <= date <= leave.last}
            gone = {person for person, _, when in cells if when == day and person in own}
            if gone and len(set(own) - ill - gone) < floor:
                return False
    return True


def lacking(problem: RosterProblem, cells: tuple[Cell, ...]) -> list[int]:
    """Visits and persons each requirement lacks."""
    found = []
    for need in problem.requirements:
        rule = problem.rules[need.rule]
        own = [p for p, place, day in cells if place in need.places and day in need.days and suits(problem, p, rule)]
        found.append(max(0, need.visits - len(own)) + max(0, need.persons - len(set(own))))
    return found


def cost(problem: RosterProblem, cells: tuple[Cell, ...]) -> int:
    """The price of a roster, straight from the meaning of the weights."""
    weights, points = problem.weights, 0
    for need, short in zip(problem.requirements, lacking(problem, cells), strict=True):
        price = problem.rules[need.rule].price
        points += short * (weights.unmet if price < 0 else price)
    for (place, specialty), wished in problem.demand.items():
        came = sum(1 for person, where, _ in cells if where == place and problem.experts[person].specialty == specialty)
        points += weights.demand * max(0, wished - came)
    points += weights.continuity * len({(person, place) for person, place, _ in cells} - problem.known_pairs)
    for person, share in enumerate(problem.fair_share):
        points += weights.fairness * max(0, sum(1 for cell in cells if cell[0] == person) - share)
    for person, place, day in cells:
        points += weights.visit + round(weights.distance * 2 * problem.minutes[person, place] / 60)
        for wish in problem.preferences:
            if wish.expert == person and (wish.place == place or wish.weekday == problem.days[day].weekday()):
                points -= wish.points
    return points


def changes(before: tuple[Cell, ...], after: tuple[Cell, ...]) -> int:
    """How many expert-days differ."""
    old = {(person, day): place for person, place, day in before}
    new = {(person, day): place for person, place, day in after}
    return sum(old.get(key) != new.get(key) for key in old.keys() | new.keys())
