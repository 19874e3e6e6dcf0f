"""A sentence of a lower floor as data: its code and its fields, said in the reader's language.

A template names its fields in braces. What stands after the colon says how a field is written:

| field | written |
|---|---|
| `{x}` | as it is; a Phrase within a phrase is said in the same voice, None is nothing |
| `{x:number}` | whole when whole, else up to three decimals |
| `{x:round3}` | the same, rounded to so many decimals first |
| `{n:of village}` | English: a number and what it counts: 1 village, 3 villages; `of person|people` where s is wrong |
| `{x:word}` | a code of `words.terms` |
| `{x:name}` | a village or institution by its name in the reader's language |
| `{x:named}` | several of them: the first eight, the rest counted |
| `{x:names}` | all of them by name |
| `{x:list}`, `{x:parts}`, `{x:or}` | joined by 、 or a comma; by ；or a semicolon; by ，或 or `, or` |
| `{x:lines}` | one numbered line each |
| `{x:happened}` | what happened, of a fault |
| anything else | as Python's own format says: `{share:.1%}` |
"""

from __future__ import annotations

import string
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, Literal

from words.numbers import Language
from words.sentences import SENTENCES
from words.terms import TERMS

Setting = Literal["terminal", "page"]
"""A terminal sets a space between Chinese and digits and calls an option by its letter; a page does neither."""

Names = Mapping[str, str]
"""What a place is called in Chinese, which engines know it by → its English name."""

# How what a reader may choose is called: a page has fields where a terminal has letters and options.
_OPTIONS: Final[Mapping[Setting, Mapping[str, tuple[str, str]]]] = {
    "terminal": {
        "p": ("p", "p"),
        "p_named": ("新设点数 p", "p"),
        "option_edition": ("--edition", "--edition"),
        "option_from": ("--from", "--from"),
        "option_replace": ("--replace", "--replace"),
        "option_crs": ("--crs", "--crs"),
        "option_accept_loss": ("--accept-loss", "--accept-loss"),
    },
    "page": {
        "p": ("新设点数", "the number of new sites"),
        "p_named": ("新设点数", "the number of new sites"),
        "option_edition": ("“版本名”一栏", "the field “Name”"),
        "option_from": ("“生效月份”", "“In force from”"),
        "option_replace": ("“可以删去的路网”", "“Roads that may go”"),
        "option_crs": ("“坐标系”", "“Coordinates”"),
        "option_accept_loss": ("“明知减少仍要导入”", "“Take them although they carry less”"),
    },
}
NAMES_SHOWN: Final = 8  # a sentence with more names than this is not read; the rest are counted


@dataclass(frozen=True, init=False)
class Phrase:
    """A sentence, or a part of one, before it has a language: the code of its template and what fills it."""

    code: str
    fields: Mapping[str, Any]

    def __init__(self, code: str, /, **fields: Any) -> None:
        object.__setattr__(self, "code", code)
        object.__setattr__(self, "fields", fields)


@dataclass(frozen=True)
class Voice:
    """Who speaks to whom: the language, where it is read, and what places are called in English."""

    language: Language = "zh"
    setting: Setting = "terminal"
    names: Names = field(default_factory=dict)

    def fill(self, templates: tuple[str, str], fields: Mapping[str, Any]) -> str:
        """Return a template (Chinese, English) with its fields. Raises KeyError where one is missing."""
        template = templates[self.language == "en"]
        if self.language == "zh" and self.setting == "page":
            # The template's own spaces, never those of a name that fills it.
            template = template.replace(" ", "")
        options = {name: self.of(*said) for name, said in _OPTIONS[self.setting].items()}
        return _Filling(self).vformat(template, (), {**options, **fields})

    def of(self, zh: str, en: str) -> str:
        """Return the words in this language."""
        return en if self.language == "en" else zh

    def line(self, place: int, text: str) -> str:
        """Return one line of a numbered list."""
        return f"{place}.{text}" if self.language == "zh" and self.setting == "page" else f"{place}. {text}"

    def name(self, label: str) -> str:
        """Return what a place is called."""
        return self.names.get(label, label) if self.language == "en" else label

    def named(self, labels: Sequence[str], shown: int = NAMES_SHOWN) -> str:
        """Join the first names and count the rest: “甲村、乙村等 12 个”."""
        first = self.of("、", ", ").join(self.name(label) for label in labels[:shown])
        if len(labels) <= shown:
            return first
        space = " " if self.setting == "terminal" else ""
        return first + self.of(f"等{space}{len(labels)}{space}个", f" and {len(labels) - shown} more")


TERMINAL: Final = Voice()
"""Chinese as a command line prints it."""


def number(value: float) -> str:
    """Write a number as a reader would: whole when whole, else up to three decimals."""
    return f"{value:,.0f}" if float(value).is_integer() else f"{value:,.3f}".rstrip("0").rstrip(".")


def counted(count: float, what: str) -> str:
    """Return a number and what it counts, in English. what: `village`, or `person|people`."""
    singular, _, plural = what.partition("|")
    return f"{number(count)} {singular if count == 1 else plural or singular + 's'}"


class _Filling(string.Formatter):
    """Writes the fields of one template."""

    def __init__(self, voice: Voice) -> None:
        self.voice = voice

    def format_field(self, value: Any, format_spec: str) -> str:
        voice = self.voice
        if format_spec.startswith("of "):
            return counted(value, format_spec.removeprefix("of "))
        if format_spec.startswith("round"):
            return number(round(float(value), int(format_spec.removeprefix("round"))))
        match format_spec:
            case "":
                return self._plain(value)
            case "number":
                return number(value)
            case "word":
                return voice.of(*TERMS[value])
            case "name":
                return voice.name(value)
            case "named":
                return voice.named(value)
            case "names":
                return voice.of("、", ", ").join(map(voice.name, value))
            case "or":
                return voice.of("，或", ", or ").join(map(self._plain, value))
            case "list":
                return voice.of("、", ", ").join(map(self._plain, value))
            case "parts":
                return voice.of("；", "; ").join(map(self._plain, value))
            case "lines":
                return "\n".join(voice.line(place, self._plain(part)) for place, part in enumerate(value, start=1))
            case "happened":
                return str(value.told(voice).happened)
        return format(value, format_spec)

    def _plain(self, value: Any) -> str:
        if value is None:
            return ""
        if isinstance(value, Phrase):
            return said(value, self.voice)
        if isinstance(value, tuple | list):
            return "".join(map(self._plain, value))
        told = getattr(value, "told", None)
        return str(value) if told is None else str(told(self.voice).whole)


def said(phrase: Phrase, voice: Voice = TERMINAL) -> str:
    """Return a phrase in words. Raises KeyError for a code without a template."""
    return voice.fill(SENTENCES[phrase.code], phrase.fields)
