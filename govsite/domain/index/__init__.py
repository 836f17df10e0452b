"""The full-text index of the items: bigram postings, synonyms, spelling correction."""
