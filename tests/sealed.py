"""Tables with sealed columns that belong to no noun, and keys for tests."""

from __future__ import annotations

from sqlalchemy import Column, Integer, MetaData, String, Table

from govsite.models import normal
from govsite.models.columns import Fingerprint, Sealed

INDEX, ONE, TWO, SM4 = b"i" * 32, b"1" * 32, b"2" * 32, b"3" * 16
OLD = {"index": INDEX, "1": ONE}
NEW = {**OLD, "2": TWO}
NATIONAL = {**NEW, "3": SM4}

TABLES = MetaData()
PERSON = Table(
    "sample_person",
    TABLES,
    Column("id", Integer, primary_key=True),
    Column("phone", Sealed("sample_person.phone")),
    Column("number", Sealed("sample_person.number")),
    Column("phone_print", Fingerprint("phone", normal.phone)),
    Column("number_print", Fingerprint("id number")),
)
PAIR = Table(  # with a key of two columns
    "sample_pair",
    TABLES,
    Column("site", String(12), primary_key=True),
    Column("place", Integer, primary_key=True),
    Column("contact", Sealed("sample_pair.contact"), nullable=False),
)
Table("sample_plain", TABLES, Column("id", Integer, primary_key=True))
