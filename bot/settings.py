"""Settings from the environment and `.env`: read once, checked at once, the only reader of both."""

import base64
import os
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

TOKEN = re.compile(r"\d{6,16}:[A-Za-z0-9_-]{30,64}")
SECRET = re.compile(r"[A-Za-z0-9_-]{1,256}")
LOOPBACK = {"localhost", "127.0.0.1", "::1"}
LOG_LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR")
DEFAULT_BOT_API_URL = "https://api.telegram.org"
#: Stands for a key until the settings are refused for another reason.
_NO_KEY = "A" * 43


class SettingsError(Exception):
    """The settings cannot work; `mistakes` holds one line for each."""

    def __init__(self, mistakes: list[str]) -> None:
        super().__init__("\n".join(mistakes))
        self.mistakes = mistakes


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What an operator may choose. Every field is described in `docs/ENV_CHECKLIST.md`."""

    bot_token: str | None = field(default=None, repr=False)
    bot_api_url: str = DEFAULT_BOT_API_URL
    public_url: str | None = None
    webhook_secret: str | None = field(default=None, repr=False)
    host: str = "127.0.0.1"
    port: int = 8080
    database_url: str = field(repr=False)
    redis_url: str | None = field(default=None, repr=False)
    data_dir: Path
    secret_key: bytes = field(repr=False)
    encryption_keys: dict[str, bytes] = field(repr=False)
    admin_ids: tuple[int, ...] = ()
    communities: str = "admins"
    home_title: str | None = None
    home_join_policy: str = "open"
    log_level: str = "INFO"
    log_format: str = "auto"
    sandbox: bool = False
    sandbox_host: str = "127.0.0.1"
    sandbox_port: int = 8081
    trusted_proxies: int = 0
    shutdown_seconds: int = 20
    drain_seconds: int = 0

    @property
    def is_sqlite(self) -> bool:
        """Whether the embedded database is used."""
        return self.database_url.startswith("sqlite")

    @property
    def primary_encryption_key(self) -> str:
        """The id of the key that new secrets are sealed with: the first one given."""
        return next(iter(self.encryption_keys))


def read_settings(environment: Mapping[str, str] | None = None) -> Settings:
    """Read, check and complete the settings.

    Keys that are not set are made once and kept in `DATA_DIR`, with SQLite only.

    Raises:
        SettingsError: with every mistake found, not just the first.
    """
    if environment is None:
        environment = {**_read_env_file(Path(".env")), **os.environ}
    return _Reader(environment).read()


def _read_env_file(path: Path) -> dict[str, str]:
    if not path.is_file():
        return {}
    values = {}
    for line in path.read_text("utf-8").splitlines():
        name, separator, value = line.partition("=")
        if separator and not name.lstrip().startswith("#"):
            values[name.strip().removeprefix("export ")] = value.strip().strip("\"'")
    return values


class _Reader:
    """Collects mistakes while it reads, so that all of them are told at once."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        self._environment = environment
        self._mistakes: list[str] = []

    def read(self) -> Settings:
        data_dir = Path(self._text("DATA_DIR") or "data")
        database_url = self._database_url(data_dir)
        token = self._token()
        public_url = self._public_url()
        sandbox = self._flag("SANDBOX", default=token is None)
        if sandbox and token is not None:
            self._mistakes.append("SANDBOX and BOT_TOKEN exclude each other: remove one of them.")
        values = {
            "bot_token": token,
            "bot_api_url": (self._text("BOT_API_URL") or DEFAULT_BOT_API_URL).rstrip("/"),
            "public_url": public_url,
            "webhook_secret": self._webhook_secret(),
            "host": self._text("HOST") or ("127.0.0.1" if sandbox else "0.0.0.0"),  # noqa: S104 - behind a proxy
            "port": self._number("PORT", 8080, 0, 65535),
            "database_url": database_url,
            "redis_url": self._text("REDIS_URL"),
            "data_dir": data_dir,
            "admin_ids": self._ids(),
            "communities": self._choice("COMMUNITIES", ("admins", "open")),
            "home_title": self._text("HOME_TITLE"),
            "home_join_policy": self._choice("HOME_JOIN_POLICY", ("open", "request", "invite")),
            "log_level": self._choice("LOG_LEVEL", LOG_LEVELS, "INFO"),
            "log_format": self._choice("LOG_FORMAT", ("auto", "json", "pretty")),
            "sandbox": sandbox,
            "sandbox_host": self._text("SANDBOX_HOST") or "127.0.0.1",
            "sandbox_port": self._number("SANDBOX_PORT", 8081, 0, 65535),
            "trusted_proxies": self._number("TRUSTED_PROXIES", 0, 0, 10),
            "shutdown_seconds": self._number("SHUTDOWN_SECONDS", 20, 1, 600),
            "drain_seconds": self._number("DRAIN_SECONDS", 0, 0, 60),
        }
        keys = self._keys(data_dir, database_url)
        if self._mistakes:
            raise SettingsError(self._mistakes)
        return Settings(**values, **keys)  # type: ignore[arg-type]  # each was checked above

    def _text(self, *names: str) -> str | None:
        """The first that is set; later names are spellings of other programs."""
        for name in names:
            if value := self._environment.get(name, "").strip():
                return value
        return None

    def _number(self, name: str, default: int, low: int, high: int) -> int:
        text = self._text(name)
        if text is None:
            return default
        if not text.isascii() or not text.isdigit() or not low <= int(text) <= high:
            self._mistakes.append(f"{name} must be a whole number from {low} to {high}.")
            return default
        return int(text)

    def _flag(self, name: str, *, default: bool) -> bool:
        text = self._text(name)
        if text is None:
            return default
        if text.lower() not in {"1", "0", "true", "false", "yes", "no", "on", "off"}:
            self._mistakes.append(f"{name} must be 1 or 0.")
        return text.lower() in {"1", "true", "yes", "on"}

    def _choice(self, name: str, choices: tuple[str, ...], default: str | None = None) -> str:
        text = self._text(name) or default or choices[0]
        found = next((choice for choice in choices if choice.lower() == text.lower()), None)
        if found is None:
            self._mistakes.append(f"{name} must be one of: {', '.join(choices)}.")
        return found or choices[0]

    def _token(self) -> str | None:
        token = self._text("BOT_TOKEN", "TELEGRAM_BOT_TOKEN")
        if token is not None and not TOKEN.fullmatch(token):
            self._mistakes.append("BOT_TOKEN does not look like a token from @BotFather.")
        return token

    def _public_url(self) -> str | None:
        url = self._text("PUBLIC_URL", "BOT_PUBLIC_URL", "WEBHOOK_URL", "TELEGRAM_WEBHOOK_DOMAIN")
        if url is None:
            return None
        parts = urlsplit(url)
        if parts.scheme != "https" and parts.hostname not in LOOPBACK:
            self._mistakes.append("PUBLIC_URL must begin with https://, as Telegram demands.")
        if not parts.hostname or parts.query or parts.fragment:
            self._mistakes.append("PUBLIC_URL must be an address such as https://example.org.")
        return url.rstrip("/")

    def _webhook_secret(self) -> str | None:
        secret = self._text("WEBHOOK_SECRET", "BOT_WEBHOOK_SECRET", "TELEGRAM_WEBHOOK_SECRET")
        if secret is not None and not SECRET.fullmatch(secret):
            self._mistakes.append("WEBHOOK_SECRET may hold 1 to 256 of A-Z a-z 0-9 _ and -.")
        return secret

    def _database_url(self, data_dir: Path) -> str:
        url = self._text("DATABASE_URL") or f"sqlite://{data_dir / 'kommuna.sqlite3'}"
        if not re.match(r"(sqlite(\+aiosqlite)?|postgres(ql)?(\+asyncpg)?)://", url):
            self._mistakes.append("DATABASE_URL must begin with sqlite:// or postgresql://.")
        return url

    def _ids(self) -> tuple[int, ...]:
        text = self._text("ADMIN_IDS", "OWNER_IDS") or ""
        parts = [part for part in re.split(r"[\s,;]+", text.strip("[]")) if part]
        if not all(part.isascii() and part.isdigit() for part in parts):
            self._mistakes.append("ADMIN_IDS must be Telegram ids (numbers) with commas between.")
            return ()
        return tuple(int(part) for part in parts)

    def _keys(self, data_dir: Path, database_url: str) -> dict[str, object]:
        makes = database_url.startswith("sqlite")
        secret = self._text("SECRET_KEY", "JWT_SECRET", "JWT_SECRET_KEY")
        if secret is None and makes:
            secret = self._kept_key(data_dir / "keys" / "secret_key")
        if secret is None or len(secret) < 32:
            self._mistakes.append("SECRET_KEY must be set to at least 32 random characters.")
            secret = ""
        text = self._text("ENCRYPTION_KEYS")
        if text is None and makes:
            text = "k1:" + self._kept_key(data_dir / "keys" / "encryption_key")
        return {"secret_key": secret.encode(), "encryption_keys": self._encryption_keys(text)}

    def _kept_key(self, path: Path) -> str:
        """The key in this file; none is made while there are other mistakes to mend."""
        if self._mistakes:
            return _NO_KEY
        try:
            return _kept_key(path)
        except OSError as error:
            self._mistakes.append(
                f"DATA_DIR: {path} cannot be written ({error.strerror}). Let the user that runs "
                "the server write there, or choose another folder."
            )
            return _NO_KEY

    def _encryption_keys(self, text: str | None) -> dict[str, bytes]:
        keys = {}
        for part in (text or "").split(","):
            name, _, encoded = part.strip().partition(":")
            key = _decode(encoded)
            if not re.fullmatch(r"[a-z0-9]{1,16}", name) or key is None:
                self._mistakes.append(
                    "ENCRYPTION_KEYS must be id:key pairs with commas between, the newest first; "
                    "a key is 32 bytes in base64url."
                )
                break
            keys[name] = key
        return keys


def _decode(encoded: str) -> bytes | None:
    try:
        key = base64.urlsafe_b64decode(encoded + "=" * (-len(encoded) % 4))
    except ValueError:
        return None
    return key if len(key) == 32 else None


def _kept_key(path: Path) -> str:
    """The key in this file, made at the first call; readable by its owner only."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    try:
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(secrets.token_urlsafe(32))
            file.flush()
            os.fsync(file.fileno())
    except FileExistsError:
        pass
    return path.read_text("ascii").strip()
