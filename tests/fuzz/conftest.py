"""The harnesses run under atheris alone, which is not installed with the tests."""

collect_ignore = ["harness.py"]
