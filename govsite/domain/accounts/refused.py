"""What cannot be done with an account."""


class Refused(Exception):  # noqa: N818
    """Why something is not done, as a sentence for who wanted it."""
