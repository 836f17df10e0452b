"""What the editors of a site edit, each thing as one row of its table: the same checks, the same sentences."""
