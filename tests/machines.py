"""State machines to drive: a small one for tests, and all that the package has."""

from __future__ import annotations

from importlib import import_module

from govsite.domain.common.states import Machine, Step
from tests.rules.imports import MODULES

# A book that is lent; the reader and the library are its roles.
BOOK = Machine(
    "book",
    "shelf",
    (
        Step("shelf", "wished", "wish", ("reader",), "已预约", "读者预约"),
        Step("wished", "shelf", "withdraw", ("reader", "library"), "已取消", "取消预约"),
        Step("wished", "lent", "lend", ("library",), "已借出", "借出"),
        Step("lent", "lent", "prolong", ("reader", "library"), "已续借", "续借"),
        Step("lent", "shelf", "return", ("library",), "已归还", "归还"),
        Step("lent", "lost", "lose", ("library",), "已登记遗失", "遗失"),
        Step("shelf", "sorted out", "sort out", ("library",), "", "剔旧"),
    ),
    final=frozenset({"lost", "sorted out"}),
)


def all_machines() -> list[Machine]:
    """The machines of the package, each once."""
    modules = [import_module(name) for name in MODULES if name.startswith("govsite.domain.")]
    found = [value for module in modules for value in vars(module).values() if isinstance(value, Machine)]
    return list({id(machine): machine for machine in found}.values())
