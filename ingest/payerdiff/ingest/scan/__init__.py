"""Pages without a text layer → pages with one."""
