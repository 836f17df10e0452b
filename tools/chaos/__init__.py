"""Faults on a running portal, one after the other: what visitors notice, and how long."""
