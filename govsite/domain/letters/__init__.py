"""Letters to the government (信件): what only letters have."""
