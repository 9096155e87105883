"""A link that holds everything on the screen, and what one that is opened brings along."""

__all__: list[str] = []
