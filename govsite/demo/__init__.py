"""Demo data for every site of a portal, made from the files in the project's folder ``demo``."""

from govsite.demo.cases import load_cases
from govsite.demo.letters import load_letters
from govsite.demo.load import DemoError, load_demo
from govsite.demo.outdated import outdated
from govsite.demo.people import make_people
from govsite.demo.sources import Sources, own_folder

__all__ = ["DemoError", "Sources", "load_cases", "load_demo", "load_letters", "make_people", "outdated", "own_folder"]
