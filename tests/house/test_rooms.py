"""Every line has an address: a kind and a noun; and each noun of the rules has one door."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

NOUNS = {
    *("communities", "users", "files", "flags", "forms", "payments", "courses", "gamification"),
    *("tickets", "chats", "channels", "search", "moderation", "notifications", "analytics"),
}

#: What may stand in a kind beside its nouns.
FURNITURE = {
    "cli": set(),
    "handlers": set(),
    "dialogs": {"widgets", "windows", "paging"},
    "jobs": set(),
    "services": {
        *("clock", "errors", "domain_events", "ports", "steps", "vault", "wakeups"),
    },
    "models": {"base", "choices", "database", "jobs", "sql", "prepared", "transactions"},
    "miniapp/pages": set(),
    "miniapp/api": {"seed_paths"},
    "miniapp/templates": {"layouts", "parts"},
    "miniapp/static/js": {"core", "telegram-web-app"},
    "locales/ru": {"common"},
    "locales/en": {"common"},
}

#: Kinds in which a noun is a folder from the first day.
OF_FOLDERS = ("services", "dialogs")
CODE = (
    *("bot", "cli", "dialogs", "gateways", "handlers", "jobs", "migrations", "miniapp", "models"),
    *("sandbox", "services", "tests", "benchmarks"),
)


def python_files() -> Iterator[Path]:
    for kind in CODE:
        yield from sorted((ROOT / kind).rglob("*.py"))
    yield from (ROOT / "main.py", ROOT / "serving.py")


def names_in(kind: str) -> set[str]:
    """The rooms of a kind: files without their ending, and folders."""
    return {
        path.stem
        for path in (ROOT / kind).glob("*")
        if not path.name.startswith(("__", ".")) and (path.is_dir() or path.suffix)
    }


def strangers(kind: str, names: set[str]) -> set[str]:
    return names - NOUNS - FURNITURE[kind]


@pytest.mark.parametrize("kind", FURNITURE)
def test_every_room_of_a_kind_is_a_noun_or_its_furniture(kind: str) -> None:
    assert strangers(kind, names_in(kind)) == set()


@pytest.mark.parametrize("kind", FURNITURE)
def test_the_furniture_that_is_listed_stands_there(kind: str) -> None:
    assert FURNITURE[kind] - names_in(kind) == set()


@pytest.mark.parametrize("kind", OF_FOLDERS)
def test_a_noun_with_rules_or_windows_is_a_folder(kind: str) -> None:
    files = {path.stem for path in (ROOT / kind).glob("*.py")}

    assert files & NOUNS == set()


def test_a_room_that_is_neither_is_noticed() -> None:
    assert strangers("jobs", {"courses", "helpers"}) == {"helpers"}


def imported(tree: ast.Module) -> Iterator[str]:
    """The full names of modules, and of what may be modules, that a file imports."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def back_doors(file: str, source: str) -> list[str]:
    """Modules of a noun's rules that a file outside of that noun imports directly."""
    found = []
    for name in imported(ast.parse(source)):
        parts = name.split(".")
        is_inner = len(parts) >= 3 and parts[0] == "services" and parts[1] in NOUNS
        is_module = is_inner and _is_module(parts[:3])
        if is_module and not file.startswith(f"services/{parts[1]}/"):
            found.append(name)
    return found


def _is_module(parts: list[str]) -> bool:
    path = ROOT.joinpath(*parts)
    return path.is_dir() or path.with_suffix(".py").is_file()


def test_services_are_entered_through_their_front_door() -> None:
    found = {
        file: doors
        for path in python_files()
        if (doors := back_doors(file := path.relative_to(ROOT).as_posix(), path.read_text("utf-8")))
    }

    assert found == {}


@pytest.mark.parametrize(
    "line",
    [
        "from services.courses.quizzes import begin_quiz",
        "from services.courses import quizzes",
        "import services.courses.quizzes",
    ],
)
def test_a_back_door_is_noticed(line: str) -> None:
    assert "services.courses.quizzes" in back_doors("dialogs/courses/quiz.py", line)
    assert back_doors("services/courses/views.py", line) == []


def test_nobody_imports_the_command_line() -> None:
    found = [
        path.relative_to(ROOT).as_posix()
        for path in python_files()
        if "tests" not in path.parts and "main" in imported(ast.parse(path.read_text("utf-8")))
    ]

    assert found == []
