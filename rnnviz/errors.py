"""The errors that rnnviz raises on purpose; each message says where, what is allowed, what came, and what to do."""

__all__ = ["InputError", "RnnvizError", "ScenarioError", "ShapeError"]


class RnnvizError(ValueError):
    """Base of every error that rnnviz raises on purpose."""


class ShapeError(RnnvizError):
    """An array, or a dict of arrays, does not have the shape or type that a function needs."""


class InputError(RnnvizError):
    """A text, table or file that a person brought cannot be read as a sequence."""


class ScenarioError(RnnvizError):
    """A scenario asks for something outside its bounds.

    Parameters
    ----------
    field : str
        Name of the scenario's field that is wrong, so that a form can show the sentence beside it.
    message : str
        What is wrong and what to do.
    """

    def __init__(self, field: str, message: str) -> None:
        super().__init__(message)
        self.field = field
