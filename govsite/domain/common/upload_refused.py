"""Why a file is not taken."""


class Refused(ValueError):  # noqa: N818
    """A file that cannot be taken; the message is a sentence for who sends it, with the next step."""
