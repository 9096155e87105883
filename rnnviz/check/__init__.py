"""Is my backward pass right? The check as a command: ``python -m rnnviz.check``, and its report for Python.

Two functions of your own, a forward and a backward pass as a course names them::

    python -m rnnviz.check my_rnn:rnn_forward my_rnn:rnn_backward

or a file of numbers, from any language, with the keys that `rnnviz.check.source` lists::

    python -m rnnviz.check gradients.npz
"""

from rnnviz.check.report import report

__all__ = ["report"]
