"""The two Jinja environments: values are escaped, and in the Traditional one converted, by one remembered look-up.

A page puts out some hundred values, most of them the same on every page (names, labels, facts). Jinja escapes each
anew, which is half the time of a page; here the generated code calls ``environment.put``, which remembers.
The memory is bounded and holds finished text only, so it is shared by all requests of a worker.
"""

from __future__ import annotations

from typing import Any

from jinja2 import Environment, StrictUndefined, nodes
from jinja2.compiler import CodeGenerator, Frame
from jinja2.runtime import markup_join
from markupsafe import Markup, escape

from govsite.typed import Typed
from govsite.web.script import TraditionalText, to_traditional
from govsite.web.source import ReadableSource

PLAIN = {str, int}
MOST_CHARACTERS, LONGEST_TEXT = 1_000_000, 1_000


class _PutOut(CodeGenerator):
    """Generates ``environment.put(value)`` where Jinja generates ``escape(value)``."""

    def _output_child_pre(self, node: nodes.Expr, frame: Frame, finalize: Any) -> None:  # noqa: ARG002
        self.write("environment.put(")

    def visit_Getattr(self, node: nodes.Getattr, frame: Frame) -> None:  # noqa: N802
        """``a.b`` without a call of ours where there is such an attribute: a page asks for some 250."""
        value, owner = self.temporary_identifier(), self.temporary_identifier()
        self.write(f"({value} if ({value} := getattr(({owner} := ")
        self.visit(node.node, frame)
        self.write(f"), {node.attr!r}, missing)) is not missing else environment.item({owner}, {node.attr!r}))")

    def visit_Concat(self, node: nodes.Concat, frame: Frame) -> None:  # noqa: N802 - Jinja calls it so
        """``a ~ b``: see ``PageEnvironment.joined``."""
        self.write("environment.joined((")
        for part in node.nodes:
            self.visit(part, frame)
            self.write(", ")
        self.write("))")

    def _output_child_to_const(self, node: nodes.Expr, frame: Frame, finalize: Any) -> str:
        if isinstance(node, nodes.Const) and node.value == " ":
            return " "  # {{ " " }}: a space that the lines around it would lose
        if not isinstance(node, nodes.TemplateData):
            raise nodes.Impossible  # other constants in {{ }} are put out like any value
        return super()._output_child_to_const(node, frame, finalize)


class PageEnvironment(Environment):
    """Strict, escaping, remembering; ``traditional`` decides the script of literal text and of values."""

    code_generator_class = _PutOut
    remembers = True

    def __init__(self, loader: Any, traditional: bool, auto_reload: bool) -> None:
        super().__init__(
            loader=loader,
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            auto_reload=auto_reload,
            cache_size=-1,  # there are few templates, and a dict is quicker than a list of the last used
            extensions=[ReadableSource, *([TraditionalText] if traditional else [])],
        )
        # With one attribute more Python (3.11) looks our methods up the slow way: 30 are the limit of its shared keys.
        self.traditional = traditional
        self._texts: dict[str, str] = {}
        self._characters = 0

    def make_globals(self, d: Any) -> Any:
        """A plain dict: Jinja's chain of dicts is copied key by key for each page."""
        return {**self.globals, **d} if d else self.globals

    def item(self, owner: Any, name: str) -> Any:
        """``a.b`` where ``a`` has no such attribute: the entry of a dict, or what is said of an unknown name."""
        try:
            return owner[name]
        except (TypeError, LookupError, AttributeError):
            return self.undefined(obj=owner, name=name)

    def joined(self, parts: tuple[Any, ...]) -> str:
        """The parts of ``a ~ b``; with a person's own words among them the result is Typed, and our words in it are
        in this environment's script already.
        """
        kinds = set(map(type, parts))
        if kinds <= PLAIN:  # nearly always: nothing to look for in any of them
            return "".join(map(str, parts))
        if Typed not in kinds:
            return markup_join(parts)
        return Typed("".join([part if type(part) is Typed else self.written(str(part)) for part in parts]))

    def written(self, text: str) -> str:
        """A text of ours in this environment's script, not escaped."""
        return to_traditional(text, self.remembers) if self.traditional else text

    def put(self, value: Any) -> str:
        """The escaped text of a value, in this environment's script unless a person typed it."""
        kind = type(value)
        if kind is str:
            known = self._texts.get(value)
            return known if known is not None else self._remember(value)
        if kind is Markup:
            return value  # type: ignore[no-any-return]
        if kind is int:
            return str(value)
        if kind is Typed or hasattr(value, "__html__"):
            return escape(value)
        return self.put(str(value))

    def _remember(self, text: str) -> str:
        done = str(escape(to_traditional(text) if self.traditional else text))
        if len(text) <= LONGEST_TEXT:
            if self._characters >= MOST_CHARACTERS:
                self._texts, self._characters = {}, 0
            self._texts[text] = done
            self._characters += len(text) + len(done)
        return done


class PrivateEnvironment(PageEnvironment):
    """For pages of one person: nothing that they put out is remembered, in either script."""

    remembers = False

    def _remember(self, text: str) -> str:
        return str(escape(to_traditional(text, remember=False) if self.traditional else text))
