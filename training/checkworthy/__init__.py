"""Which sentences of a draft are claims: the labelled drafts, the fit and the measure."""
