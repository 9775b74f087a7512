"""Make the sample PDFs: DOCX by python-docx, PDF by LibreOffice. Run by `make samples`; users never need it."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from centene_sample import centene_sample
from magellan_sample import magellan_sample

SAMPLES = Path(__file__).resolve().parent.parent / "samples"


def main() -> int:
    """Write the PDFs."""
    office = shutil.which("soffice")
    if office is None:
        print("LibreOffice (soffice) is not installed; the committed PDFs stay as they are.", file=sys.stderr)
        return 1
    redline, magellan = centene_sample(), magellan_sample()
    for paper, target in ((redline, "centene/lhcc-LA.PHAR.312-redline"), (magellan, "magellan/aspirus-blincyto")):
        with tempfile.TemporaryDirectory() as folder:
            source = Path(folder) / "sample.docx"
            paper.save(source)
            subprocess.run(
                [office, "--headless", "--convert-to", "pdf", "--outdir", folder, str(source)],
                check=True,
                capture_output=True,
            )
            (SAMPLES / target).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(Path(folder) / "sample.pdf", SAMPLES / f"{target}.pdf")
    return 0


if __name__ == "__main__":
    sys.exit(main())
