"""Fake gateways."""
