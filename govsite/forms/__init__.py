"""Forms (表单), one module a noun; ``base.py`` has what all of them share."""
