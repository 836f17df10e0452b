"""Articles: notices as rows, what they show and where they come from."""
