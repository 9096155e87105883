"""A result looked at: one sequence, its units, why, what would help, is it right."""
