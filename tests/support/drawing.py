"""Draws small PDFs by hand, so that a test knows every stroke: text, lines, rectangles, pages."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass
class Canvas:
    """One page; y counts from the top, in points. Text is Helvetica, whose widths PDF readers know."""

    parts: list[str] = field(default_factory=list)

    def text(
        self,
        x: float,
        y: float,
        words: str,
        size: float = 11,
        color: tuple[float, float, float] = (0, 0, 0),
        bold: bool = False,
    ) -> None:
        """Write a line."""
        safe = words.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")
        font = "F2" if bold else "F1"
        red, green, blue = color
        self.parts.append(f"BT {red} {green} {blue} rg /{font} {size} Tf {x} {792 - y} Td ({safe}) Tj ET")

    def line(
        self, x0: float, x1: float, y: float, color: tuple[float, float, float] = (0, 0, 0), width: float = 0.7
    ) -> None:
        """Stroke a horizontal line."""
        red, green, blue = color
        self.parts.append(f"{red} {green} {blue} RG {width} w {x0} {792 - y} m {x1} {792 - y} l S")

    def upright(self, x: float, top: float, bottom: float, width: float = 0.7) -> None:
        """Stroke a vertical line."""
        self.parts.append(f"0 0 0 RG {width} w {x} {792 - top} m {x} {792 - bottom} l S")

    def box(self, x0: float, x1: float, y: float, height: float, color: tuple[float, float, float] = (0, 0, 0)) -> None:
        """Fill a rectangle whose upper edge is at y."""
        red, green, blue = color
        self.parts.append(f"{red} {green} {blue} rg {x0} {792 - y - height} {x1 - x0} {height} re f")


def pdf(*pages: Canvas) -> bytes:
    """Return the pages as a PDF file."""
    count = len(pages)
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{' '.join(f'{5 + 2 * i} 0 R' for i in range(count))}] /Count {count} >>",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica-Bold /Encoding /WinAnsiEncoding >>",
    ]
    for at, page in enumerate(pages):
        stream = "\n".join(page.parts)
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents {6 + 2 * at} 0 R "
            "/Resources << /Font << /F1 3 0 R /F2 4 0 R >> >> >>"
        )
        objects.append(f"<< /Length {len(stream.encode('cp1252'))} >>\nstream\n{stream}\nendstream")
    out = b"%PDF-1.4\n"
    places = []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += f"{number} 0 obj\n{body}\nendobj\n".encode("cp1252")
    table = len(out)
    out += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n".encode()
    out += b"".join(f"{place:010d} 00000 n \n".encode() for place in places)
    return out + f"trailer\n<< /Size {len(objects) + 1} /Root 1 0 R >>\nstartxref\n{table}\n%%EOF\n".encode()
