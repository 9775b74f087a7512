"""Small forms of the local page."""

from __future__ import annotations

from starlette.requests import Request

from payerdiff.app.web.guard import bounded

SMALL = 64 * 1024
"""Bytes of any form but an upload."""
MOST = 16
"""Fields of one."""


async def fields(request: Request) -> dict[str, str]:
    """Return the fields of a small form, of several with one name the last. Raises PayerdiffError `too-large`."""
    return {name: values[-1] for name, values in (await field_lists(request, MOST)).items()}


async def field_lists(request: Request, most: int) -> dict[str, list[str]]:
    """Return the fields of a small form, `most` at the most, with all values of each name. Raises PayerdiffError `too-large`."""
    held: dict[str, list[str]] = {}
    async with bounded(request, SMALL).form(max_files=0, max_fields=most) as form:
        for name, value in form.multi_items():
            if isinstance(value, str):
                held.setdefault(name, []).append(value)
    return held
