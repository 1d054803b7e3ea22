"""The words of `locales/`: whole in every language, and each of them used."""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

import pytest
from fluent.syntax import FluentParser
from fluent.syntax import ast as ftl
from fluent.syntax.visitor import Visitor

from bot.i18n import LANGUAGES, LOCALES

ROOT = LOCALES.parent
PLURALS = {"ru": {"one", "few", "many"}, "en": {"one", "other"}}
CATEGORIES = {"zero", "one", "two", "few", "many", "other"}
CODE = ("bot", "dialogs", "gateways", "handlers", "jobs", "miniapp", "services")
FILES = sorted(path.name for path in (LOCALES / LANGUAGES[0]).glob("*.ftl"))
STEMS = "|".join(name.removesuffix(".ftl") for name in FILES)
KEY = re.compile(rf"(?:{STEMS})(?:-[a-z0-9]+)+")
START = re.compile(rf"(?:{STEMS})-(?:[a-z0-9]+-)*")
QUOTED = re.compile(r"""["'`]([a-z0-9-]+)["'`]""")
# In a template: "courses-" ~ name ~ "-title"; in a script: `courses-${name}-title`.
JOINED = re.compile(
    r"""["'`]([a-z0-9-]+-)(?:["'] ~ \w+|\$\{\w+\})(?:(?: ~ ["'])?([a-z0-9-]+)["'`])?"""
)
CALLED = re.compile(r"""\bt(?:\.html)?\(\s*["']([a-z0-9-]+)["'](?! ~)""")


class Pieces(Visitor):
    """What a message takes and refers to."""

    def __init__(self) -> None:
        self.variables: set[str] = set()
        self.references: set[str] = set()
        self.plurals: list[set[str]] = []

    def visit_VariableReference(self, node: ftl.VariableReference) -> None:  # noqa: N802 - theirs
        self.variables.add(node.id.name)

    def visit_MessageReference(self, node: ftl.MessageReference) -> None:  # noqa: N802 - theirs
        self.references.add(node.id.name)

    def visit_SelectExpression(self, node: ftl.SelectExpression) -> None:  # noqa: N802 - theirs
        names = {v.key.name for v in node.variants if isinstance(v.key, ftl.Identifier)}
        if names & CATEGORIES:
            self.plurals.append(names)
        self.generic_visit(node)


@lru_cache
def resource(language: str, file: str) -> ftl.Resource:
    path = LOCALES / language / file
    return FluentParser().parse(path.read_text("utf-8") if path.is_file() else "")


def messages(language: str, file: str) -> list[ftl.Message]:
    return [entry for entry in resource(language, file).body if isinstance(entry, ftl.Message)]


def pieces(message: ftl.Message) -> Pieces:
    found = Pieces()
    found.visit(message)
    return found


@lru_cache
def catalogue(language: str) -> dict[str, Pieces]:
    return {
        message.id.name: pieces(message) for file in FILES for message in messages(language, file)
    }


each_file = pytest.mark.parametrize("file", FILES)
each_language = pytest.mark.parametrize("language", LANGUAGES)


def test_every_language_has_the_same_files() -> None:
    for language in LANGUAGES:
        assert sorted(path.name for path in (LOCALES / language).glob("*.ftl")) == FILES


@each_file
@each_language
def test_a_file_is_read_whole(language: str, file: str) -> None:
    broken = [e.content for e in resource(language, file).body if isinstance(e, ftl.Junk)]

    assert broken == []


@each_file
@each_language
def test_keys_begin_with_the_name_of_their_file_and_stand_once(language: str, file: str) -> None:
    keys = [message.id.name for message in messages(language, file)]

    assert [key for key in keys if not key.startswith(file.removesuffix(".ftl") + "-")] == []
    assert sorted(keys) == sorted(set(keys))


def test_every_language_has_the_same_keys() -> None:
    first, *others = (set(catalogue(language)) for language in LANGUAGES)

    for other in others:
        assert first ^ other == set()


def test_every_language_takes_the_same_values() -> None:
    first, *others = LANGUAGES
    for key, found in catalogue(first).items():
        for other in others:
            assert found.variables == catalogue(other)[key].variables or _by_reference(key), key


def _by_reference(key: str) -> bool:
    """A message may take its values through another one in one language only."""
    taken = []
    for language in LANGUAGES:
        found = catalogue(language)[key]
        taken.append(
            found.variables.union(*(catalogue(language)[r].variables for r in found.references))
        )
    return all(variables == taken[0] for variables in taken)


@each_language
def test_every_plural_has_the_forms_of_its_language(language: str) -> None:
    lacking = {
        key: PLURALS[language] - forms
        for key, found in catalogue(language).items()
        for forms in found.plurals
        if not PLURALS[language] <= forms
    }

    assert lacking == {}


PARTED = re.compile(r"\} (?:%|урок|минут|вопрос|мин\b)|[ \n](?:в|до|из|на) ", re.IGNORECASE)


def test_a_number_and_what_it_counts_stay_on_one_line() -> None:
    words = (LOCALES / "ru" / "courses.ftl").read_text("utf-8")

    assert PARTED.findall(words) == []
    assert PARTED.findall("{ $count } урока, 3 из 8, { $percent } %") == ["} урок", " из ", "} %"]


@each_language
def test_every_reference_leads_to_a_message(language: str) -> None:
    known = catalogue(language)

    assert [k for k, found in known.items() if not found.references <= set(known)] == []


# Use


@dataclass(frozen=True)
class Made:
    """A key that is put together while running: how it begins and how it ends."""

    start: str
    end: str

    def is_like(self, key: str) -> bool:
        return key.startswith(self.start) and key.endswith(self.end)


def python_trees() -> Iterator[ast.Module]:
    for folder in CODE:
        for path in sorted((ROOT / folder).rglob("*.py")):
            yield ast.parse(path.read_text("utf-8"))


def page_files() -> Iterator[str]:
    """Templates and scripts of the pages; foreign code is not ours to check."""
    for pattern in ("templates/**/*.html", "static/js/**/*.js"):
        for path in sorted((ROOT / "miniapp").glob(pattern)):
            if "vendor" not in path.parts:
                yield path.read_text("utf-8")


@lru_cache
def used() -> tuple[frozenset[str], frozenset[Made]]:
    """Keys that stand in code, templates or scripts, and those made while running."""
    keys, made = set(), set()
    for tree in python_trees():
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                keys.add(node.value)
            elif isinstance(node, ast.JoinedStr):
                made.add(Made(_edge(node.values[0]), _edge(node.values[-1])))
    for text in page_files():
        keys.update(QUOTED.findall(text))
        made.update(Made(start, end or "") for start, end in JOINED.findall(text))
    return (
        frozenset(key for key in keys if KEY.fullmatch(key)),
        frozenset(item for item in made if START.fullmatch(item.start)),
    )


def _edge(node: ast.expr) -> str:
    return str(node.value) if isinstance(node, ast.Constant) else ""


def spoken() -> Iterator[str]:
    """Keys that are certainly meant as such: handed to `t`, to a widget, or named by an error."""
    for tree in python_trees():
        for node in ast.walk(tree):
            yield from _spoken_by(node)
    for text in page_files():
        yield from CALLED.findall(text)


def _spoken_by(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.Call):
        name = getattr(node.func, "id", None) or getattr(node.func, "attr", None)
        takes = {"t": 0, "html": 0, "Words": 0, "Label": 0, "Command": 1}.get(str(name))
        if takes is not None and len(node.args) > takes:
            yield from _key(node.args[takes])
    elif isinstance(node, ast.Assign) and getattr(node.targets[0], "id", None) == "text":
        yield from _key(node.value)


def _key(node: ast.expr) -> Iterator[str]:
    if isinstance(node, ast.Constant) and isinstance(node.value, str) and KEY.match(node.value):
        yield node.value


def test_every_key_that_is_said_exists() -> None:
    assert sorted(set(spoken()) - set(catalogue(LANGUAGES[0]))) == []


def test_every_key_made_while_running_can_exist() -> None:
    _, made = used()

    assert [item for item in made if not any(map(item.is_like, catalogue(LANGUAGES[0])))] == []


def test_no_key_is_left_unused() -> None:
    keys, made = used()
    known = catalogue(LANGUAGES[0])
    referred = {key for found in known.values() for key in found.references}

    silent = set(known) - keys - referred

    assert sorted(key for key in silent if not any(item.is_like(key) for item in made)) == []


# The check itself


@pytest.mark.parametrize(
    ("source", "missing"),
    [
        ("a-b = { $n ->\n    [one] раз\n   *[many] много\n}\n", {"few"}),
        ("a-b = { $n ->\n    [one] раз\n    [few] два\n   *[many] много\n}\n", set()),
    ],
)
def test_a_missing_plural_form_is_seen(source: str, missing: set[str]) -> None:
    found = Pieces()
    found.visit(FluentParser().parse(source))

    assert [PLURALS["ru"] - forms for forms in found.plurals] == [missing]


def test_the_keys_of_a_window_are_seen() -> None:
    assert "courses-catalogue" in set(spoken())
    assert Made("courses-line-", "") in used()[1]
