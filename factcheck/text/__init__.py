"""Text of documents: extraction from HTML, boilerplate tags, sentences, passages and quotes, all with true offsets."""
