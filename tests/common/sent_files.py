"""Files as people send them, made by the libraries that read them."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, String
from PIL import Image, ImageDraw
from pillow_heif import register_heif_opener

register_heif_opener()
PLACE = "华为手机"  # what the camera notes
EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"


def picture(size: tuple[int, int] = (400, 300), mode: str = "RGB", kind: str = "JPEG", **options: Any) -> bytes:
    """A picture with a red upper left quarter on blue, or black on white."""
    drawn = Image.new("RGB", size, "blue")
    ImageDraw.Draw(drawn).rectangle((0, 0, size[0] // 2 - 1, size[1] // 2 - 1), "red")
    written = BytesIO()
    drawn.convert(mode).save(written, kind, **options)
    return written.getvalue()


def notes(orientation: int = 1) -> Image.Exif:
    """What a telephone notes of a photograph: how it was held, by whom it was made, where."""
    exif = Image.Exif()
    exif[0x0112], exif[0x010F] = orientation, PLACE
    exif.get_ifd(0x8825).update({1: "N", 2: (30.0, 41.0, 12.5), 3: "E", 4: (111.0, 17.0, 3.25)})
    return exif


def opened(content: bytes) -> Image.Image:
    found = Image.open(BytesIO(content))
    found.load()
    return found


def pdf(pages: int = 1, **catalog: Any) -> pikepdf.Pdf:
    made = pikepdf.new()
    for _ in range(pages):
        made.add_blank_page(page_size=(300, 200))
    for key, value in catalog.items():
        made.Root[f"/{key}"] = value
    return made


def saved(made: pikepdf.Pdf, **options: Any) -> bytes:
    written = BytesIO()
    made.save(written, **options)
    return written.getvalue()


def script(words: str = "app.alert(1)") -> Dictionary:
    return Dictionary(S=Name.JavaScript, JS=String(words))


def filled(text: str, outdated: bool = True, several: bool = False, height: int = 20, drawn: str = "") -> pikepdf.Pdf:
    """A form with one field, filled in; ``outdated`` leaves the drawing to the reader, ``drawn`` is a drawing of it."""
    made = pdf()
    font = made.make_indirect(Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica))
    field = made.make_indirect(
        Dictionary(
            Type=Name.Annot,
            Subtype=Name.Widget,
            FT=Name.Tx,
            T=String("name"),
            V=String(text),
            Rect=Array([20, 100, 200, 100 + height]),
            F=4,
            Ff=1 << 12 if several else 0,
            DA=String("/Helv 0 Tf 0 g"),
            AA=Dictionary(K=script()),
        )
    )
    if drawn:
        box = Dictionary(Type=Name.XObject, Subtype=Name.Form, BBox=Array([0, 0, 180, height]))
        field.AP = Dictionary(N=made.make_stream(drawn.encode(), box))
    made.pages[0].Annots = Array([field])
    fonts = Dictionary(Font=Dictionary(Helv=font))
    made.Root.AcroForm = Dictionary(Fields=Array([field]), DR=fonts, DA=String("/Helv 0 Tf"), NeedAppearances=outdated)
    return made


def signed(**more: Any) -> bytes:
    """A form whose only field holds a signature; of its bytes nobody asks here."""
    made = filled("")
    value = Dictionary(Type=Name.Sig, Filter=Name("/Adobe.PPKLite"), ByteRange=Array([0, 10, 20, 30]), Contents=b"\1")
    made.Root.AcroForm.Fields[0].FT = Name.Sig
    made.Root.AcroForm.Fields[0].V = made.make_indirect(value)
    del made.Root.AcroForm.Fields[0].AA
    for key, entry in more.items():
        made.Root[f"/{key}"] = entry
    return saved(made)
