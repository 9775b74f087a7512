"""Small forms of the local page."""

from __future__ import annotations

from starlette.requests import Request

from payerdiff.app.web.guard import bounded

SMALL = 64 * 1024
"""Bytes of any form but an upload."""
MOST = 16
"""Fields of one."""


async def fields(request: Request) -> dict[str, str]:
    """Return the fields of a small form. Raises PayerdiffError `too-large`."""
    async with bounded(request, SMALL).form(max_files=0, max_fields=MOST) as form:
        return {name: value for name, value in form.items() if isinstance(value, str)}
