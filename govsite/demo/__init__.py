"""Demo data for every site of a portal, made from the files in the project's folder ``demo``."""

from govsite.demo.load import DemoError, load_demo

__all__ = ["DemoError", "load_demo"]
