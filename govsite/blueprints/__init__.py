"""The views, one module a noun; only the factory imports them."""
