"""Results for other programs: CSV, FHIR, workbooks."""
