"""Results → views → HTML: knows Jinja, decides nothing."""
