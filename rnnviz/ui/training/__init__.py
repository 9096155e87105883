"""The page on training: what to train, how it goes, what came of it, and how sure that is."""
