"""Citizens and their accounts."""
