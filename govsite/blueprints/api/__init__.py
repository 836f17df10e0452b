"""What other systems call: signed, without a session, never kept."""
