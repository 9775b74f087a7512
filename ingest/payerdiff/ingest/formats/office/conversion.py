"""OpenDocument, RTF and files of old Office programs → DOCX or XLSX, by LibreOffice where it is installed.

It runs in a process group of its own, with a profile of its own that is thrown away: no macro, no link to elsewhere, bounded in time, memory and
processor time. Where it is not installed, the file is refused by a name that says so.
"""

from __future__ import annotations

import io
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import zipfile
from contextlib import suppress
from pathlib import Path
from typing import Literal, NamedTuple

from payerdiff.model.errors import PayerdiffError

SECONDS = 90
"""What one conversion may take."""
MEMORY = 4 << 30
"""Address space that LibreOffice may take, in bytes."""
LARGEST = 200_000_000
"""Bytes that a package may hold unpacked."""
SAVE_AS = "Save it as DOCX or PDF and use that file."
INSTALL = "Install LibreOffice (its command `soffice` must be found), which reads such files, or save it as DOCX or PDF and use that file."
SETTING = (
    '<item oor:path="/org.openoffice.{path}"><prop oor:name="{name}" oor:op="fuse"><value>{value}</value></prop></item>'
)
SETTINGS = (
    ("Office.Common/Security/Scripting", "BlockUntrustedRefererLinks", "true"),
    ("Office.Common/Security/Scripting", "DisableMacrosExecution", "true"),
    ("Office.Common/Security/Scripting", "MacroSecurityLevel", "3"),
    ("Office.Writer/Content/Update", "Link", "0"),
    ("Office.Calc/Content/Update", "Link", "2"),
    ("Inet/Settings", "ooInetProxyType", "2"),
    ("Inet/Settings", "ooInetHTTPProxyName", "127.0.0.1"),
    ("Inet/Settings", "ooInetHTTPProxyPort", "9"),
    ("Inet/Settings", "ooInetHTTPSProxyName", "127.0.0.1"),
    ("Inet/Settings", "ooInetHTTPSProxyPort", "9"),
)
"""No macro, no link, and no way out: a document asks for nothing elsewhere."""


class Kind(NamedTuple):
    """A kind of file that LibreOffice reads."""

    ending: str
    what: str
    target: Literal["docx", "xlsx"]


ODT = Kind("odt", "an OpenDocument text (ODT)", "docx")
ODS = Kind("ods", "an OpenDocument spreadsheet (ODS)", "xlsx")
RTF = Kind("rtf", "an RTF file", "docx")
DOC = Kind("doc", "a document of an old Word program (DOC)", "docx")
XLS = Kind("xls", "a workbook of an old Excel program (XLS)", "xlsx")
OLE = b"\xd0\xcf\x11\xe0"
STREAMS = (("WordDocument", DOC), ("Workbook", XLS), ("Book", XLS))
"""The streams by which an old file tells its program."""


def kind_of(data: bytes, name: str) -> Kind | None:
    """Return which kind of office file bytes are, None where they are none. Raises PayerdiffError: `encrypted`, `unsupported`."""
    if data.startswith(b"{\\rtf"):
        return RTF
    if not data.startswith(OLE):
        return None
    if written("EncryptedPackage") in data:
        raise PayerdiffError("encrypted", name, "the file requires a password", "Save a copy without a password and use that.")  # fmt: skip
    found = next((kind for stream, kind in STREAMS if written(stream) in data), None)
    if found is None:
        raise PayerdiffError("unsupported", name, "the file is an old Microsoft Office file", SAVE_AS)
    return found


def written(stream: str) -> bytes:
    """Return the name of a stream as an old file writes it."""
    return b"\x00".join(sign.encode() for sign in stream) + b"\x00\x00\x00"


def converted(data: bytes, name: str, kind: Kind) -> bytes:
    """Return a file as LibreOffice saves it in today's format. Raises PayerdiffError: `unsupported`, `too-large`, `took-too-long`, `damaged`."""
    office = shutil.which("soffice") or shutil.which("libreoffice")
    if office is None:
        raise PayerdiffError("unsupported", name, f"the file is {kind.what}, and LibreOffice is not installed", INSTALL)
    if data.startswith(b"PK") and unpacked_size(data) > LARGEST:
        raise PayerdiffError("too-large", name, "unpacked, it holds more than 200 MB", "Split it and give the parts.")
    with tempfile.TemporaryDirectory(prefix="payerdiff-office-", ignore_cleanup_errors=True) as folder:
        place = Path(folder)
        (place / f"file.{kind.ending}").write_bytes(data)
        profile = place / "profile"
        (profile / "user").mkdir(parents=True)
        (profile / "user" / "registrymodifications.xcu").write_text(settings(), "utf-8")
        run(office, place, profile, kind, name)
        try:
            return (place / "out" / f"file.{kind.target}").read_bytes()
        except OSError as cause:
            raise PayerdiffError("damaged", name, f"LibreOffice cannot read it as {kind.what}", SAVE_AS) from cause


def unpacked_size(data: bytes) -> int:
    """Return the bytes that a package says to hold; 0 where it is damaged, which LibreOffice will say."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            return sum(part.file_size for part in package.infolist())
    except (zipfile.BadZipFile, NotImplementedError, ValueError):
        return 0


def settings() -> str:
    """Return the settings of the profile, as LibreOffice stores them."""
    items = "".join(SETTING.format(path=path, name=name, value=value) for path, name, value in SETTINGS)
    spaces = 'xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema"'
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<oor:items {spaces}>{items}</oor:items>\n'


def run(office: str, place: Path, profile: Path, kind: Kind, name: str) -> None:
    """Let LibreOffice save a file anew. Raises PayerdiffError `took-too-long` where it takes too long."""
    command = [office, f"-env:UserInstallation={profile.as_uri()}", "--headless", "--norestore", "--nolockcheck", "--nologo"]  # fmt: skip
    command += ["--convert-to", kind.target, "--outdir", str(place / "out"), str(place / f"file.{kind.ending}")]
    own = {key: os.environ[key] for key in ("PATH", "LANG", "LC_ALL", "SYSTEMROOT", "LD_LIBRARY_PATH") if key in os.environ}  # fmt: skip
    process = subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env={**own, "HOME": str(place), "TMPDIR": str(place), "SAL_USE_VCLPLUGIN": "svp"},
        start_new_session=True,
        preexec_fn=None if sys.platform == "win32" else limit,
    )
    try:
        process.wait(SECONDS)
    except subprocess.TimeoutExpired as cause:
        raise PayerdiffError("took-too-long", name, f"LibreOffice takes more than {SECONDS} seconds to read it", SAVE_AS) from cause  # fmt: skip
    finally:
        end(process)


def limit() -> None:
    """Bound the memory and the processor time of a process that is about to begin."""
    import resource  # not on every system

    for what, most in ((resource.RLIMIT_AS, MEMORY), (resource.RLIMIT_CPU, SECONDS)):
        ceiling = resource.getrlimit(what)[1]
        least = most if ceiling == resource.RLIM_INFINITY else min(most, ceiling)
        resource.setrlimit(what, (least, ceiling))


def end(process: subprocess.Popen[bytes]) -> None:
    """End a process with all that it began."""
    with suppress(ProcessLookupError, PermissionError):  # it ended by itself; macOS denies a group of ended processes
        if sys.platform == "win32":
            process.kill()
        else:
            os.killpg(process.pid, signal.SIGKILL)
    process.wait()
