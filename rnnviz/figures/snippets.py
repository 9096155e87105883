"""The few lines of Python that make a figure from `rnnviz`, for a person to copy."""

from collections.abc import Mapping
from dataclasses import fields
from typing import Final

from rnnviz.cells import CELLS
from rnnviz.experiment.declarations import SETTINGS
from rnnviz.experiment.run import Result
from rnnviz.experiment.scenario import Scenario
from rnnviz.experiment.sweep import Sweep
from rnnviz.network.output_layer import output_layer
from rnnviz.papers import Claim
from rnnviz.training.network import Network
from rnnviz.training.trainer import Training

__all__ = [
    "claim_code",
    "diagnosis_code",
    "lags_code",
    "losses_code",
    "run_code",
    "scenario_code",
    "snippet",
    "step_code",
    "sweep_code",
    "training_code",
]


def scenario_code(scenario: Scenario) -> str:
    """The scenario as a call, with the fields that differ from their defaults and are there.

    Examples
    --------
    >>> scenario_code(Scenario(n_a=64, period=5.0))
    'Scenario(n_a=64)'
    """
    parts = [f"{name}={value!r}" for name, value in scenario.changed().items() if SETTINGS[name].is_there(scenario)]
    one_line = f"Scenario({', '.join(parts)})"
    return one_line if len(one_line) <= 80 else "Scenario(\n" + "".join(f"    {part},\n" for part in parts) + ")"


def run_code(result: Result) -> tuple[str, str]:
    """The imports and the line that make a result again.

    Examples
    --------
    >>> from rnnviz import run
    >>> run_code(run(Scenario(n_a=64)))
    ('from rnnviz import Scenario, run', 'result = run(Scenario(n_a=64))')
    """
    edit = ["Edit"] * bool(result.edits)
    drawn = result.scenario.adjustable
    if drawn is None:
        imports = f"from pathlib import Path\n\nfrom rnnviz import {', '.join([*edit, 'run'])}\n{_TO_BRING}"
        scenario, before = "scenario", _BRING.format(file=result.scenario.file or "checkpoint.npz")
    else:
        imports = f"from rnnviz import {', '.join([*edit, 'Scenario', 'run'])}"
        scenario, before = scenario_code(drawn), ""
    edits = "".join(f"    {tuple(edit)!r},\n" for edit in result.edits).replace("    (", "    Edit(")
    if edits:
        return imports, f"{before}edits = [\n{edits}]\nresult = run({scenario}, edits)"
    return imports, f"{before}result = run({scenario})"


#: How a trained network is brought: from the file that the page on training offers.
_TO_BRING = "from rnnviz.training.files import read_checkpoint\nfrom rnnviz.training.inside import brought"
_BRING = "scenario = brought(*read_checkpoint(Path({file!r}).read_bytes()))\n"


def snippet(result: Result, figure: str, *arguments: str) -> str:
    """A script that draws a figure.

    Parameters
    ----------
    result : Result
        What the figure shows.
    figure : str
        Name of the figure's function in `rnnviz.figures`.
    *arguments : str
        Its further arguments, as code.

    Examples
    --------
    >>> from rnnviz import run
    >>> print(snippet(run(Scenario()), "gradient_map", '"rnn"'))
    from rnnviz import Scenario, run
    from rnnviz.figures import gradient_map
    <BLANKLINE>
    result = run(Scenario())
    gradient_map(result, "rnn").show()
    """
    call = ", ".join(["result", *arguments])
    imports, made = run_code(result)
    return f"{imports}\nfrom rnnviz.figures import {figure}\n\n{made}\n{figure}({call}).show()"


def diagnosis_code(result: Result) -> str:
    """A script that draws the causes of the first cell.

    Examples
    --------
    >>> from rnnviz import run
    >>> print(diagnosis_code(run(Scenario())))
    from rnnviz import Scenario, run
    from rnnviz.analysis.diagnosis import diagnose
    from rnnviz.figures import cause_chain
    <BLANKLINE>
    result = run(Scenario())
    cause_chain(diagnose(result), "rnn").show()
    """
    imports, made = run_code(result)
    return (
        f"{imports}\nfrom rnnviz.analysis.diagnosis import diagnose\nfrom rnnviz.figures import cause_chain\n\n{made}\n"
        f'cause_chain(diagnose(result), "{next(iter(result.cells))}").show()'
    )


def lags_code(result: Result, sequence: int, *, cut: bool) -> str:
    """A script that draws the norms over all lags: with the bound, or where no cell has one, the first one's paths."""
    if not all(CELLS[cell].keeps for cell in result.cells):
        return snippet(result, "gradient_bound", f"sequence={sequence}")
    cell = next(iter(result.cells))
    return snippet(result, "cell_gradient_paths", f'{sequence}, "{cell}"', *(["cut=True"] if cut else []))


def losses_code(result: Result, sequence: int) -> str:
    """A script that draws which loss reaches which step, in the first cell."""
    imports, made = run_code(result)
    cell = next(iter(result.cells))
    return (
        f"{imports}\nfrom rnnviz.analysis.diagnosis import itemize\nfrom rnnviz.figures import itemized_map\n\n{made}\n"
        f'itemized_map("{cell}", itemize(result, "{cell}", {sequence})).show()'
    )


def sweep_code(plan: Sweep, quantity: str) -> str:
    """A script that draws a map over two settings, of the first cell.

    Examples
    --------
    >>> plan = Sweep.over(Scenario(n_a=4), "gain", (0.5, 1.5), "T_x", (5, 20), points=3, seeds=2)
    >>> print(sweep_code(plan, "left"))
    from rnnviz import Scenario
    from rnnviz.figures import sweep_map
    from rnnviz.experiment.sweep import Sweep, means, sweep
    <BLANKLINE>
    plan = Sweep(Scenario(n_a=4), "gain", "T_x", (0.5, 1.0, 1.5), (5, 12, 20), seeds=2)
    measured = [one for part in sweep(plan) for one in part]
    sweep_map(plan, means(plan, measured), "rnn", "left").show()
    """
    grid = f'"{plan.across}", "{plan.up}", {plan.xs}, {plan.ys}'
    return f"""\
from rnnviz import Scenario
from rnnviz.figures import sweep_map
from rnnviz.experiment.sweep import Sweep, means, sweep

plan = Sweep({scenario_code(plan.scenario)}, {grid}, seeds={plan.seeds})
measured = [one for part in sweep(plan) for one in part]
sweep_map(plan, means(plan, measured), "{plan.scenario.cells[0]}", "{quantity}").show()"""


def claim_code(claim: Claim, values: Mapping[str, float]) -> str:
    """A script that draws what a paper claims.

    Examples
    --------
    >>> from rnnviz.papers import CLAIMS
    >>> print(claim_code(CLAIMS[0], {"rho": 0.9}))
    from rnnviz.figures import claim_picture
    from rnnviz.papers import CLAIMS
    <BLANKLINE>
    claim = next(claim for claim in CLAIMS if claim.number == 2)  # Powers of the spectral radius
    claim_picture(claim, rho=0.9).show()
    """
    arguments = "".join(f", {name}={value!r}" for name, value in values.items())
    return f"""\
from rnnviz.figures import claim_picture
from rnnviz.papers import CLAIMS

claim = next(claim for claim in CLAIMS if claim.number == {claim.number})  # {claim.title}
claim_picture(claim{arguments}).show()"""


def step_code(result: Result, cell: str, sequence: int) -> tuple[str, str]:
    """A script that computes one step again, in two parts: between them belongs the number of the step.

    Parameters
    ----------
    result : Result
        What is shown.
    cell : str
        A name of `rnnviz.cells.CELLS`, such as ``"rnn"``.
    sequence : int
        Number of the sequence in the batch, counted from 1.
    """
    imports, made = run_code(result)
    steps = result.scenario.steps
    first = f"""\
{imports}, {cell}_cell_backward, {cell}_cell_forward

{made}
cell, t, s = result.cells["{cell}"], """
    second = f"""\
, slice({sequence - 1}, {sequence})  # step and sequence


def before(values):
    return values[:, s, t - 2] if t > 1 else 0 * values[:, s, 0]


def after(values):
    return values[:, s, t] if t < {steps} else 0 * values[:, s, 0]


x, da = result.x[:, s, t - 1], cell.by_step["a"].to_float()[:, s, t - 1]
"""
    body = CELLS[cell].step_code.replace("{activation!r}", repr(result.scenario.activation))
    if result.scenario.readout == "values":  # no softmax
        weights, bias = output_layer(result.cells[cell].parameters).names
        body = body.replace("step.yt_pred", f'cell.parameters["{weights}"] @ step.a_next + cell.parameters["{bias}"]')
    return first, second + body


_UNTIL_SOLVED: Final = """
    if record.trouble or training.task.solved.reached(record.loss, record.accuracy):
        print(record.trouble or "solved")
        break"""
_UNTIL_TROUBLE: Final = """
    if record.trouble:
        print(record.trouble)"""


def training_code(training: Training, *, until_solved: bool = True) -> str:
    """A script that repeats a training.

    Parameters
    ----------
    training : Training
        What is repeated.
    until_solved : bool
        Whether it stops once it has solved the task.

    Examples
    --------
    >>> from rnnviz.tasks import TASKS
    >>> from rnnviz.training.network import Network
    >>> print(training_code(Training(TASKS["latch"], 40, Network("rnn", gain=0.7))))
    # Needs the package rnnviz: run this in its folder, or install that with pip.
    from rnnviz.tasks import TASKS
    from rnnviz.training.network import Network
    from rnnviz.training.trainer import Training, train
    <BLANKLINE>
    training = Training(
        task=TASKS["latch"],
        T=40,
        network=Network(
            cell='rnn',
            n_a=32,
            activation='tanh',
            start='plain',
            init='orthogonal',
            gain=0.7,
        ),
        batch=64,
        updates=800,
        optimizer='adam',
        learning_rate=0.001,
        clip=1.0,
        truncate=None,
        seed=0,
        dtype='float64',
    )
    for record, checkpoint in train(training, every=10):
        print(record.update, record.loss, record.accuracy)
        if record.trouble or training.task.solved.reached(record.loss, record.accuracy):
            print(record.trouble or "solved")
            break
    """
    text = training.task.text
    imports = "from rnnviz.tasks import next_character" if text else "from rnnviz.tasks import TASKS"
    task = f"next_character({text!r})" if text else f'TASKS["{training.task.key}"]'
    said = (f.name for f in fields(Network) if training.network.counts(f.name))
    network = "".join(f"        {name}={getattr(training.network, name)!r},\n" for name in said)
    rest = (f.name for f in fields(Training) if f.name not in ("task", "T", "network"))
    settings = "".join(f"    {name}={getattr(training, name)!r},\n" for name in rest)
    return f"""\
# Needs the package rnnviz: run this in its folder, or install that with pip.
{imports}
from rnnviz.training.network import Network
from rnnviz.training.trainer import Training, train

training = Training(
    task={task},
    T={training.T},
    network=Network(
{network}    ),
{settings})
for record, checkpoint in train(training, every=10):
    print(record.update, record.loss, record.accuracy){_UNTIL_SOLVED if until_solved else _UNTIL_TROUBLE}"""
