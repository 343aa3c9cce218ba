"""Compare articles: which sentences of two say the same, and what differs between two passages."""
