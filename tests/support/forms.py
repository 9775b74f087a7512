"""Small policies in the form that the Centene reader knows, to put criteria into."""

from __future__ import annotations

HEAD = """Clinical Policy: Sample (Drug)
Reference Number: XX.PHAR.1
Effective Date: 01.01.24
Last Review Date: 01.24
Line of Business: Medicaid
Policy/Criteria
It is the policy of Sample Plan that Drug is covered under these criteria:
I. Initial Approval Criteria
A. B-cell ALL (must meet all):
"""
