"""Rows of a form that are added, taken away and moved (增删、移动) by its buttons, without scripts and saving."""

from __future__ import annotations

from werkzeug.datastructures import MultiDict

ACT = "row"  # the name of the buttons; their values are "materials.add", "materials.2.drop", ".up", ".down"
MOST_ROWS = 60
MOST_SENT = MOST_ROWS + 2  # with the blank ones of a form
Typed = MultiDict[str, str]


def arranged(typed: Typed) -> Typed | None:
    """What was sent, with its rows as the button wants them; None where no such button was pressed."""
    name, _, act = typed.get(ACT, "").partition(".")
    number, _, move = act.rpartition(".")
    rows = rows_typed(typed, name)
    if act == "add":
        rows = [*rows, {}][:MOST_ROWS]
    elif number.isdecimal() and int(number) < len(rows):
        place = int(number)
        other = {"drop": place, "up": max(place - 1, 0), "down": min(place + 1, len(rows) - 1)}.get(move, place)
        row = rows.pop(place)
        if move != "drop":
            rows.insert(other, row)
    else:
        return None
    return _with_rows(typed, name, rows or [{}])


def rows_typed(typed: Typed, name: str) -> list[dict[str, str]]:
    """The rows of a table as they were sent, blank ones too, by the names of their fields."""
    found: dict[int, dict[str, str]] = {}
    for field, value in typed.items():
        table, _, rest = field.partition(".")
        number, _, part = rest.partition(".")
        if table == name and part and number.isdecimal() and len(number) < 4 and int(number) < MOST_SENT:
            found.setdefault(int(number), {})[part] = value
    return [found.get(number, {}) for number in range(max(found, default=-1) + 1)]


def _with_rows(typed: Typed, name: str, rows: list[dict[str, str]]) -> Typed:
    """What was sent, with other rows of a table; the new last one may have nothing."""
    kept: list[tuple[str, str]] = [
        (field, value) for field, value in typed.items(multi=True) if not field.startswith(f"{name}.")
    ]
    parts = dict.fromkeys(field.split(".", 2)[2] for field in typed if field.startswith(f"{name}."))
    cells = [(f"{name}.{n}.{part}", row.get(part, "")) for n, row in enumerate(rows) for part in parts]
    return MultiDict([*kept, *cells])
