"""Training with the project's own cells: losses, clipping, optimisers, and a trainer that yields as it goes."""
