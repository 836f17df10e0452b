"""What staff publish."""
