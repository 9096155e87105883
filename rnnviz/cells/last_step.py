"""A gradient at one step, given for a whole sequence: at which step is it meant?

Who has a gradient g at the last hidden state alone, (n_a, m), must put it at the last of T_x steps, beside zeros. With
an axis of length 1 added instead it would be taken as the gradient at the first step.
"""

from rnnviz.errors import ShapeError

__all__ = ["ask_which_step"]


def ask_which_step(where: str, shape: tuple[int, ...], a_shape: tuple[int, int, int]) -> None:
    """Raise, if a gradient of this shape is that of one step beside several.

    Parameters
    ----------
    where : str
        Function, for the message.
    shape : tuple of int
        Of the gradient that came.
    a_shape : tuple of int
        (n_a, m, T_x).

    Raises
    ------
    ShapeError
        It says how to write both: the gradient at the last step, and the first step alone.

    Examples
    --------
    >>> ask_which_step("f", (5, 4, 7), (5, 4, 7))
    >>> ask_which_step("f", (5, 4), (5, 4, 7))
    Traceback (most recent call last):
    rnnviz.errors.ShapeError: f: da must have 3 axes (n_a, m, T); got shape (5, 4). For a gradient g at the last step
    alone, put it there, beside zeros: da = np.zeros((5, 4, 7)); da[:, :, -1] = g.
    """
    n_a, m, T_x = a_shape
    if len(shape) == 3 and shape[:2] == (n_a, m) and (shape[2] > 1 or T_x == 1):
        return  # as it should be, and as it nearly always is
    zeros = f"da = np.zeros({a_shape})"
    alone: dict[tuple[int, ...], str]
    alone = {(m, n_a): "da[:, :, -1] = g.T", (n_a, m): "da[:, :, -1] = g"}  # if they are equal, the second counts
    if m == 1:
        alone[(n_a,)] = "da[:, 0, -1] = g"
    if shape in alone:
        raise ShapeError(
            f"{where}: da must have 3 axes (n_a, m, T); got shape {shape}. For a gradient g at the last step alone, "
            f"put it there, beside zeros: {zeros}; {alone[shape]}."
        )
    if len(shape) == 2 and m > 1:  # a batch axis of one sequence is not what is missing
        raise ShapeError(
            f"{where}: da must have 3 axes (n_a, m, T) = ({n_a}, {m}, {T_x}), T at most that; got shape {shape}. "
            "Make it one gradient for each hidden state."
        )
    one_step = {(n_a, m, 1): "da[:, :, 0]"} if T_x > 1 else {}
    if m > 1:
        one_step |= {(n_a, 1, m): "da[:, 0, :]", (1, n_a, m): "da[0]"}
    if shape in one_step:
        raise ShapeError(
            f"{where}: da has shape {shape}, one step beside {T_x} of x, and does not say which. For the last step: "
            f"g = {one_step[shape]}; {zeros}; da[:, :, -1] = g. For the first step alone, run the forward pass with "
            "x[:, :, :1]."
        )
