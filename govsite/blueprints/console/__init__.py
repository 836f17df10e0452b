"""Pages of staff; each view says what it needs (``web/staff.py``)."""
