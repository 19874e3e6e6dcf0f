"""接入: what a county is asked of its files and has answered: the questions, the answers to choose from, those kept."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from faces.blocks import Column, Row, Table
from findings.figures import Words
from findings.intake import CHINA, field_names
from intake.answers import IGNORED
from intake.attendance import MEANINGS
from intake.known import known_forms
from intake.ledgers import Ledger
from intake.ledgers.places import OUTSIDE
from intake.match import Register
from intake.other_forms import OTHER_FORM, Names, form_names
from intake.questions import NONE_OF_THEM, OF_NAMES, Asked
from intake.remembered import Rule
from intake.rows import Question
from intake.told import asked
from metrics.period import Period
from metrics.quality import shipped_rules
from words.intake import ANSWER_KINDS, CELL_ANSWERS
from words.mechanism_sheets import VIEW_NAMES as VIEWS

MECHANISM: Final = "mechanism:"
"""Before a kind of evidence, where an answer says which mechanism shows it."""
MOST_NAMED: Final = 3


def question_words(question: Question, words: Words, file: str = "") -> str:
    """Return what is asked: the sentence, with a column called as its form does, and where it stands.

    file : in which it stands first, where several are asked about at once.
    """
    about = question.about
    if question.kind in ("cumulative", "twice"):
        about = field_names().get(about, about)
    elif question.kind in ("word", "mark", "mechanism"):
        # A word is known by its ledger and column; the reader knows the word.
        about = about.split(":", 2 if question.kind == "word" else 1)[-1]
        about = words.say(*VIEWS.get(about, (about, about))) if question.kind == "mechanism" else about
    # A code of another office says nothing by itself: the name that stands beside it does.
    beside = str(question.fields.get("name") or "")
    if question.kind == "place" and beside and beside != about:
        about = f"{about} {beside}"
    named = Question(question.kind, about, question.sheet, question.cell, question.possible, question.fields)
    where = f"{question.sheet}!{question.cell}" if question.cell else question.sheet
    where = words.say("，", ", ").join(part for part in (file, where) if part)
    return words.say(f"{asked(named, 0)}（{where}）", f"{asked(named, 1)} ({where})")


def possible_words(question: Question, answer: str, register: Register, words: Words) -> str:
    """Return an answer that may be chosen, in words."""
    if answer == IGNORED:
        return words.say(*ANSWER_KINDS.get(f"ignore_{question.kind}", ANSWER_KINDS["ignore_column"]))
    if question.kind in OF_NAMES:
        return _named(question.kind, answer, register, words)
    if question.kind == OTHER_FORM:
        return words.say(*_form_names().get(answer, (answer, answer)))
    said = dict(question.possible).get(answer, answer)
    if question.kind in ("word", "mark"):
        return said
    return f"{answer}: {said}" if question.kind == "twice" else field_names().get(answer, said)


def _named(kind: str, code: str, register: Register, words: Words) -> str:
    """Return what a code of a place, an expert or a mechanism stands for; the code where the county has none."""
    if code == OUTSIDE:
        return words.say(*ANSWER_KINDS[OUTSIDE])
    if kind == "mechanism":
        return next((name for other, name, _ in register.mechanisms if other == code), code)
    places = {place.code: place.name for place in register.places}
    expert = next((each for each in register.experts if each.code == code), None)
    if expert is not None:
        home = places.get(expert.home, "")
        return words.say(f"{expert.name}（{home}）", f"{expert.name} ({home})") if home else expert.name
    return words.say(f"{places[code]}（{code}）", f"{places[code]} ({code})") if code in places else code


def choice_words(asked: Asked, choice: str, register: Register, words: Words) -> str:
    """Return an answer as it stands in the list to choose from."""
    if choice == NONE_OF_THEM:
        return words.say("都不取", "none of them")
    if asked.is_of_a_cell and asked.question.kind != "twice":
        return words.say(*CELL_ANSWERS.get(f"{choice}_{asked.question.kind}", CELL_ANSWERS[choice]))
    return possible_words(asked.question, choice, register, words)


def rules_table(rules: Sequence[Rule], register: Register, words: Words) -> Table:
    """Return the answers that are kept: what was written, what it stands for, who said so and when."""
    columns = (
        Column(words.say("文件里写的", "As written"), kind="text"),
        Column(words.say("当作", "Taken for"), kind="text"),
        Column(words.say("种类", "Kind"), kind="text", phone=False),
        Column(words.say("经手人", "By"), kind="text", phone=False),
        Column(words.say("日期", "Date"), kind="text", phone=False),
        Column(words.say("状态", "State"), kind="text"),
    )
    rows = []
    for rule in rules:
        state = words.say("有效", "in force")
        if rule.revoked_at is not None:
            state = words.say(f"{rule.revoked_by}已撤回", f"revoked by {rule.revoked_by}")
        kind = words.say(*ANSWER_KINDS[rule.kind])
        written = rule_written(rule, register, words)
        rows.append(Row([written, rule_answer(rule, register, words), kind, rule.decided_by, day_of(rule), state]))
    return Table(words.say("记住的答复", "Answers kept"), columns, tuple(rows))


def day_of(rule: Rule) -> str:
    """Return the day of an answer, in Chinese time."""
    return f"{rule.decided_at + CHINA:%Y-%m-%d}"


def rule_written(rule: Rule, register: Register, words: Words) -> str:
    """Return what an answer is about, as files write it."""
    if rule.kind == "accept":
        if f"accept_{rule.written}" in ANSWER_KINDS:
            return words.say(*ANSWER_KINDS[f"accept_{rule.written}"])
        return _checked_written(rule.written, register, words)
    if rule.kind == "word" and rule.written.startswith(f"{OTHER_FORM}:"):
        return _two_forms_written(rule.written, words)
    if rule.kind == "word":
        return rule.written.split(":", 2)[-1]
    if rule.kind == "cell":
        sheet, _, cell = rule.written.partition(":")[2].rpartition("!")
        said = ANSWER_KINDS.get(f"accept_{cell}")
        return f"{sheet}!{words.say(*said) if said else cell}"
    if rule.written.startswith(MECHANISM):
        view = rule.written.removeprefix(MECHANISM)
        return words.say(*VIEWS.get(view, (view, view)))
    return rule.written.partition(":")[2] if rule.kind == "column" else rule.written


def _checked_written(key: str, register: Register, words: Words) -> str:
    """Return which figure was confirmed, or which rule is not asked any more. key: `rule`, or `Problem.key`."""
    rules = shipped_rules()
    code, *parts = key.split(":", 3)
    rule = rules.of_code(code)
    if len(parts) < len(("place", "month", "column")):
        columns = [words.say(*rules.column(rule.table, column)) for column in rule.named] if rule is not None else []
        named = words.say("、", ", ").join(columns[:MOST_NAMED]) or code
        return words.say(f"规则{code}（{named}）", f"rule {code} ({named})")
    place, month, column = parts
    said = next((each.name for each in register.places if each.code == place), place)
    plain = column.partition("[")[0]
    table = rule.table if rule is not None else ""
    name = words.say(*rules.column(table, plain))
    name = field_names().get(plain, plain) if name == plain and words.language != "en" else name
    when = words.period(Period(int(month), int(month))) if month.isdigit() else month
    return words.say(f"{said}：{when}{name}", f"{said}: {when} {name}")


def rule_answer(rule: Rule, register: Register, words: Words) -> str:
    """Return what an answer says."""
    if rule.kind in ("accept", "cell"):
        kind = rule.written.rpartition("!")[2] if rule.kind == "cell" else rule.written
        kind = kind if rule.kind == "cell" or f"accept_{kind}" in ANSWER_KINDS else "check"
        return words.say(*CELL_ANSWERS.get(f"{rule.answer}_{kind}", CELL_ANSWERS.get(rule.answer, (rule.answer,) * 2)))
    if rule.kind == "word":
        kind = OTHER_FORM if rule.written.startswith(f"{OTHER_FORM}:") else "word"
        return (
            _word_said(rule, words) if kind == "word" else possible_words(_question(kind), rule.answer, register, words)
        )
    if rule.kind == "column" and rule.answer in dict(MEANINGS):
        return dict(MEANINGS)[rule.answer]
    is_mechanism = rule.kind == "place" and rule.written.startswith(MECHANISM)
    question = Question("mechanism" if is_mechanism else rule.kind, rule.written, "", "")
    return possible_words(question, rule.answer, register, words)


def _question(kind: str) -> Question:
    return Question(kind, "", "", "")


def _form_names() -> Names:
    known = known_forms()
    return form_names(known.forms, known.ledgers)


def _two_forms_written(key: str, words: Words) -> str:
    """Return of which column it was said which of two forms counts. key: intake.other_forms.key_of."""
    _, said, forms = key.split(":", 2)
    table, _, column = said.partition(".")
    names = _form_names()
    both = words.say("、", ", ").join(words.say(*names.get(code, (code, code))) for code in forms.split("+"))
    name = words.say(*shipped_rules().column(table, column))
    return words.say(f"{name}：{both}说的不同时", f"{name}, where these differ: {both}")


def _word_said(rule: Rule, words: Words) -> str:
    """Return what a word of a ledger's column was taken for: the first word of the column's own list."""
    if rule.answer == IGNORED:
        return words.say(*ANSWER_KINDS["ignore_word"])
    code, name, *_ = (*rule.written.split(":", 2), "", "")
    columns = (each.column(name) for each in known_forms().ledgers if each.code == code and name in _codes_of(each))
    said: Sequence[str] = next((column.words.get(rule.answer, ()) for column in columns), ())
    return said[0] if said else rule.answer


def _codes_of(ledger: Ledger) -> frozenset[str]:
    return frozenset(column.code for column in ledger.columns)
