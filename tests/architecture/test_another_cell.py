"""A cell of a test's own goes through every public entry of the library, every figure and every page."""

import inspect
from collections.abc import Callable, Iterator
from functools import partial
from importlib import import_module
from typing import Any

import numpy as np
import pytest
from joblib import parallel_config

from rnnviz.analysis.criticality import Critical
from rnnviz.analysis.diagnosis import diagnose, itemize, step_jacobians
from rnnviz.analysis.draws import draws_of
from rnnviz.analysis.remedies import remedied, remedies
from rnnviz.cells import CELLS
from rnnviz.experiment.run import run
from rnnviz.experiment.scenario import Scenario
from rnnviz.experiment.sweep import Sweep, means, sweep
from rnnviz.figures.lags import curves_of
from rnnviz.figures.spectra import step_spectra
from rnnviz.figures.trainability import gains_of
from rnnviz.lessons.answers import Answer
from rnnviz.lessons.conditions import Condition
from rnnviz.lessons.lesson import Card, Question
from rnnviz.lessons.library import CHALLENGES
from rnnviz.lessons.measures import measured as measured_by
from rnnviz.pictures.picture import Look
from rnnviz.tasks import TASKS
from rnnviz.training.files import weights_text
from rnnviz.training.network import Network, forward
from rnnviz.training.prediction import fade_before, predict
from rnnviz.training.runs import History
from rnnviz.training.trainer import start
from rnnviz.training.training import Training
from tests.architecture.another_cell import KEEPER
from tests.architecture.project import modules
from tests.opened_page import OpenedPage

#: By these a function can tell which cell it is about.
TELLING = {"result", "cell", "scenario", "steps", "diagnosis", "diagnoses", "network", "training", "fades", "plan"}
#: Those that are about something else, and why.
ELSEWHERE = {
    "rnnviz.analysis.criticality.critical_bias": "a bias that this cell has not; it says so, see test_criticality.py",
    "rnnviz.analysis.criticality.with_bias": "a bias that this cell has not; it says so, see test_criticality.py",
    "rnnviz.experiment.sweep.sweep": "called above, in this process: others do not know the cell",
    "rnnviz.figures.lags.bound_curves": "a bound of a cell without gates",
    "rnnviz.figures.lags.gradient_bound": "a bound of a cell without gates",
    "rnnviz.gradient_flow.bounds.pascanu_bound": "a bound of a cell without gates",
    "rnnviz.training.prediction.amount_of": "limits that were measured, of the cells of which there are trials",
    "rnnviz.figures.trainability.trials_figure": "the trials that there are",
    "rnnviz.figures.trainability.trials_spec": "the trials that there are",
    "rnnviz.figures.trainability_words.trials_table": "the trials that there are",
    "rnnviz.figures.trainability_words.describe_trials": "the trials that there are",
    "rnnviz.figures.axes.time_axis": "a number of steps",
    "rnnviz.figures.axes.whole_steps": "a number of steps",
    "rnnviz.figures.rates.steps_in_words": "a number of steps",
    "rnnviz.tasks.task.which_steps": "a number of steps",
    "rnnviz.figures.training_profile.profile_spec": "called by the page on training, below",
    "rnnviz.lessons.by_hand.by_hand": "numbers by hand of the simple RNN",
    "rnnviz.lessons.by_hand.mistakes": "numbers by hand of the simple RNN",
}
#: Packages whose functions are about cells of the course, or of a paper.
OTHERS = ("rnnviz.check", "rnnviz.gradient_flow.suspects", "rnnviz.papers", "rnnviz.cells.bptt", "rnnviz.ui")


def entries() -> Iterator[tuple[str, Callable[..., Any]]]:
    """Every public function that is about a cell, by its full name."""
    for name in modules():
        if name.startswith(OTHERS):
            continue
        module = import_module(name)
        for public in getattr(module, "__all__", []):
            found = getattr(module, public)
            own = inspect.isfunction(found) and found.__module__ == name
            if own and TELLING & inspect.signature(found).parameters.keys() and f"{name}.{public}" not in ELSEWHERE:
                yield f"{name}.{public}", found


ENTRIES = dict(entries())


@pytest.fixture(autouse=True)
def registered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(CELLS, "keeper", KEEPER)


@pytest.fixture(scope="module")
def known() -> Iterator[dict[str, Any]]:
    """What functions can ask for, by the name of their argument."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(CELLS, "keeper", KEEPER)
        scenario = Scenario(cells=("keeper", "rnn"), n_a=4, n_x=2, m=2, T_x=9, init="glorot", input_scale=2.0)
        result, training = run(scenario), Training(TASKS["latch"], 6, Network("keeper", n_a=3), batch=3, updates=4)
        plan = Sweep.over(scenario, "gain", (0.5, 1.5), "n_a", (2, 4), points=2)
        one, steps = result.cells["keeper"], step_jacobians(result, "keeper")
        with parallel_config(backend="sequential"):  # other processes do not know the cell
            measured = [one for part in sweep(plan) for one in part]
        card = Card("one", "", "Text.", question=Question("How much?", "end", measured_by("left", "keeper")))
        fade, batch = fade_before(training), training.task.batch(np.random.default_rng(0), 3, 6)
        yield {
            "result": result,
            "cell": "keeper",
            "scenario": scenario,
            "steps": steps,
            "states": one.states,
            "gates": one.gates,
            "parameters": one.parameters,
            "by_step": one.by_step,
            "reference": 9,
            "diagnoses": diagnose(result),
            "diagnosis": diagnose(result)["keeper"],
            "itemized": itemize(result, "keeper"),
            "spectra": {cell: step_spectra(result, cell) for cell in result.cells},
            "remedied": [remedied(one) for one in remedies(scenario, Critical(1.1, None))],
            "known": Critical(1.1, None),
            "plan": plan,
            "found": means(plan, measured),
            "quantity": "factor",
            "sequence": 1,
            "bias": 1.0,
            "state": "a",
            "key": "k",
            "signal": "k",
            "order": "memory",
            "source": "keeper a",
            "gains": gains_of([History(training)]),
            "x": result.x,
            "a": one.states["a"],
            "a_prev": np.zeros_like(one.states["a"]),
            "own": np.ones_like(one.states["a"]),
            "operand": np.ones((7, 2, 9)),
            "weights": KEEPER.gate_weights(one.parameters),
            "training": training,
            "network": training.network,
            "checkpoint": start(training),
            "now": start(training),
            "fade": fade,
            "prediction": predict(training, fade),
            "accuracy": 0.5,
            "field": "gain",
            "cause": "keep gates",
            "edits": [],
            "every": 2,
            "until_solved": False,
            "task": training.task,
            "batch": batch,
            "done": forward(training.network, start(training).parameters, training.task, batch),
            "losses": 3,
            "name": "k",
            "values": one.gates["k"][:, 0],
            "kind": "gate",
            "numbers": curves_of(result, "keeper"),
            "measured": measured,
            "forward": KEEPER.forward(result.x, np.zeros((4, 2)), dict(one.parameters), "tanh"),
            "labels": result.labels,
            "where": slice(0, 9),
            "arrays": dict(one.parameters),
            "look": Look(),
            "sample": 1,
            "sentences": ["It fades."],
            "card": card,
            "guess": "-3",
            "answer": Answer(-3.0, "", "0.001"),
            "condition": Condition(card.question.measured, at_most=0.0),
            "conditions": [Condition(card.question.measured, at_most=0.0)],
            "challenge": CHALLENGES["explode"],
            "measure": "left",
            "text": "{left.keeper}",
            "draws": draws_of(scenario),
            "of": "line left",
            "words": "",
            "T": 20,
            "amount": "enough",
        }


def call(name: str, known: dict[str, Any]) -> Any:
    """Call a function with what it asks for."""
    function, given = ENTRIES[name], {}
    for parameter in inspect.signature(function).parameters.values():
        if parameter.kind in (parameter.VAR_POSITIONAL, parameter.VAR_KEYWORD):
            continue
        if parameter.name in SPECIAL.get(name, {}):
            given[parameter.name] = SPECIAL[name][parameter.name](known)
        elif parameter.name in known and (parameter.default is parameter.empty or parameter.name in TELLING):
            given[parameter.name] = known[parameter.name]
        else:
            assert parameter.default is not parameter.empty, f"{name}: what should {parameter.name} be?"
    done = function(**given)
    return list(done) if inspect.isgenerator(done) else done


#: Arguments of a name that means something else elsewhere.
SPECIAL: dict[str, dict[str, Callable[[dict[str, Any]], Any]]] = {
    "rnnviz.training.files.checkpoint_of": {
        "update": lambda _: 0,
        "text": lambda known: weights_text(known["checkpoint"]),
    },
    "rnnviz.analysis.remedies.ranked": {"found": lambda known: known["remedied"]},
    "rnnviz.figures.remedy_words.critical_in_words": {"found": lambda known: known["known"]},
    "rnnviz.figures.unit_words.describe_input": {"x": lambda known: known["result"].x[:, 0]},
    "rnnviz.figures.remedy_words.value_in_words": {"name": lambda known: "gain"},
    "rnnviz.training.network.forward": {"parameters": lambda known: dict(known["now"].parameters)},
    "rnnviz.training.network.backward": {"parameters": lambda known: dict(known["now"].parameters)},
    "rnnviz.figures.snippets.lags_code": {"cut": lambda known: known["cell"] == "rnn"},
    "rnnviz.figures.snippets.snippet": {"figure": lambda known: "gradient_fade"},
    "rnnviz.lessons.measures.measure": {"name": lambda known: "left"},
    "rnnviz.figures.words.nonfinite_in_words": {"cell": lambda known: known["result"].cells["keeper"]},
}


@pytest.mark.parametrize("name", ENTRIES)
def test_every_public_entry_takes_it(name: str, known: dict[str, Any]) -> None:
    call(name, known)


def test_there_are_some_and_nothing_is_exempt_that_is_not_there() -> None:
    assert len(ENTRIES) > 90
    for name in ELSEWHERE:
        module, _, function = name.rpartition(".")
        assert callable(getattr(import_module(module), function))


@pytest.mark.parametrize("page", ["", "gates", "step", "why"])
@pytest.mark.parametrize("cells", ["keeper", "rnn,lstm,keeper"])
def test_every_page_shows_it(monkeypatch: pytest.MonkeyPatch, page: str, cells: str) -> None:
    shown = partial(OpenedPage, monkeypatch)(page=page, cells=cells, n_a="4", T_x="9")
    assert shown.errors == shown.warnings == []
    sent = str(shown.overview) if page == "gates" else " ".join(shown.charts)
    assert "Keeper" in shown.words + sent or page == "step"


def test_the_page_on_training_trains_it(monkeypatch: pytest.MonkeyPatch) -> None:
    shown = OpenedPage(monkeypatch, page="train", plan_cell_1="keeper", plan_second="no", plan_n_a="4")
    assert shown.errors == shown.warnings == []
    assert 'aria-label="Keeper' in shown.words  # its card


def test_this_test_can_fail(monkeypatch: pytest.MonkeyPatch, known: dict[str, Any]) -> None:
    monkeypatch.delitem(CELLS, "keeper")
    with pytest.raises(Exception, match=r"keeper|cell must be one of"):
        call("rnnviz.analysis.diagnosis.step_jacobians", known | {"result": run(Scenario(cells=("rnn",)))})
