"""Digest → what other programs take: an e-mail as a file, CSV, an Atom feed. No clock: dates are those of the digest."""

from __future__ import annotations

import csv
import io
from dataclasses import asdict
from datetime import UTC, datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from xml.sax.saxutils import escape, quoteattr

from payerdiff.compare.library.digest_items import Digest, Item
from payerdiff.templates.carriers.csv_tables import guarded
from payerdiff.templates.digest.digest_views import DigestView, ItemView, digest_view, item_view
from payerdiff.templates.words import visible

COLUMNS = ("day", "event", "payer", "title", "drugs", "in_force", "direction", "headline", "disclosed", "parts", "document", "before", "review", "renamed", "rules")  # fmt: skip


def csv_table(digest: Digest) -> bytes:
    """Return a digest as CSV, a line for each item; cells that a spreadsheet would compute are guarded."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(["kind", *COLUMNS, "loses", "gains"])
    for item in digest.items:
        view = asdict(item_view(item))
        cells = ["clinical" if item.clinical else "editorial", *(view[name] for name in COLUMNS)]
        writer.writerow([guarded(cell) for cell in (*cells, "; ".join(view["loses"]), "; ".join(view["gains"]))])
    return out.getvalue().encode()


def mail(digest: Digest, page: str, to: str = "") -> bytes:
    """Return a digest as an e-mail that nobody has sent: plain text, and the page beside it."""
    view = digest_view(digest)
    message = EmailMessage(policy=SMTP)
    message["Subject"] = view.title
    message["From"] = "payerdiff <payerdiff@localhost>"
    message["To"] = to or "undisclosed-recipients:;"
    message["Date"] = format_datetime(datetime(digest.until.year, digest.until.month, digest.until.day, tzinfo=UTC))
    message.set_content(plain(view))
    message.add_alternative(page, subtype="html")
    message.set_boundary("=-payerdiff-digest-=")
    return message.as_bytes()


def plain(view: DigestView) -> str:
    """Return a digest as plain text."""
    lines = [view.title, "", view.headline, ""]
    for head, items in (("Clinical changes", view.clinical), ("Editorial changes", view.editorial)):
        if items:
            lines += [head, ""]
        for item in items:
            lines += [f"- {item.payer}: {item.title} [{item.drugs}], {item.event}, {item.day}"]
            lines += [f"    {text}" for text in details(item)]
        lines.append("")
    lines += ["Scope", "", *view.scope, *(f"Not read: {why}" for _, why in view.unreadable)]
    return visible("\n".join(lines)) + "\n"


def details(item: ItemView) -> list[str]:
    """Return what is told of an item below its head, a line each."""
    told = [f"effective {item.in_force}", item.direction, item.headline, item.disclosed]
    told += [f"loses coverage: {patient}" for patient in item.loses] + [
        f"gains coverage: {patient}" for patient in item.gains
    ]
    told += [
        f"may have been renamed: {item.renamed}" if item.renamed else "",
        f"review: {item.review}" if item.review else "",
    ]
    return [text for text in told if text]


def atom(digest: Digest) -> bytes:
    """Return a digest as an Atom feed, an entry for each item."""
    view = digest_view(digest)
    entries = "".join(entry(item) for item in digest.items)
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n<feed xmlns="http://www.w3.org/2005/Atom">\n'
        f"<id>urn:payerdiff:digest</id>\n<title>{told(view.title)}</title>\n<subtitle>{told(view.headline)}</subtitle>\n"
        f"<updated>{digest.until}T00:00:00Z</updated>\n<author><name>payerdiff</name></author>\n{entries}</feed>\n"
    ).encode()


def entry(item: Item) -> str:
    """Return one entry of the feed. Its id is that of what happened to the document: a reader shows it once."""
    view = item_view(item)
    link = f"<link href={quoteattr(view.review)}/>" if view.review else ""
    kind = "clinical" if item.clinical else "editorial"
    return (
        f"<entry>\n<id>urn:payerdiff:{item.event}:{item.sha256}:{item.day}</id>\n<title>{told(f'{view.payer}: {view.title} ({view.event})')}</title>\n"
        f'<updated>{item.day}T00:00:00Z</updated>\n<category term="{kind}"/>{link}\n<summary>{told(". ".join(one.rstrip(".") for one in details(view)))}.</summary>\n</entry>\n'
    )


def told(text: str) -> str:
    """Return text for XML: escaped, and without signs that XML does not have."""
    return escape("".join(c for c in visible(text) if c >= " " or c in "\t\n"))
