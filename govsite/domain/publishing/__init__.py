"""Publishing (发布): what staff edit beside what is live; compared, previewed, published as a whole, undone."""
