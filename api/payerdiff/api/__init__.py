"""payerdiff as a library: documents in, frozen results out.

    bytes → Document → Policy → Comparison, ChangeReview, Portfolio → page, workbook, other carriers

The command line, the local page and `payerdiff verify` call what stands here and put nothing together themselves, so a script of yours gets what
they get. A source is a path or bytes. What cannot go on raises PayerdiffError, whose `code` has its entry in docs/errors.md. Nothing is printed:
what takes long says so to `progress`, which is called with one line at a time.

>>> from payerdiff import api
>>> policy = api.read_policy(api.samples() / "bcbsnc" / "blinatumomab.html")
>>> policy.payer.name
'Blue Cross and Blue Shield of North Carolina'
>>> comparison = api.compare_subject("J9039")
>>> comparison.subject, len(comparison.policies)
('Blincyto (blinatumomab, J9039)', 3)
>>> api.render(comparison).startswith("<!doctype html>")
True

Each name is imported when it is first asked for: reading a document loads no template, and asking for help loads nothing.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from payerdiff.api.briefs import BriefCarrier as BriefCarrier
    from payerdiff.api.briefs import brief as brief
    from payerdiff.api.briefs import brief_carrier as brief_carrier
    from payerdiff.api.carriers import Carrier as Carrier
    from payerdiff.api.carriers import archive as archive
    from payerdiff.api.carriers import export as export
    from payerdiff.api.carriers import workbook as workbook
    from payerdiff.api.checks import check as check
    from payerdiff.api.checks import gate as gate
    from payerdiff.api.checks import judge as judge
    from payerdiff.api.checks import lint as lint
    from payerdiff.api.comparisons import choices as choices
    from payerdiff.api.comparisons import choose as choose
    from payerdiff.api.comparisons import compare as compare
    from payerdiff.api.comparisons import compare_subject as compare_subject
    from payerdiff.api.comparisons import find_subject as find_subject
    from payerdiff.api.comparisons import only_payers as only_payers
    from payerdiff.api.comparisons import subjects as subjects
    from payerdiff.api.documents import ACCEPTED as ACCEPTED
    from payerdiff.api.documents import Progress as Progress
    from payerdiff.api.documents import Source as Source
    from payerdiff.api.documents import find_documents as find_documents
    from payerdiff.api.documents import normalize as normalize
    from payerdiff.api.documents import normalize_all as normalize_all
    from payerdiff.api.documents import read as read
    from payerdiff.api.documents import read_library as read_library
    from payerdiff.api.documents import read_policy as read_policy
    from payerdiff.api.library.digests import digest as digest
    from payerdiff.api.library.digests import digest_files as digest_files
    from payerdiff.api.library.digests import read_rules as read_rules
    from payerdiff.api.library.questions import ask as ask
    from payerdiff.api.library.searches import FoundPassage as FoundPassage
    from payerdiff.api.library.searches import find as find
    from payerdiff.api.library.stores import check_store as check_store
    from payerdiff.api.library.stores import fill_store as fill_store
    from payerdiff.api.library.stores import rebuild_store as rebuild_store
    from payerdiff.api.library.stores import stored_documents as stored_documents
    from payerdiff.api.library.versions import continues as continues
    from payerdiff.api.library.versions import history as history
    from payerdiff.api.library.versions import in_force as in_force
    from payerdiff.api.library.versions import with_history as with_history
    from payerdiff.api.library.watching import run_watch as run_watch
    from payerdiff.api.library.watching import unwatch as unwatch
    from payerdiff.api.library.watching import watch as watch
    from payerdiff.api.library.watching import watched as watched
    from payerdiff.api.library.workspaces import Workspace as Workspace
    from payerdiff.api.pages import render as render
    from payerdiff.api.plans import access_by_plans as access_by_plans
    from payerdiff.api.plans import only_plans as only_plans
    from payerdiff.api.plans import plans_csv as plans_csv
    from payerdiff.api.plans import read_plans as read_plans
    from payerdiff.api.plans import with_plans as with_plans
    from payerdiff.api.portfolios import portfolio as portfolio
    from payerdiff.api.portfolios import portfolio_pages as portfolio_pages
    from payerdiff.api.printing import find_browser as find_browser
    from payerdiff.api.printing import print_pdf as print_pdf
    from payerdiff.api.requirements import access as access
    from payerdiff.api.requirements import access_csv as access_csv
    from payerdiff.api.requirements import access_json as access_json
    from payerdiff.api.reviews import newer_versions as newer_versions
    from payerdiff.api.reviews import review as review
    from payerdiff.api.reviews import two_versions as two_versions
    from payerdiff.api.schemas import SchemaName as SchemaName
    from payerdiff.api.schemas import schema as schema
    from payerdiff.api.verification import Verification as Verification
    from payerdiff.api.verification import verify as verify
    from payerdiff.compare.checks.assertions import Assertion as Assertion
    from payerdiff.compare.checks.assertions import Outcome as Outcome
    from payerdiff.compare.checks.assertions import read_assertions as read_assertions
    from payerdiff.compare.checks.gate import Gate as Gate
    from payerdiff.compare.library.answers import Answer as Answer
    from payerdiff.compare.library.digest_items import Digest as Digest
    from payerdiff.compare.library.line_history import LineHistory as LineHistory
    from payerdiff.compare.library.line_history import VersionEntry as VersionEntry
    from payerdiff.compare.library.portfolio import Portfolio as Portfolio
    from payerdiff.compare.logic.judge import Judgment as Judgment
    from payerdiff.corpus.apart import Readers as Readers
    from payerdiff.corpus.fetching import Fetched as Fetched
    from payerdiff.corpus.fetching import fetched as fetched
    from payerdiff.corpus.library import Library as Library
    from payerdiff.corpus.library import Subject as Subject
    from payerdiff.corpus.library import library_of as library_of
    from payerdiff.corpus.library import samples as samples
    from payerdiff.corpus.workspace.actions import Decision as Decision
    from payerdiff.corpus.workspace.actions import Logged as Logged
    from payerdiff.corpus.workspace.actions import Record as Record
    from payerdiff.corpus.writing.fleeting import fleeting_folder as fleeting_folder
    from payerdiff.corpus.writing.whole_files import write_set as write_set
    from payerdiff.ingest.document import Document as Document
    from payerdiff.ingest.reading.reading import ReadingName as ReadingName
    from payerdiff.model.access.facts import AccessFacts as AccessFacts
    from payerdiff.model.code_reference import CodeReference as CodeReference
    from payerdiff.model.comparison import Comparison as Comparison
    from payerdiff.model.errors import PayerdiffError as PayerdiffError
    from payerdiff.model.patient import Patient as Patient
    from payerdiff.model.patient import read_patient as read_patient
    from payerdiff.model.plans import Plan as Plan
    from payerdiff.model.plans import PlanField as PlanField
    from payerdiff.model.plans import PlanTable as PlanTable
    from payerdiff.model.policy import Finding as Finding
    from payerdiff.model.policy import Policy as Policy
    from payerdiff.model.policy import VersionStep as VersionStep
    from payerdiff.model.policy import to_json as to_json
    from payerdiff.model.program_version import VERSION as VERSION
    from payerdiff.model.review import ChangeReview as ChangeReview

PLACES = {
    "payerdiff.api.briefs": ("BriefCarrier", "brief", "brief_carrier"),
    "payerdiff.api.carriers": ("Carrier", "archive", "export", "workbook"),
    "payerdiff.api.checks": ("check", "gate", "judge", "lint"),
    "payerdiff.api.comparisons": ("choices", "choose", "compare", "compare_subject", "find_subject", "only_payers", "subjects"),
    "payerdiff.api.library.digests": ("digest", "digest_files", "read_rules"),
    "payerdiff.api.documents": ("ACCEPTED", "Progress", "Source", "find_documents", "normalize", "normalize_all", "read", "read_library", "read_policy"),
    "payerdiff.api.library.stores": ("check_store", "fill_store", "rebuild_store", "stored_documents"),
    "payerdiff.api.pages": ("render",),
    "payerdiff.api.plans": ("access_by_plans", "only_plans", "plans_csv", "read_plans", "with_plans"),
    "payerdiff.api.portfolios": ("portfolio", "portfolio_pages"),
    "payerdiff.api.printing": ("find_browser", "print_pdf"),
    "payerdiff.api.library.questions": ("ask",),
    "payerdiff.api.requirements": ("access", "access_csv", "access_json"),
    "payerdiff.api.reviews": ("newer_versions", "review", "two_versions"),
    "payerdiff.api.library.searches": ("FoundPassage", "find"),
    "payerdiff.api.schemas": ("SchemaName", "schema"),
    "payerdiff.api.verification": ("Verification", "verify"),
    "payerdiff.api.library.versions": ("continues", "history", "in_force", "with_history"),
    "payerdiff.api.library.watching": ("run_watch", "unwatch", "watch", "watched"),
    "payerdiff.api.library.workspaces": ("Workspace",),
    "payerdiff.compare.checks.assertions": ("Assertion", "Outcome", "read_assertions"),
    "payerdiff.compare.checks.gate": ("Gate",),
    "payerdiff.compare.library.answers": ("Answer",),
    "payerdiff.compare.library.digest_items": ("Digest",),
    "payerdiff.compare.library.line_history": ("LineHistory", "VersionEntry"),
    "payerdiff.compare.library.portfolio": ("Portfolio",),
    "payerdiff.compare.logic.judge": ("Judgment",),
    "payerdiff.corpus.apart": ("Readers",),
    "payerdiff.corpus.fetching": ("Fetched", "fetched"),
    "payerdiff.corpus.library": ("Library", "Subject", "library_of", "samples"),
    "payerdiff.corpus.workspace.actions": ("Decision", "Logged", "Record"),
    "payerdiff.corpus.writing.fleeting": ("fleeting_folder",),
    "payerdiff.corpus.writing.whole_files": ("write_set",),
    "payerdiff.ingest.document": ("Document",),
    "payerdiff.ingest.reading.reading": ("ReadingName",),
    "payerdiff.model.access.facts": ("AccessFacts",),
    "payerdiff.model.code_reference": ("CodeReference",),
    "payerdiff.model.comparison": ("Comparison",),
    "payerdiff.model.errors": ("PayerdiffError",),
    "payerdiff.model.patient": ("Patient", "read_patient"),
    "payerdiff.model.plans": ("Plan", "PlanField", "PlanTable"),
    "payerdiff.model.policy": ("Finding", "Policy", "VersionStep", "to_json"),
    "payerdiff.model.review": ("ChangeReview",),
    "payerdiff.model.program_version": ("VERSION",),
}  # fmt: skip
"""Where each name lives; a test holds it to the imports above, which are for type checkers."""
MODULE_OF = {name: module for module, names in PLACES.items() for name in names}


def __getattr__(name: str) -> object:
    """Import a name when it is first asked for."""
    if name not in MODULE_OF:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    found: object = getattr(import_module(MODULE_OF[name]), name)
    globals()[name] = found
    return found


def __dir__() -> list[str]:
    """Return the names that the library offers."""
    return sorted(MODULE_OF)
