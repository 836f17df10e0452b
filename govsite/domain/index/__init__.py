"""The inverted index of the items: bigram postings, a thesaurus, spelling correction by sound and shape."""
