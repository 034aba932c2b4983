"""What is answered to somebody whose act is not done."""


class Refused(ValueError):
    """What was asked is not done; the message says why in one line."""
