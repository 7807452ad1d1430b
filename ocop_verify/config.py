"""Every setting: its meaning, unit and default. Nonsense refuses to start and names what is accepted.

Settings come from environment variables with the prefix ``OCOP_``; the README lists them, and a test
keeps that list complete.
"""

import os
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from ipaddress import ip_network
from pathlib import Path
from typing import Any, Self
from urllib.parse import urlsplit

PREFIX = "OCOP_"
ROOT = Path(__file__).resolve().parent.parent
LOCAL_HOSTS = ("127.0.0.1", "localhost")
LOCAL_NETWORKS = ("127.0.0.0/8", "::1/128")


class ConfigError(Exception):
    """A setting makes no sense. The message names the setting, its value and what it accepts."""


def _integer(text: str) -> int:
    if not text.strip().isdecimal():
        raise ValueError("a whole number, 0 or more")
    return int(text)


def _switch(text: str) -> bool:
    if text.strip().lower() not in {"on", "off"}:
        raise ValueError("on or off")
    return text.strip().lower() == "on"


def _names(text: str) -> tuple[str, ...]:
    return tuple(name.strip() for name in text.split(",") if name.strip())


def _networks(text: str) -> tuple[str, ...]:
    try:
        return tuple(str(ip_network(name)) for name in _names(text))
    except ValueError:
        raise ValueError("addresses or networks, like 10.0.0.7,192.168.0.0/16,::1") from None


def _url(text: str) -> str:
    parts = urlsplit(text)
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.path not in {"", "/"}:
        raise ValueError("http:// or https://, a host and nothing behind it, like https://ocop.vn/")
    return f"{parts.scheme}://{parts.netloc.lower()}/"


def _optional_url(text: str) -> str:
    return _url(text) if text.strip() else ""


def _webhook(text: str) -> str:
    parts = urlsplit(text)
    if text and (parts.scheme not in {"http", "https"} or not parts.hostname):
        raise ValueError("http:// or https://, a host and a path")
    return text


def _smtp_url(text: str) -> str:
    parts = urlsplit(text)
    if text and (parts.scheme not in {"smtp", "smtps", "smtp+plain"} or not parts.hostname):
        raise ValueError("smtp://, smtps:// or smtp+plain://, and a host")
    return text


def _queue_url(text: str) -> str:
    if text and not text.startswith(("redis://", "rediss://", "postgresql://", "postgresql+psycopg://")):
        raise ValueError("redis://, rediss:// or postgresql://, or nothing")
    return text


def _licence(text: str) -> str:
    name, _, address = text.strip().rpartition(" ")
    if not name.strip() or urlsplit(address).scheme not in {"http", "https"}:
        raise ValueError(
            "a name and an address, like CC0 1.0 https://creativecommons.org/publicdomain/zero/1.0/"
        )
    return text.strip()


def _path(text: str) -> Path:
    return Path(text).expanduser().resolve()


def setting(meaning: str, default: Any, parse: Callable[[str], Any] = str) -> Any:
    """A field of ``Settings`` with what the documentation and the parser need to know."""
    return field(default=default, metadata={"meaning": meaning, "parse": parse})


@dataclass(frozen=True, slots=True)
class Settings:
    """What one process runs with."""

    data_dir: Path = setting(
        "Folder of the database, the keys and the signed catalogue.", ROOT / "var", _path
    )
    database_url: str = setting(
        "SQLAlchemy URL of the database. Empty: SQLite, `ocop.sqlite3` in the data directory. "
        "PostgreSQL: `postgresql+psycopg://…`.",
        "",
    )
    public_url: str = setting(
        "Address that labels carry and links are built from. A longer host costs label area.",
        "http://127.0.0.1:8000/",
        _url,
    )
    secret_key: str = setting(
        "Signs sessions and forms. Empty: made once and kept in the data directory; set it when several "
        "machines serve the same site.",
        "",
    )
    trusted_hosts: tuple[str, ...] = setting(
        "Host names that are served besides the one of the public URL, separated by commas.",
        LOCAL_HOSTS,
        _names,
    )
    trusted_proxies: int = setting(
        "Number of proxies in front whose X-Forwarded-For and X-Forwarded-Proto are believed; 0: none.",
        0,
        _integer,
    )
    place_header: str = setting(
        "Header in which a trusted proxy names the province (two-digit code) that a scan came from. Empty: "
        "none. It is read only with trusted proxies.",
        "",
    )
    signing_keys: str = setting(
        "Private label keys, where the data directory shall hold none: `id:seed:code` in base64url, "
        "separated by commas.",
        "",
    )
    catalogue_poll_ms: int = setting(
        "How often a process asks the database whether the registry moved, in milliseconds.", 500, _integer
    )
    catalogue_trusted_keys: tuple[str, ...] = setting(
        "Public keys (base64url, separated by commas) that may sign the catalogue. Empty: the key in the "
        "data directory.",
        (),
        _names,
    )
    follow_url: str = setting(
        "Makes this process a read-only mirror: the address of the site whose signed catalogue it fetches "
        "and serves, without a database. Empty: not a mirror.",
        "",
        _optional_url,
    )
    follow_poll_ms: int = setting(
        "How often a mirror asks the site that it follows, in milliseconds.", 5_000, _integer
    )
    metrics_allowed: tuple[str, ...] = setting(
        "Addresses and networks that may read /metrics and the details of /readyz, separated by commas.",
        LOCAL_NETWORKS,
        _networks,
    )
    smtp_url: str = setting(
        "The mail server: `smtp://user:password@host:587` (STARTTLS), `smtps://…:465`, or "
        "`smtp+plain://…:25` for one on this machine. Empty: letters are written as files.",
        "",
        _smtp_url,
    )
    mail_dir: str = setting(
        "Folder for letters as .eml files, where there is no mail server. Empty: `mail` in the data folder.",
        "",
    )
    mail_from: str = setting(
        "Who letters are from, like `OCOP Verify <ocop@example.vn>`. Empty: `no-reply` at the public host.",
        "",
    )
    queue_url: str = setting(
        "The queue of background work: `redis://…` or `postgresql://…` for several machines. Empty: a file "
        "in the data folder.",
        "",
        _queue_url,
    )
    job_workers: int = setting(
        "How many pieces of background work the production server does at a time, beside answering; 0 when "
        "`flask jobs work` runs by itself.",
        1,
        _integer,
    )
    notice_webhook: str = setting(
        "Address of a program that is told, by POST with JSON, which recognitions end soon. Empty: none.",
        "",
        _webhook,
    )
    notice_webhook_secret: str = setting(
        "Key of the hash (HMAC-SHA256, header X-OCOP-Signature) by which that program knows us. Empty: none.",
        "",
    )
    two_persons: bool = setting(
        "`on`: a recognition is revoked, and a label key made, retired or distrusted, only when a second "
        "officer or administrator confirms it.",
        False,
        _switch,
    )
    data_licence: str = setting(
        "The licence that the open data are given under: its name, and behind it its address.",
        "CC BY 4.0 https://creativecommons.org/licenses/by/4.0/",
        _licence,
    )
    code_attempts_per_minute: int = setting(
        "Typed codes that one client address may try in a minute.", 20, _integer
    )
    reports_per_hour: int = setting(
        "Forms to report something that one client address may send in an hour.", 30, _integer
    )

    @classmethod
    def from_env(cls, environ: Mapping[str, str] = os.environ) -> Self:
        """Read ``OCOP_*`` variables. Unknown names and unreadable values raise ``ConfigError``."""
        known = {PREFIX + each.name.upper(): each for each in fields(cls)}
        unknown = sorted(name for name in environ if name.startswith(PREFIX) and name not in known)
        unknown = [name for name in unknown if not name.startswith(PREFIX + "TEST_")]
        if unknown:
            raise ConfigError(f"unknown settings: {', '.join(unknown)}; known are {', '.join(known)}")
        values: dict[str, Any] = {}
        for name, each in known.items():
            if name in environ:
                try:
                    values[each.name] = each.metadata["parse"](environ[name])
                except ValueError as problem:
                    raise ConfigError(f"{name}={environ[name]!r}: it takes {problem}") from problem
        return cls(**values)

    @property
    def host(self) -> str:
        """The host in words, as it is printed beside the QR code."""
        return urlsplit(self.public_url).netloc

    @property
    def served_hosts(self) -> list[str]:
        """Every host name that is answered; any other gets 400."""
        return [urlsplit(self.public_url).hostname or "", *self.trusted_hosts]

    @property
    def database(self) -> str:
        """The URL that SQLAlchemy connects to."""
        return self.database_url or f"sqlite:///{self.data_dir / 'ocop.sqlite3'}"

    @property
    def keys_dir(self) -> Path:
        """Where private keys lie, readable by the owner only."""
        return self.data_dir / "keys"

    @property
    def mail_folder(self) -> Path:
        """Where letters are written when there is no mail server."""
        return Path(self.mail_dir).expanduser().resolve() if self.mail_dir else self.data_dir / "mail"

    @property
    def mail_sender(self) -> str:
        """Who letters are from."""
        return self.mail_from or f"OCOP Verify <no-reply@{urlsplit(self.public_url).hostname}>"

    @property
    def catalogue_path(self) -> Path:
        """The signed copy of the catalogue."""
        return self.data_dir / "catalogue.ocop"

    @property
    def pause_mark(self) -> Path:
        """While this file is there, nothing is written: for the minutes of a migration."""
        return self.data_dir / "read-only"

    @property
    def licence_name(self) -> str:
        """What the licence of the open data is called."""
        return self.data_licence.rpartition(" ")[0].strip()

    @property
    def licence_url(self) -> str:
        """Where that licence is read."""
        return self.data_licence.rpartition(" ")[2]

    def session_secret(self) -> str:
        """The secret key, made and kept (owner only) when none is set."""
        if self.secret_key:
            return self.secret_key
        path = self.data_dir / "secret.key"
        if not path.exists():
            self.data_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
            try:
                handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            except FileExistsError:
                return path.read_text("ascii")
            with os.fdopen(handle, "w", encoding="ascii") as file:
                file.write(secrets.token_urlsafe(48))
        return path.read_text("ascii")
