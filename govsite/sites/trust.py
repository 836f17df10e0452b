"""Whether new files may take the place of those in use: what is valid may still be half of a file, or another's.

YAML that is cut at the end of a value is valid. So is the sites.yaml of another portal.
"""

from __future__ import annotations

from govsite.sites.files import Files
from govsite.sites.load import Loaded
from govsite.sites.site import Site
from govsite.sites.tree import SiteTree

MOST_LOST = 3  # sites that an edit may take away without being asked
END = 100  # bytes at the end of a text by which its place in another is found
MOST_NAMED = 5  # sites that a sentence names
_LINE_ENDS = (b"\n", b"\r")
_ANYHOW = "在每台机器上运行 flask sites accept"


class SitesHeld(ValueError):  # noqa: N818  (it stands beside SitesInvalid)
    """Valid files that are not believed; ``lines`` say in Chinese what they lack and how to go on."""

    def __init__(self, lines: list[str]) -> None:
        self.lines = lines
        super().__init__("\n".join(lines))


def lost_sites(before: SiteTree, after: SiteTree) -> list[Site]:
    """The sites whose codes are gone."""
    return [site for site in before.all if site.code not in after.by_code]


def looks_unfinished(before: Files | None, after: Files) -> bool:
    """Whether files look as if they were still being written: they do not end, or otherwise than those before."""
    (old, old_words), (sites, words) = before or after, after
    if words != old_words and not (words or b"").endswith(_LINE_ENDS):
        return True
    if before and sites == old:
        return False
    return not sites.endswith(_LINE_ENDS) or _last_line(sites) != _last_line(old)


def objections(before: Loaded, after: Loaded, name: str, older: bool = False) -> list[str]:
    """Why files must not take the place of others unless somebody says so; [] where they may.

    ``older`` files are those that were written before the others: the number of sites that they state is no word on
    those that were added since.
    """
    said = _cut(before, after) or _shrunken(before.tree, after.tree, older)
    return [f"{name}: {said}"] if said else []


def named(sites: list[Site]) -> str:
    """Some sites in words: 青山区（qingshan）、…."""
    shown = "、".join(f"{site.name}（{site.slug}）" for site in sites[:MOST_NAMED])
    return f"{shown}{'等' if len(sites) > MOST_NAMED else ''}"


def _cut(before: Loaded, after: Loaded) -> str:
    """What is said of a file that ends where the one in use goes on."""
    old, new = _plain(before.files[0]), _plain(after.files[0])
    lost, line = lost_sites(before.tree, after.tree), new.count(b"\n") + 1
    meant = bool(lost) and _states_its_sites(after.tree)
    if not (_is_beginning(old, new) or (_breaks_off(old, new) and not meant)):
        return ""
    without = f"，少了 {len(lost)} 个站点" if lost else ""
    sign = f"在 portal 下面写 {_count(after.tree)}" if lost else "在文件末尾加一行“# 完”"
    return (
        f"到第 {line} 行就断了，后面的内容没有了{without}。可能没有写完，暂不采用，各站点照旧。"
        f"请重新复制完整的文件；确实要删掉后面的内容，就{sign}，或者{_ANYHOW}"
    )


def _is_beginning(old: bytes, new: bytes) -> bool:
    """Whether a text is the beginning of another, which goes on with more than comments."""
    return old.startswith(new) and bool(_lines(old[len(new) :]))


def _breaks_off(old: bytes, new: bytes) -> bool:
    """Whether a text ends within another, however it begins, and much of what follows there stands nowhere in it."""
    place = old.rfind(new[-END:])
    rest, here = _lines(old[place + END :]) if place >= 0 else [], set(_lines(new))
    return bool(rest) and sum(line not in here for line in rest) * 4 >= len(rest)


def _lines(text: bytes) -> list[bytes]:
    """The lines that are neither empty nor comments, without their indents."""
    return [line for line in map(bytes.strip, text.split(b"\n")) if line and not line.startswith(b"#")]


def _shrunken(before: SiteTree, after: SiteTree, older: bool) -> str:
    """What is said of files that lack many sites, the last one or the main one."""
    lost = lost_sites(before, after)
    if len(lost) <= MOST_LOST and before.all[-1] not in lost and before.root not in lost:
        return ""
    if before.root in lost:
        why, way = f"主站不是{before.root.name}，像是放错了文件", ""
    elif _states_its_sites(after) and older:
        why, way = "文件的时间也更早，像是旧文件", "重新保存一次，或者"
    elif _states_its_sites(after):
        return ""
    else:
        why, way = "可能没有写完", f"在 portal 下面写 {_count(after)}，或者"
    return (
        f"比正在使用的少 {len(lost)} 个站点：{named(lost)}。{why}，暂不采用，各站点照旧。"
        f"请重新复制完整的文件；确实要去掉这些站点，就{way}{_ANYHOW}"
    )


def _states_its_sites(tree: SiteTree) -> bool:
    return tree.portal.site_count == len(tree.all)


def _count(tree: SiteTree) -> str:
    """The line that says how many sites a file has."""
    return f"site_count: {len(tree.all)}"


def _plain(data: bytes) -> bytes:
    """The bytes of a text without what editors and copies add or take away at its edges and ends of lines."""
    return data.removeprefix(b"\xef\xbb\xbf").replace(b"\r\n", b"\n").rstrip()


def _last_line(data: bytes) -> bytes:
    return data.rstrip().rpartition(b"\n")[2]
