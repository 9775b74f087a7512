"""No payers: FDA labels, against which policies are held, and pages that explain a billing code."""
