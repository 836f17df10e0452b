"""Pages of citizens who are signed in (用户空间)."""
