"""The field of a form by which files are sent along (附件)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import current_app, request
from werkzeug.datastructures import FileStorage
from wtforms import Field
from wtforms.widgets import FileInput

from govsite.domain.articles.files import keep, named
from govsite.domain.common import uploads
from govsite.domain.common.file_names import clean_name
from govsite.domain.common.stored_files import File
from govsite.domain.common.throttle import WhenAway, take
from govsite.domain.common.upload_refused import Refused
from govsite.domain.tickets import attachments
from govsite.domain.tickets.attachments import MOST_FILES
from govsite.typed import Typed

DROP, SHOWN = "drop", "held"  # names beside the field's own: the button 移除, the files that the form was shown with
TOO_MANY = f"没有收下，最多 {MOST_FILES} 个文件。请先移除一个，再重新选择。"
TOO_OFTEN = "这个网络地址上传文件太频繁，没有收下。请过 {minutes} 分钟再选择，或先提交不带附件的内容。"
NOT_STORED = "系统暂时存不进文件。请过几分钟重新选择，再提交。"
NOT_NOW = "页面停留太久，没有收下。请重新选择。"
FULL = "没有收下，最多 {most} 个文件。请先移除一个，再重新选择。"
AT_ONCE = 3  # inputs for further files of a site
FORGOTTEN = "先前选好的文件放了两个多小时，已经删除。请重新选择。"


class Uploads(Field):
    """Up to ``limit`` files, at most MOST_FILES, each in an input of its own: IE 9 knows no ``multiple``.

    The view calls ``keep`` before it validates. ``held`` are the files that the form has then, ``refusals`` names and
    sentences of those that were not taken. Its view takes ``Body(files=MOST_FILES, file=MOST_BYTES)``.
    """

    widget = FileInput()

    def __init__(self, label: str = "附件", most: int = MOST_FILES, **kwargs: Any) -> None:
        super().__init__(label, **kwargs)
        self.limit = most
        self.data: list[FileStorage] = []
        self.held: Sequence[File] = ()
        self.refusals: list[tuple[Typed, str]] = []

    @property
    def most(self) -> int:
        """How many more files can be chosen."""
        return max(0, self.limit - len(self.held))

    def process_data(self, value: object) -> None:  # noqa: ARG002 - a file input has no value of its own
        """Nothing was chosen yet."""
        self.data = []

    def process_formdata(self, valuelist: list[Any]) -> None:
        """The inputs in which a file was chosen."""
        self.data = [sent for sent in valuelist if isinstance(sent, FileStorage) and sent.filename]

    def keep(self, form_key_hash: str, address: str = "") -> bool:
        """Clean what came and hold what is good; returns whether 移除 was pressed, and the form is only shown again.

        ``form_key_hash`` is the SHA-256 of the form's key, in hex; ``address`` is whose sendings are counted together,
        "" for nobody's. Never inside ``writing()``. What the database raises goes on to the caller; who sees the form
        again is told by then to choose the files once more.
        """
        dropped, shown = request.form.get(DROP, ""), request.form.getlist(SHOWN)
        try:
            self._take_turn(address)
            self._hold(form_key_hash, _number(dropped))
        except Exception:
            self.refusals = [(clean_name(sent.filename or ""), NOT_STORED) for sent in self.data]
            self._say(set())
            raise
        self._say({_number(text) for text in shown if text != dropped})
        return bool(dropped)

    def let_go(self, form_key_hash: str) -> None:
        """Of a form that may store nothing: say that what came is to be chosen again; what is held stays."""
        self.held = attachments.held(form_key_hash)
        self.refusals = [(clean_name(sent.filename or ""), NOT_NOW) for sent in self.data]
        self._say(set())

    def _take_turn(self, address: str) -> None:
        """Let go of the files of an address that sends very many: each costs a child, and room in the database."""
        if not (self.data and address):
            return
        bucket = attachments.OF_ADDRESS.bucket(current_app.extensions["config"].secret_key, address)
        seconds = take([bucket], WhenAway.ALLOW)
        if seconds:
            words = TOO_OFTEN.format(minutes=-(-seconds // 60))
            self.refusals = [(clean_name(sent.filename or ""), words) for sent in self.data]
            self.data = []

    def _hold(self, form_key_hash: str, dropped: int) -> None:
        if dropped:
            attachments.drop(form_key_hash, dropped)
        self.held = attachments.held(form_key_hash)
        cleaned = [file for sent in self.data if (file := self._cleaned(sent))]
        if self.held or cleaned:
            left_out = attachments.hold(form_key_hash, cleaned)
            self.refusals += [(file.name, TOO_MANY) for file in left_out]
            self.held = attachments.held(form_key_hash)

    def _say(self, shown: set[int]) -> None:
        """What went wrong, for the validation that follows; ``shown`` should still be there."""
        if self.refusals:
            self.process_errors.append(f"{len(self.refusals)} 个文件没有收下，原因写在下面。")
        if shown - {file.id for file in self.held}:
            self.process_errors.append(FORGOTTEN)
        self.errors = list(self.process_errors)

    def _cleaned(self, sent: FileStorage) -> uploads.Cleaned | None:
        name = sent.filename or ""
        try:
            if getattr(sent.stream, "too_large", False):  # read to its end and let go of: web/bodies.py
                raise Refused(uploads.too_large(uploads.MOST_BYTES))
            return uploads.clean(name, sent.stream, current_app.extensions["config"].clamav)
        except Refused as refused:
            self.refusals.append((clean_name(name), str(refused)))
            return None


class SiteFiles(Uploads):
    """Files of what a site publishes: stored when they come, ``limit`` of them; the form carries their numbers."""

    @property
    def most(self) -> int:
        """How many more can be chosen at once."""
        return min(AT_ONCE, self.limit - len(self.held))

    def take(self, site_code: str) -> bool:
        """Clean and store what came; returns whether 移除 was pressed, and the form is only shown again."""
        dropped, shown = request.form.get(DROP, ""), request.form.getlist(SHOWN)
        self.held = named(site_code, [_number(text) for text in shown if text != dropped])
        cleaned = [file for sent in self.data if (file := self._cleaned(sent))]
        room = self.limit - len(self.held)
        self.refusals += [(file.name, FULL.format(most=self.limit)) for file in cleaned[room:]]
        self.held = [*self.held, *keep(site_code, cleaned[:room])]
        self._say(set())
        return bool(dropped)


def _number(text: str) -> int:
    """What a button of ours is worth; 0 for anything else."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0
