"""Check our scripts by a parser of ES5: syntax, and that nothing is used but what all engines have that run them.

What may be used is listed, not what may not: a name that stands in no list has to be looked up first. Source:
caniuse.com and MDN for IE 9; what htmx brings is there only in engines that run htmx, of which IE 11 is the oldest.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from calmjs.parse import asttypes, es5
from calmjs.parse.exceptions import ECMASyntaxError
from calmjs.parse.walkers import Walker


def _set(names: str) -> frozenset[str]:
    return frozenset(names.split())


PROPERTIES = _set("""
    call charAt charCodeAt concat exec fromCharCode getTime hasOwnProperty indexOf join length prototype push replace
    slice split test toLowerCase toUpperCase abs max min parse stringify
    activeElement addEventListener appendChild blur body checked className click cloneNode contains createElement
    defaultChecked defaultSelected defaultValue disabled documentElement elements firstChild focus form getAttribute
    getElementById getElementsByTagName hasAttribute head hidden href hreflang id innerHTML insertBefore
    isContentEditable method name nextSibling onclick onload open options parentElement parentNode
    querySelector querySelectorAll readOnly referrer removeAttribute removeChild removeEventListener selectedIndex
    setAttribute src style submit tabIndex tagName textContent title type value fontWeight
    altKey button charCode ctrlKey detail metaKey preventDefault shiftKey stopPropagation target which
    getItem hash language pathname pushState removeItem search setItem
""")
# Properties of htmx and of what its events tell
HTMX = _set("""
    config defaultSettleDelay elt finalRequestPath htmx isError onLoad pathInfo process refreshOnHistoryMiss
    requestConfig shouldSwap status timeout trigger triggeringEvent xhr
""")
# By file: what it asks for before it goes on, or brings itself
ASKED = {
    "start.js": _set("NodeList forEach"),
    "certificates.js": _set("""
        JSON XMLHttpRequest certificate nonce onreadystatechange readyState responseText result send setRequestHeader
        signature
    """),
    "passkeys.js": _set("""
        PublicKeyCredential allowCredentials challenge create credential credentials excludeCredentials get response
        then user Uint8Array atob btoa
    """),
}
GLOBALS = _set("""
    Array Date JSON Math Number RegExp String XMLHttpRequest decodeURIComponent document encodeURIComponent history
    htmx localStorage location navigator sessionStorage undefined window arguments
""")
# Only arrays have them everywhere; lists of elements got some of them in 2016: NodeList.forEach came with Chromium 51.
OF_ARRAYS = _set("every filter forEach map reduce some")
PATTERN = re.compile(r"/.*/[gim]*")
NEWER_PATTERN = re.compile(r"\(\?<|\\p\{|\\u\{|\\k<")
WORD = re.compile(r"[a-zA-Z]\w+")
PLACE = re.compile(r" at (\d+):\d+")


def check_script(text: str, name: str = "", declared: frozenset[str] = frozenset()) -> Iterator[tuple[int, str]]:
    """Yield (line, sentence) for each thing that older engines lack; ``declared`` are names of files joined to this."""
    lines = text.split("\n")
    try:
        nodes = _nodes(text)
    except ECMASyntaxError as error:
        found = PLACE.search(str(error))
        yield int(found[1]) - 1 if found else len(lines), f"not ES5: {error}"
        return
    asked = ASKED.get(name, frozenset())
    allowed = ((PROPERTIES | HTMX | _keys(nodes)) - OF_ARRAYS) | asked
    names = GLOBALS | asked | declared | _declared(nodes)
    for node in nodes:
        sentence = _fault(node, allowed, names)
        if sentence:
            yield int(node.lexpos and node.lineno) - 1, sentence


def names_declared(text: str) -> frozenset[str]:
    """Variables and functions of a file, which those joined to it may use; none where it is not ES5."""
    try:
        return _declared(_nodes(text))
    except ECMASyntaxError:
        return frozenset()


def _nodes(text: str) -> list[asttypes.Node]:
    """The parts of a script as they are served: in one function, where ``return`` is allowed."""
    tree = es5(f"(function () {{\n{text}\n}}());")
    bare = {id(node.identifier) for node in Walker().walk(tree) if isinstance(node, asttypes.DotAccessor)}
    return [node for node in Walker().walk(tree) if id(node) not in bare]


def _fault(node: asttypes.Node, allowed: frozenset[str], names: frozenset[str]) -> str:
    name = _property(node)
    if name:
        if name in allowed or (name in OF_ARRAYS and isinstance(node.node, asttypes.Array)):
            return ""
        return f"not in the list of what old engines have{', use each' * (name in OF_ARRAYS)}: {name}"
    if isinstance(node, asttypes.PropIdentifier):
        return ""
    if isinstance(node, asttypes.Identifier):
        return "" if node.value in names else f"not in the list of what old engines have: {node.value}"
    if isinstance(node, asttypes.Regex) and (not PATTERN.fullmatch(node.value) or NEWER_PATTERN.search(node.value)):
        return f"pattern newer than ES5: {node.value}"
    return ""


def _property(node: asttypes.Node) -> str:
    """The name that is asked of an object; "" for another part of a script or where it is not written out."""
    if isinstance(node, asttypes.DotAccessor):
        return str(node.identifier.value)
    if isinstance(node, asttypes.BracketAccessor) and isinstance(node.expr, asttypes.String):
        return str(node.expr.value[1:-1]) if WORD.fullmatch(node.expr.value[1:-1]) else ""
    return ""


def _keys(nodes: list[asttypes.Node]) -> frozenset[str]:
    """Names of our own objects' properties."""
    literals = [part for node in nodes if isinstance(node, asttypes.Object) for part in node.properties]
    return frozenset(str(part.left.value) for part in literals if isinstance(part, asttypes.Assign))


def _declared(nodes: list[asttypes.Node]) -> frozenset[str]:
    """Variables, functions, their arguments and what is caught; where they are known is not looked at."""
    found: set[str] = set()
    for node in nodes:
        if isinstance(node, asttypes.VarDecl):
            found.add(node.identifier.value)
        elif isinstance(node, asttypes.FuncBase):
            found.update(name.value for name in [*([node.identifier] if node.identifier else []), *node.parameters])
        elif isinstance(node, asttypes.Catch):
            found.add(node.identifier.value)
    return frozenset(found)
