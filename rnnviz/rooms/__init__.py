"""Rooms: a class that looks at the same card, guesses, and sees what all have guessed. In memory, and nowhere else."""
