"""The questions of several files as one list, the answers that may be chosen, and the rules that they become."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from intake.answers import IGNORED, LEAVE, TAKE, Answers, key_of_cell
from intake.checking import CHECK
from intake.examined import Examined
from intake.known import known_forms
from intake.ledgers.places import OUTSIDE
from intake.ledgers.read import INCOMPLETE, POSTED_TWICE, WHOLE_LEDGER
from intake.match import Register
from intake.other_forms import OTHER_FORM
from intake.rows import Question

ALWAYS: Final = "always"
NONE_OF_THEM: Final = "none"
OF_CELLS: Final = ("estimate", "negative", "cumulative", "twice", CHECK, INCOMPLETE, POSTED_TWICE, WHOLE_LEDGER)
OF_NAMES: Final = ("place", "expert", "mechanism")
"""Kinds whose answer is kept with the names: what is written → the code of a place, an expert, a mechanism."""
OF_COLUMNS: Final = ("column", "mark")
OF_WORDS: Final = ("word", OTHER_FORM)
KINDS: Final = (*OF_CELLS, *OF_NAMES, *OF_COLUMNS, *OF_WORDS)
"""Every kind of question that reading a file may ask."""
_SAID_OF_CELLS: Final[Mapping[str, tuple[str, ...]]] = {
    **dict.fromkeys(("estimate", "negative", "cumulative", CHECK), (TAKE, LEAVE, ALWAYS)),
    **dict.fromkeys((INCOMPLETE, WHOLE_LEDGER), (TAKE, ALWAYS)),
    POSTED_TWICE: (LEAVE,),
}
_ACCEPTED: Final = {
    **{"estimate": "estimate", "negative": "negative", "cumulative": "negative"},
    **{INCOMPLETE: INCOMPLETE, WHOLE_LEDGER: WHOLE_LEDGER},
}


@dataclass(frozen=True)
class Asked:
    """A question and the file in which it stands first. is_optional: the file may enter without an answer."""

    question: Question
    file: str
    sha256: str
    is_optional: bool = False

    @property
    def is_of_a_cell(self) -> bool:
        """Say whether its answer is about one place of one file."""
        return self.question.kind in OF_CELLS

    @property
    def place(self) -> str:
        """Return where its answer is kept: a cell, or for what a whole sheet is asked the kind of question."""
        return self.question.cell or self.question.kind

    @property
    def key(self) -> str:
        """Return what it is known by while it is asked."""
        question = self.question
        where = (self.sha256, question.sheet, question.cell) if self.is_of_a_cell else ()
        return hashlib.sha256(repr((question.kind, question.about, where)).encode()).hexdigest()[:12]

    def __hash__(self) -> int:
        """Hash by its key: a question carries a mapping."""
        return hash(self.key)


def asked_in(files: Sequence[Examined]) -> tuple[Asked, ...]:
    """Return the questions of files, each once: those without which a file waits, then what may be left open.

    What may be left open: columns that nobody knows, and whether a ledger is of the whole county.
    """
    asked: dict[str, Asked] = {}
    for each in files:
        if each.read is not None:
            for question in each.read.questions:
                one = Asked(question, each.file, each.read.sha256)
                asked.setdefault(one.key, one)
    for each in files:
        for question in each.may_be_said:
            one = Asked(question, each.file, each.read.sha256 if each.read else "", is_optional=True)
            asked.setdefault(one.key, one)
        for note in each.read.set_aside if each.read is not None else ():
            heading = str(note.fields.get("heading", ""))
            if note.code == "unknown_column" and heading and each.read is not None:
                form = heading.partition(":")[0]
                question = Question("column", heading, note.sheet, note.cell, _fields_of(form))
                one = Asked(question, each.file, each.read.sha256, is_optional=True)
                asked.setdefault(one.key, one)
    return tuple(asked.values())


def _fields_of(form: str) -> tuple[tuple[str, str], ...]:
    forms = (each for each in known_forms().forms if each.code == form)
    fields = [field for each in forms for field in each.fields if field.kind != "check"]
    return tuple({field.code: (field.code, field.names[0]) for field in fields}.values())


def choices(asked: Asked, register: Register) -> list[str]:
    """Return the answers that may be chosen: the likeliest places first, then every other of the county."""
    question = asked.question
    likely = [code for code, _ in question.possible]
    match question.kind:
        case "place":
            others = sorted(register.places, key=lambda place: (place.kind != "institution", place.name))
            # Ledgers name places elsewhere: who sent the patient, where care was sought.
            elsewhere = [OUTSIDE] if "name" in question.fields else []
            return list(dict.fromkeys([*likely, *(place.code for place in others), *elsewhere, IGNORED]))
        case "expert":
            experts = sorted(register.experts, key=lambda expert: (expert.name, expert.home))
            return list(dict.fromkeys([*likely, *(expert.code for expert in experts), IGNORED]))
        case "column" | "word" | "mechanism":
            return [*likely, IGNORED]
        case "mark" | "other_form":
            return likely
        case "twice":
            return [*likely, NONE_OF_THEM]
        case kind:
            return list(_SAID_OF_CELLS[kind])


@dataclass
class _Said:
    """Answers while they are gathered, by what they are kept as."""

    places: dict[str, str] = field(default_factory=dict)
    columns: dict[str, str] = field(default_factory=dict)
    words: dict[str, str] = field(default_factory=dict)
    cells: dict[str, str] = field(default_factory=dict)
    accept: set[str] = field(default_factory=set)

    def of_names(self, kind: str) -> dict[str, str]:
        """Return where the answer of a kind that names something is kept."""
        return self.words if kind in OF_WORDS else self.columns if kind in OF_COLUMNS else self.places

    def of_cell(self, asked: Asked, choice: str) -> None:
        """Take an answer about one place of one file, or about all that are like it."""
        question = asked.question
        if question.kind == CHECK and choice != LEAVE:
            # A figure that was confirmed is right wherever it is written; a rule may be switched off as a whole.
            self.accept.add(str(question.fields["rule"]) if choice == ALWAYS else question.about)
        elif choice == ALWAYS:
            self.accept.add(_ACCEPTED[question.kind])
        elif question.kind == "twice" and question.possible:
            for place, _ in question.possible:
                sheet, _, cell = place.rpartition("!")
                self.cells[key_of_cell(asked.sha256, sheet, cell)] = TAKE if place == choice else LEAVE
        else:
            said = LEAVE if choice == NONE_OF_THEM else choice
            self.cells[key_of_cell(asked.sha256, question.sheet, asked.place)] = said


def answered(said: Mapping[Asked, str]) -> Answers:
    """Return the rules that answers become. An answer about a cell holds for that cell of that file only."""
    given = _Said()
    for asked, choice in said.items():
        if asked.is_of_a_cell:
            given.of_cell(asked, choice)
        else:
            given.of_names(asked.question.kind)[asked.question.about] = choice
    return Answers(given.places, given.columns, frozenset(given.accept), given.words, given.cells)
