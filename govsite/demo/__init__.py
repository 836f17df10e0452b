"""Demo data for every site of a portal, made from the files in the project's folder ``demo``."""

from govsite.demo.letters import load_letters
from govsite.demo.load import DemoError, load_demo
from govsite.demo.sources import own_folder

__all__ = ["DemoError", "load_demo", "load_letters", "own_folder"]
