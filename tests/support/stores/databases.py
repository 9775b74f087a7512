"""Databases for the tests of the store: a file of SQLite, and a server of PostgreSQL where one is installed."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


def programs() -> Path | None:
    """Return the folder of PostgreSQL's programs, None where it is not installed."""
    found = shutil.which("pg_ctl")
    places = [Path(found).parent] if found else []
    places += sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    return next((place for place in places if (place / "initdb").exists() and (place / "pg_ctl").exists()), None)


@contextmanager
def postgres() -> Iterator[str]:
    """Run a server of PostgreSQL in a folder of its own, and give its address. It speaks through a socket alone."""
    place = programs()
    assert place is not None
    with tempfile.TemporaryDirectory(prefix="pg-") as name:
        folder = Path(name)
        as_user = servant(folder)
        data = folder / "data"
        run = {"check": True, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, **as_user}
        subprocess.run([place / "initdb", "-D", data, "-A", "trust", "-U", "payerdiff", "--no-sync"], **run)  # type: ignore[call-overload]
        said = f"-k {folder} -c listen_addresses='' -c fsync=off"
        subprocess.run([place / "pg_ctl", "-D", data, "-w", "-o", said, "-l", folder / "log", "start"], **run)  # type: ignore[call-overload]
        try:
            yield f"postgresql+psycopg://payerdiff@/postgres?host={folder}"
        finally:
            subprocess.run([place / "pg_ctl", "-D", data, "-m", "immediate", "stop"], **run)  # type: ignore[call-overload]


def servant(folder: Path) -> dict[str, object]:
    """Return as whom the server is run: PostgreSQL refuses the superuser."""
    if os.geteuid() != 0:
        return {}
    user = next((name for name in ("postgres", "nobody") if is_user(name)), "nobody")
    shutil.chown(folder, user)
    return {"user": user}


def is_user(name: str) -> bool:
    """Return True if the machine knows a user of this name."""
    try:
        pwd.getpwnam(name)
    except KeyError:
        return False
    return True
