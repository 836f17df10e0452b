"""Why something about an account cannot be done."""


class Refused(ValueError):  # noqa: N818
    """A change that cannot be made; the message is a sentence for who asked for it."""
