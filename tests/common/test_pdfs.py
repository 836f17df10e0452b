"""PDF files: what is seen and typed stays, what acts is gone, seals are not broken."""

from __future__ import annotations

import re
from io import BytesIO

import pikepdf
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pikepdf import Array, Dictionary, Encryption, Name, ObjectStreamMode, String

from govsite.domain.common import pdfs, uploads
from govsite.domain.common.pdf_forms import lines_of
from govsite.domain.common.pdfs import clean_pdf
from govsite.domain.common.upload_refused import Refused
from tests.common.sent_files import PLACE, filled, notes, pdf, picture, saved, script, signed


def cleaned(made: pikepdf.Pdf) -> pikepdf.Pdf:
    content, pages = clean_pdf(saved(made))
    found = pikepdf.open(BytesIO(content))
    assert pages == len(found.pages)
    assert not found.check_pdf_syntax()
    return found


def everything(found: pikepdf.Pdf) -> bytes:
    """All that is in a file, unpacked."""
    plain = pikepdf.StreamDecodeLevel.generalized
    return saved(found, compress_streams=False, stream_decode_level=plain, object_stream_mode=ObjectStreamMode.disable)


def texts(found: pikepdf.Pdf) -> list[str]:
    """What the fields of the forms showed, now part of the pages."""
    drawn = [x.read_bytes() for page in found.pages for x in page.Resources.get("/XObject", Dictionary()).values()]
    shown = [re.findall(rb"<([0-9a-f]*)> Tj", drawing) for drawing in drawn]
    return [bytes.fromhex(text.decode()).decode("utf-16-be") for lines in shown for text in lines]


def test_scripts_and_actions_are_gone() -> None:
    made = pdf(2, OpenAction=script(), AA=Dictionary(WC=script()))
    made.Root.Names = Dictionary(JavaScript=Dictionary(Names=Array([String("a"), script()])))
    made.pages[0].AA = Dictionary(O=script())
    link = Dictionary(Type=Name.Annot, Subtype=Name.Link, Rect=Array([0, 0, 9, 9]), A=script())
    made.pages[1].Annots = Array([made.make_indirect(link)])
    outline = made.make_indirect(Dictionary(Title=String("x"), A=script()))
    made.Root.Outlines = Dictionary(First=outline, Last=outline, Count=1)
    found = everything(cleaned(made))
    assert b"alert" not in found and b"JavaScript" not in found and b"/AA" not in found and b"OpenAction" not in found


def test_attached_files_are_gone() -> None:
    made = pdf()
    made.attachments["setup.exe"] = b"MZ an evil program"
    made.pages[0].AF = Array([made.make_stream(b"MZ associated")])
    assert b"MZ" in everything(pikepdf.open(BytesIO(saved(made))))
    assert b"MZ" not in everything(cleaned(made))


def test_who_wrote_it_is_gone() -> None:
    made = pdf()
    made.docinfo["/Author"] = "范晓燕"
    with made.open_metadata() as metadata:
        metadata["dc:creator"] = ["Fan Xiaoyan"]
    found = cleaned(made)
    assert "/Info" not in found.trailer and "/Metadata" not in found.Root and b"Xiaoyan" not in everything(found)


def test_where_a_photograph_in_it_was_taken_is_gone() -> None:
    sent, made = picture(exif=notes()), pdf()
    about = Dictionary(Type=Name.XObject, Subtype=Name.Image, Width=400, Height=300, BitsPerComponent=8)
    about.ColorSpace, about.Filter = Name.DeviceRGB, Name.DCTDecode
    photo = made.make_stream(sent, about)
    made.pages[0].Resources = Dictionary(XObject=Dictionary(Photo=photo))
    found = cleaned(made)
    kept = found.pages[0].Resources.XObject.Photo.read_raw_bytes()
    assert PLACE.encode() not in kept and kept.startswith(b"\xff\xd8") and len(kept) > 1000


@pytest.mark.parametrize("outdated", [True, False])
@pytest.mark.parametrize("text", ["Fan Xiaoyan", "范晓燕", "𠀀 (rare) \\ ü"])
def test_what_was_typed_into_a_form_becomes_part_of_the_page(text: str, outdated: bool) -> None:
    found = cleaned(filled(text, outdated))
    assert texts(found) == [text]
    assert "/AcroForm" not in found.Root and "/Annots" not in found.pages[0] and b"alert" not in everything(found)


def test_a_drawing_that_is_up_to_date_stays() -> None:
    found = everything(cleaned(filled("范晓燕", outdated=False, drawn="q 1 0 0 rg 0 0 9 9 re f Q")))
    assert b"1 0 0 rg 0 0 9 9 re f" in found and b"/Song" not in found


def test_a_drawing_that_is_older_than_what_was_typed_is_made_anew() -> None:
    assert texts(cleaned(filled("范晓燕", drawn="q (old) Tj Q"))) == ["范晓燕"]


def test_several_lines_are_wrapped_in_their_box() -> None:
    shown = texts(cleaned(filled("地" * 40 + "\n第二段", several=True, height=90)))
    assert len(shown) > 2 and "".join(shown) == "地" * 40 + "第二段" and shown[-1] == "第二段"


@given(st.text(st.characters(exclude_categories=["C"]), max_size=60), st.floats(0.5, 30))
def test_wrapping_loses_nothing(text: str, width: float) -> None:
    assert "".join(lines_of(text, width)) == text


def test_ticked_boxes_stay_ticked() -> None:
    made = filled("")
    field = made.Root.AcroForm.Fields[0]
    field.FT, field.V, field.AS, field.Ff = Name.Btn, Name.Yes, Name.Yes, 0
    box = Dictionary(Type=Name.XObject, Subtype=Name.Form, BBox=Array([0, 0, 9, 9]))
    field.AP = Dictionary(N=Dictionary(Yes=made.make_stream(b"(tick) Tj", box), Off=made.make_stream(b"q Q", box)))
    assert b"(tick) Tj" in everything(cleaned(made))


def test_layers_that_are_hidden_stay_hidden() -> None:
    made = pdf()
    layer = made.make_indirect(Dictionary(Type=Name.OCG, Name=String("draft")))
    made.Root.OCProperties = Dictionary(OCGs=Array([layer]), D=Dictionary(OFF=Array([layer])))
    assert "/OCProperties" in cleaned(made).Root


def test_a_signed_file_stays_byte_for_byte() -> None:
    sent = signed()
    assert clean_pdf(sent) == (sent, 1)


@pytest.mark.parametrize("more", [{"OpenAction": script()}, {"AA": Dictionary(WC=Dictionary(S=Name.Launch))}])
def test_a_signature_lets_nothing_through_that_acts(more: dict[str, Dictionary]) -> None:
    with pytest.raises(Refused, match="电子签章"):
        clean_pdf(signed(**more))


def test_names_written_in_another_way_are_the_same_names() -> None:
    sent = signed(OpenAction=script()).replace(b"/JavaScript", b"/J#61v#61Script").replace(b"/JS", b"/#4a#53")
    with pytest.raises(Refused, match="电子签章"):
        clean_pdf(sent)


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        (saved(pdf(), encryption=Encryption(user="secret", owner="other")), pdfs.PASSWORD),
        (saved(pdf(pdfs.MOST_PAGES + 1)), pdfs.TOO_MANY_PAGES),
        (saved(pdf(0)), pdfs.NO_PAGE),
    ],
)
def test_what_is_refused_is_told(sent: bytes, words: str) -> None:
    with pytest.raises(Refused) as caught:
        uploads.clean("x.pdf", sent)
    assert str(caught.value) == words


def test_one_that_may_only_be_read_is_no_secret() -> None:
    content, _ = clean_pdf(saved(pdf(), encryption=Encryption(user="", owner="other")))
    assert not pikepdf.open(BytesIO(content)).is_encrypted


def test_dynamic_forms_are_refused() -> None:
    made = filled("x")
    made.Root.AcroForm.XFA, made.Root.NeedsRendering = String("<xfa/>"), True
    with pytest.raises(Refused, match="动态"):
        clean_pdf(saved(made))


def test_a_name_says_what_it_is() -> None:
    found = uploads.clean("申请表.docx", saved(pdf(3)))
    assert (found.name, found.kind, found.pages) == ("申请表.pdf", "application/pdf", 3)
