"""Mistakes in the equations of the simple recurrent network."""

import numpy as np

from rnnviz.gradient_flow.suspects.equations import Mistake

__all__ = ["IN_RNN"]

IN_RNN = (
    Mistake("tanh' missing", "The derivative of tanh is missing.", ("dtanh",), {"slope": lambda s: 1.0}),
    Mistake(
        "da_next missing",
        "The derivative of tanh is not multiplied with da_next.",
        ("dtanh",),
        {"dtanh": lambda s: s.slope},
    ),
    Mistake(
        "1 - a",
        "The derivative of tanh has a_next where its square belongs.",
        ("dtanh",),
        {"slope": lambda s: 1 - s.a_next},
    ),
    Mistake(
        "a * 2 for a ** 2",
        "The derivative of tanh has a_next * 2 where a_next ** 2 belongs.",
        ("dtanh",),
        {"slope": lambda s: 1 - s.a_next * 2},
    ),
    Mistake(
        "a ** 2 alone", "The derivative of tanh is only a_next ** 2.", ("dtanh",), {"slope": lambda s: s.a_next**2}
    ),
    Mistake(
        "1 + a ** 2",
        "The derivative of tanh has a plus where a minus belongs.",
        ("dtanh",),
        {"slope": lambda s: 1 + s.a_next**2},
    ),
    Mistake(
        "tanh twice",
        "tanh is applied to a_next, which is a tanh already, before its derivative is taken.",
        ("dtanh",),
        {"slope": lambda s: 1 - np.tanh(s.a_next) ** 2},
    ),
    Mistake(
        "sigmoid's derivative",
        "The derivative is that of a sigmoid, a_next * (1 - a_next); the state is a tanh.",
        ("dtanh",),
        {"slope": lambda s: s.a_next * (1 - s.a_next)},
    ),
    Mistake(
        "slope at a_prev",
        "The derivative of tanh is taken at a_prev; it belongs to the state after the step, a_next.",
        ("dtanh",),
        {"slope": lambda s: 1 - s.a_prev**2},
    ),
    Mistake(
        "parentheses in dtanh",
        "Parentheses are missing: da_next multiplies only a_next ** 2, not the whole derivative.",
        ("dtanh",),
        {"dtanh": lambda s: 1 - s.a_next**2 * s.da_next},
    ),
    Mistake(
        "dWaa with a_next",
        "dWaa is made with a_next; the state that Waa multiplies is a_prev.",
        ("dWaa",),
        {"dWaa": lambda s: s.dtanh @ s.a_next.T},
    ),
    Mistake(
        "dWaa with da_prev",
        "dWaa is made with the gradient da_prev; the state a_prev belongs there.",
        ("dWaa",),
        {"dWaa": lambda s: s.dtanh @ s.da_prev.T},
    ),
    Mistake(
        "dWaa transposed",
        "dWaa is transposed: the factors of the product stand in the other order.",
        ("dWaa",),
        {"dWaa": lambda s: s.a_prev @ s.dtanh.T},
    ),
    Mistake(
        "Waa not transposed",
        "da_prev is made with Waa; its transpose belongs there.",
        ("da_prev",),
        {"da_prev": lambda s: s.Waa @ s.dtanh},
    ),
    Mistake(
        "da_prev without tanh'",
        "da_prev is made with da_next; dtanh belongs there.",
        ("da_prev",),
        {"da_prev": lambda s: s.Waa.T @ s.da_next},
    ),
    Mistake(
        "da_prev without Waa",
        "da_prev is not multiplied with Waa.T.",
        ("da_prev",),
        {"da_prev": lambda s: s.dtanh},
    ),
    Mistake(
        "dxt without tanh'",
        "dxt is made with da_next; dtanh belongs there.",
        ("dxt",),
        {"dxt": lambda s: s.Wax.T @ s.da_next},
    ),
    Mistake(
        "dWax without tanh'",
        "dWax is made with da_next; dtanh belongs there.",
        ("dWax",),
        {"dWax": lambda s: s.da_next @ s.xt.T},
    ),
    Mistake(
        "dWaa without tanh'",
        "dWaa is made with da_next; dtanh belongs there.",
        ("dWaa",),
        {"dWaa": lambda s: s.da_next @ s.a_prev.T},
    ),
    Mistake(
        "dba without tanh'",
        "dba is the sum of da_next; that of dtanh belongs there.",
        ("dba",),
        {"dba": lambda s: s.da_next.sum(axis=1, keepdims=True)},
    ),
    Mistake(
        "dba of one sample",
        "dba is that of the first sample alone; it is the sum over the batch.",
        ("dba",),
        {"dba": lambda s: s.dtanh[:, :1]},
    ),
)
