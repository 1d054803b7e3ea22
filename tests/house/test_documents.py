"""The documents say what the code does: settings, addresses, files, commands, links."""

import ast
import dataclasses
import re
import subprocess
import sys
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

import pytest

from bot.settings import Settings, read_settings
from docs import reference

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
CHECKLIST = DOCS / "ENV_CHECKLIST.md"

PAPERS = sorted(
    [*ROOT.glob("*.md"), *DOCS.rglob("*.md")], key=lambda path: path.relative_to(ROOT).as_posix()
)
each_paper = pytest.mark.parametrize("paper", PAPERS, ids=lambda path: path.name)

#: Keys of a deployment that the program itself never sees.
OF_COMPOSE = {"COMPOSE_PROFILES", "DOMAIN", "DB_PASSWORD"}

# Settings


def read_variables() -> list[list[str]]:
    """The names that the settings are read from, each with its other spellings."""
    found = []
    for node in ast.walk(ast.parse((ROOT / "bot/settings.py").read_text("utf-8"))):
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
            continue
        if node.func.attr in {"_text", "_number", "_flag", "_choice"}:
            strings = [one.value for one in node.args if isinstance(one, ast.Constant)]
            names = [one for one in strings if isinstance(one, str)]
            if node.func.attr != "_text":
                names = names[:1]
            if names:
                found.append(names)
    return found


def first_cells(text: str, heading: str) -> dict[str, str]:
    """The code in the first cell of each row below a heading, and the rest of the row."""
    section = text.partition(f"\n## {heading}\n")[2].partition("\n## ")[0]
    return dict(re.findall(r"^\| `([A-Z_]+)` \| (.+) \|$", section, re.MULTILINE))


def described() -> dict[str, str]:
    return first_cells(CHECKLIST.read_text("utf-8"), "What can be set")


def of_others() -> dict[str, str]:
    return first_cells(CHECKLIST.read_text("utf-8"), "Settings of other programs")


def test_every_setting_is_in_the_checklist_and_nothing_else() -> None:
    assert set(described()) == {names[0] for names in read_variables()}


def test_every_field_of_the_settings_is_in_the_checklist() -> None:
    fields = {field.name.upper() for field in dataclasses.fields(Settings)}

    assert fields == set(described())


def test_every_other_spelling_is_told_beside_its_setting() -> None:
    rows = described()
    lacking = {
        alias
        for name, *aliases in read_variables()
        for alias in aliases
        if f"`{alias}`" not in rows[name]
    }

    assert lacking == set()


def test_every_setting_is_in_the_example() -> None:
    example = (ROOT / ".env.example").read_text("utf-8")
    shown = set(re.findall(r"^#?([A-Z_]+)=", example, re.MULTILINE))

    assert shown == set(described()) | OF_COMPOSE


def test_the_example_starts_the_sandbox_when_nothing_is_filled_in(tmp_path: Path) -> None:
    example = (ROOT / ".env.example").read_text("utf-8")
    values = dict(re.findall(r"^([A-Z_]+)=(.*)$", example, re.MULTILINE))

    settings = read_settings({**values, "DATA_DIR": str(tmp_path)})

    assert settings.sandbox


SAMPLES = {
    "BOT_TOKEN": "1234567890:" + "t" * 35,
    "PUBLIC_URL": "https://kommuna.example",
    "WEBHOOK_SECRET": "w" * 20,
    "SECRET_KEY": "s" * 32,
    "ADMIN_IDS": "42",
}


@pytest.mark.parametrize(
    ("alias", "name"), [(alias, name) for name, *rest in read_variables() for alias in rest]
)
def test_another_spelling_means_the_same(alias: str, name: str, tmp_path: Path) -> None:
    base = {"DATA_DIR": str(tmp_path), "ENCRYPTION_KEYS": "k1:" + "A" * 43, "SECRET_KEY": "d" * 32}
    base.pop(name, None)

    meant = read_settings({**base, alias: SAMPLES[name]})

    assert meant == read_settings({**base, name: SAMPLES[name]})
    assert getattr(meant, name.lower())


def test_what_other_programs_set_is_told_as_it_is() -> None:
    aliases = {alias: names[0] for names in read_variables() for alias in names[1:]}
    names = {names[0] for names in read_variables()}

    for variable, said in of_others().items():
        if said.startswith("alias of"):
            assert said == f"alias of `{aliases[variable]}`"
        elif said.startswith("the same"):
            assert variable in names
        else:
            assert variable not in names | set(aliases)
            assert said.startswith(("new name `", "not used ")), said


# Addresses


def test_every_address_and_error_is_in_the_contracts() -> None:
    text = reference.DOCUMENT.read_text("utf-8")

    assert text == reference.render(), "run python -m docs.reference"


def test_every_address_says_what_it_does() -> None:
    text = reference.render()

    assert re.findall(r"^\| `[^|]+` \| +\|", text, re.MULTILINE) == []
    for route in reference.build_app().router.routes():
        assert route.resource is not None
        path = route.resource.canonical
        assert f"{path}`" in text or f"{path.rstrip('/')}`" in text, path


def test_old_tables_are_noticed() -> None:
    text = reference.DOCUMENT.read_text("utf-8")

    assert reference.replace(text, "pages", "") != text
    with pytest.raises(ValueError, match="lacks the marks"):
        reference.replace("", "pages", "")


# Links, files, commands


def targets(text: str) -> Iterator[str]:
    """Where the links and pictures of a document lead, on this disk."""
    for target in re.findall(r"\]\(([^)\s]+)\)|src=\"([^\"]+)\"", text):
        path = (target[0] or target[1]).partition("#")[0]
        if path and "://" not in path and not path.startswith("mailto:"):
            yield path


def dangling(paper: Path, text: str) -> list[str]:
    return [target for target in targets(text) if not (paper.parent / target).exists()]


@each_paper
def test_every_link_leads_somewhere(paper: Path) -> None:
    assert dangling(paper, paper.read_text("utf-8")) == []


def test_a_dangling_link_is_noticed() -> None:
    paper = ROOT / "README.md"

    assert dangling(paper, "[a](docs/NOTHING.md) [b](LICENSE) [c](https://telegram.org/x)") == [
        "docs/NOTHING.md"
    ]


FILE = re.compile(r"`((?:[\w.-]+/)+[\w.-]+\.(?:py|js|md|ftl|html|toml|yml|css|service)|[\w]+\.py)`")


def missing_files(text: str) -> set[str]:
    """Files that stand in code marks and not in the tree, by the end of their path at least."""
    return {name for name in FILE.findall(text) if not (ROOT / name).exists() and not _ends(name)}


def _ends(name: str) -> bool:
    return any(path.endswith(f"/{name}") for path in tree())


@lru_cache
def tree() -> frozenset[str]:
    files = (path for kind in ROOT.glob("[a-z]*/") for path in kind.rglob("*.*"))
    return frozenset(path.relative_to(ROOT).as_posix() for path in files)


@each_paper
def test_every_file_that_is_named_exists(paper: Path) -> None:
    assert missing_files(paper.read_text("utf-8")) == set()


def test_a_file_that_does_not_exist_is_noticed() -> None:
    assert missing_files("`bot/nothing.py` `serving.py` `bot/webhook.py`") == {"bot/nothing.py"}


def unknown_targets(text: str) -> set[str]:
    """What is told to be typed after `make` and is no target."""
    makefile = (ROOT / "Makefile").read_text("utf-8")
    known = set(re.findall(r"^([a-z-]+):", makefile, re.MULTILINE))
    return set(re.findall(r"(?:^|`)make ([a-z][a-z-]*)", text, re.MULTILINE)) - known


def unknown_commands(text: str) -> set[str]:
    """What is told to be typed after `main.py` and is no command."""
    told = set(re.findall(r"main\.py ([a-z][a-z-]*(?: [a-z][a-z-]*)?)", text))
    return {words for words in told if not _is_command(tuple(words.split()))}


def _is_command(words: tuple[str, ...]) -> bool:
    if words not in _known:
        command = [sys.executable, "main.py", *words, "--help"]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, check=False)
        _known[words] = done.returncode == 0
    return _known[words]


_known: dict[tuple[str, ...], bool] = {}


@each_paper
def test_every_command_that_is_shown_exists(paper: Path) -> None:
    text = paper.read_text("utf-8")

    assert unknown_targets(text) == set()
    assert unknown_commands(text) == set()


def test_a_command_that_does_not_exist_is_noticed() -> None:
    assert unknown_targets("`make nothing` and `make run`") == {"nothing"}
    assert unknown_commands("python main.py nothing; python main.py dead list") == {"nothing"}


def stray_blocks(text: str) -> list[str]:
    """Blocks of Python in a document that stand in no file of the house, spaces apart."""
    house = [
        "".join(path.read_text("utf-8").split())
        for kind in ("bot", "dialogs", "handlers", "jobs", "miniapp", "models", "services")
        for path in (ROOT / kind).rglob("*.py")
    ]
    blocks = re.findall(r"```python\n(.*?)```", text, re.DOTALL)
    return [one for one in blocks if not any("".join(one.split()) in file for file in house)]


def test_the_worked_example_is_the_code_as_it_is() -> None:
    assert stray_blocks((DOCS / "how-to-add.md").read_text("utf-8")) == []
    assert stray_blocks("```python\nnothing_like_this()\n```") == ["nothing_like_this()\n"]


# Deployment


def test_the_compose_file_sets_settings_that_exist() -> None:
    text = (ROOT / "docker-compose.yml").read_text("utf-8")
    app = text.partition("\n  app:\n")[2].partition("\n  postgres:\n")[0]
    names = {name for names in read_variables() for name in names}

    shown = set(re.findall(r"^ {6}([A-Z_]+):", app, re.MULTILINE))

    assert shown
    assert shown - names == set()


def test_the_image_holds_every_package_that_the_server_needs() -> None:
    """All but what is for developers; the ignore file lets the same through."""
    not_needed = {"benchmarks", "docs", "scripts", "tests"}
    packages = {path.parent.name for path in ROOT.glob("[a-z]*/*.py")} - not_needed | {"locales"}
    copied = re.findall(r"^COPY (\w+) \1$", (ROOT / "Dockerfile").read_text("utf-8"), re.MULTILINE)
    let_in = re.findall(r"^!(\w+)$", (ROOT / ".dockerignore").read_text("utf-8"), re.MULTILINE)

    assert set(copied) == packages
    assert set(let_in) - {"LICENSE"} == packages


def test_the_map_knows_every_kind() -> None:
    text = (DOCS / "ARCHITECTURE.md").read_text("utf-8")
    hidden = {"data", "htmlcov"}
    kinds = {
        path.name
        for path in ROOT.iterdir()
        if path.is_dir() and not path.name.startswith((".", "__")) and path.name not in hidden
    }

    assert {kind for kind in kinds if f"{kind}/" not in text} == set()
