"""The HTTP service: it takes claims and documents, hands the work to the queue, and answers from the store."""
