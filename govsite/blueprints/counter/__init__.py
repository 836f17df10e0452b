"""Views of anybody for themselves (柜台): letters, look-ups, captchas, the sign-in of staff."""
