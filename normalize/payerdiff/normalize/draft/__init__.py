"""A policy in the making."""
