"""What leaves for others: a claim's report in the formats of the web, and signed for keeping."""
