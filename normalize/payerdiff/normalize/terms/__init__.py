"""What a policy states beside its criteria: approvals, limits, codes, dosing, references."""
