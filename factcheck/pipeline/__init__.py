"""The use cases: check a claim, bring a document into the index, take in an import, answer a search."""
