"""No secret and no machine's path stands in the tree, and secrets are compared in constant time."""

import ast
import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

IGNORED = {"data", "vendor", "node_modules", "__pycache__"}
TEXT = {
    *(".py", ".js", ".css", ".html", ".md", ".toml", ".txt", ".yml", ".yaml", ".json", ".ftl"),
    *(".sh", ".service", ".example", ".env", ""),
}

#: What secrets, and the places of one machine, look like.
LOOKS = {
    "a bot's token": re.compile(r"(?<!\d)\d{6,16}:AA(?!(.)\1{20})[A-Za-z0-9_-]{30,}"),
    "a private key": re.compile(r"-----BEGIN [A-Z ]*PRIVATE KEY-----"),
    "a token of GitHub": re.compile(r"\bgh[pousr]_[A-Za-z0-9]{36}"),
    "a key of AWS": re.compile(r"\bAKIA[0-9A-Z]{16}\b"),
    "a key of a language model": re.compile(r"\bsk-[A-Za-z0-9_-]{20,}"),
    "a JWT": re.compile(r"\beyJ[A-Za-z0-9_-]{10,}\.eyJ[A-Za-z0-9_-]{10,}\."),
    "a password in an address": re.compile(r"\w://[\w.-]+:(?!\$\{)[^\s/@\"'{}<>*]{9,}@"),
    "a folder of one machine": re.compile(r"(?<![\w.\]])/(?:work|home/[a-z]\w*|Users/\w+|root)/"),
}

#: Play tokens, and two bots' that were printed with init data in public documentation.
HARMLESS = {
    "benchmarks/telegram.py": {"a bot's token"},
    "tests/bot/test_init_data.py": {"a bot's token"},
    "tests/bot/test_logs.py": {"a JWT"},
}


def tree_files() -> Iterator[Path]:
    for folder, folders, names in os.walk(ROOT):
        hidden = {name for name in folders if name.startswith(".") and name != ".ci"}
        folders[:] = sorted(set(folders) - IGNORED - hidden)
        for name in sorted(names):
            path = Path(folder, name)
            if path.suffix in TEXT and name != ".env":
                yield path


def looks_like(text: str) -> set[str]:
    return {what for what, look in LOOKS.items() if look.search(text)}


def test_no_secret_and_no_machines_path_stands_in_the_tree() -> None:
    found = {}
    for path in tree_files():
        name = path.relative_to(ROOT).as_posix()
        looks = looks_like(path.read_text("utf-8")) - HARMLESS.get(name, set())
        if looks and path != Path(__file__):
            found[name] = looks

    assert found == {}


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("TOKEN = '1234567890:AA" + "xY9" * 11 + "'", "a bot's token"),
        ("-----BEGIN " + "RSA PRIVATE KEY-----", "a private key"),
        ("postgresql://kommuna:" + "correcthorse@db/kommuna", "a password in an address"),
        ("open('/ho" + "me/anna/kommuna')", "a folder of one machine"),
    ],
)
def test_a_planted_secret_is_noticed(text: str, what: str) -> None:
    assert looks_like(text) == {what}


# Comparing

KINDS = ("bot", "cli", "dialogs", "gateways", "handlers", "jobs", "miniapp", "models", "services")
SECRET = re.compile(r"(?:^|_)(?:secret|token|hash|digest|signature|mac|proof|password)s?(?:$|_)")

#: Compared plainly, because nobody can learn anything from the time that it takes.
PLAIN = {
    "request.match_info['digest'] == self.digest": "the digest of public files",
    "session.refresh_hash == digest": "hashes, of which the row was found by one",
    "entry.digest != digest_of(entry, before)": "the audit chain: anybody can compute it",
    "known.token == token": "both are ours already",
}


def name_of(node: ast.expr) -> str:
    match node:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
        case ast.Call(func=function):
            return name_of(function)
        case ast.Subscript(slice=ast.Constant(value=str(name))):
            return name
    return ""


def plain_comparisons(source: str) -> list[str]:
    """Comparisons by `==` or `!=` of something whose name tells that it is a secret."""
    return [
        ast.unparse(node)
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Compare)
        and any(isinstance(operator, ast.Eq | ast.NotEq) for operator in node.ops)
        and any(SECRET.search(name_of(side)) for side in (node.left, *node.comparators))
    ]


def test_secrets_are_compared_in_constant_time() -> None:
    found = {
        comparison
        for kind in KINDS
        for path in (ROOT / kind).rglob("*.py")
        for comparison in plain_comparisons(path.read_text("utf-8"))
    }

    assert found == set(PLAIN)


@pytest.mark.parametrize(
    "line",
    [
        "given == webhook_secret",
        "request.headers['token'] != bot.token",
        "sign(body) == read_signature(body)",
    ],
)
def test_a_hasty_comparison_is_noticed(line: str) -> None:
    assert plain_comparisons(line) == [line]
    assert plain_comparisons("hmac.compare_digest(given, webhook_secret)") == []
