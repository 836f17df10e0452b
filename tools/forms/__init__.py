"""Blank forms and filled samples as Word and PDF."""
