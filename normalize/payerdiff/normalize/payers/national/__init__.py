"""Insurers that cover people in many states."""
