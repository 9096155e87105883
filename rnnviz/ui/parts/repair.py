"""What would repair it: the remedies beside what there is, each one click to adopt."""

import math
from typing import Final

import numpy as np
import streamlit as st

from rnnviz.analysis.criticality import Critical, critical
from rnnviz.analysis.diagnosis import diagnosis_of
from rnnviz.analysis.remedies import Remedied, betters, judged, ranked, remedied, remedies
from rnnviz.cells import CELLS
from rnnviz.experiment.key import key_of
from rnnviz.experiment.run import Result
from rnnviz.experiment.scenario import Scenario
from rnnviz.experiment.setting import Setting
from rnnviz.figures.framework_code import CLIPPING, in_frameworks
from rnnviz.figures.remedy_fades import describe_remedies, remedy_spec
from rnnviz.figures.remedy_words import causes_in_words, change_in_words, critical_in_words, remedy_in_words
from rnnviz.figures.words import power_of_ten
from rnnviz.ui.components.charts import Chart, charts
from rnnviz.ui.parts import explain
from rnnviz.ui.parts.adopting import adopt, undo_bar
from rnnviz.ui.parts.papers import Link
from rnnviz.ui.session.calm import hides
from rnnviz.ui.session.results import result_of

__all__ = ["RESULTS", "critical_line", "repair"]

#: Hidden values up to which remedies are tried unasked.
UNASKED: Final = 100_000
_TRY: Final = "try_the_remedies"


def repair(result: Result, link: Link) -> None:
    """Draw the remedies for what is shown, with what each of them leaves of the gradient.

    Parameters
    ----------
    result : Result
        What is to be repaired.
    link : callable
        ``link(label, name)`` draws a link to a result of a paper.
    """
    scenario = result.scenario.adjustable
    of_one = scenario is None or judged(scenario) == scenario
    st.header("What would repair it?" if of_one else "What would repair the gradient of the last loss?")
    # Its height is kept: remedies come and go with the setting, and the page would jump under who reads it.
    with st.container(key="remedies_found"):
        _found_remedies(result, link)


def _found_remedies(result: Result, link: Link) -> None:
    scenario = result.scenario.adjustable
    if scenario is None:
        st.caption("Remedies change how a network is drawn; this one is trained. Leave it to try them.")
        return
    if scenario.last_loss_step == 1:
        st.caption("Nothing: there is no earlier step for a gradient to reach.")
        return
    if scenario.cost > UNASKED and not st.toggle("Try the remedies: takes some seconds with so many numbers", key=_TRY):
        return
    # Not the key alone: remedies are whole scenarios, which are adopted with what does not count here, such as a text.
    found = _found(key_of(scenario.key, scenario.to_query()), scenario)
    alone = result if judged(scenario) == scenario else result_of(judged(scenario), result.edits)
    items = [
        Chart(
            remedy_spec(alone, found, cell),
            f"{CELLS[cell].label}: its gradient with each remedy",
            describe_remedies(alone, found, cell),
        )
        for cell in result.cells
    ]
    charts(items, key="remedies", columns=3)
    st.caption(_how(result, alone))
    columns = st.columns(len(result.cells)) if len(result.cells) > 1 else [st.container()]
    for cell, column in zip(result.cells, columns, strict=True):
        with column:
            undo_bar(scenario, cell)
            _list(alone, scenario, found, cell, link)
            _clip(result, cell, link)


def _how(result: Result, alone: Result) -> str:
    """How to read the list, and how the gradients in it were made."""
    said = [
        "The best comes first: it leaves the gradient nearest to its size. Some take a cause away, others make up for "
        "it: the last line of each has what the causes multiply by, now and then."
    ]
    if not hides("controls"):
        said.append("A click adopts it here.")
    *some, last = (CELLS[cell].label for cell in result.cells)
    labels = f"{', '.join(some)} or {last}" if some else last
    if not hides("code"):
        said.append(f"If your own {labels} does not learn: below each remedy are its lines for PyTorch and Keras.")
    if alone is not result:
        said.append(
            "Only the loss at the last step counts here: losses of earlier steps would hide what becomes of it."
        )
    if result.edits:
        said.append("Remedies draw the network anew, without the values that were edited by hand.")
    return " ".join(said)


#: The result that each remedy rests on, as it is called in addresses.
RESULTS: Final = {
    "Orthogonal weights": "saxe-2014-orthogonal-weights",
    "Identity and ReLU (IRNN)": "le-2015-identity-rnn",
    "Gain tuned to ×1": "chen-2018-mean-field",
    "Forget bias 1": "jozefowicz-2015-forget-bias",
    "Forget bias tuned to ×1": "chen-2018-mean-field",
    "Update bias 1": "gers-2000-forget-gates",
    "Update bias tuned to ×1": "chen-2018-mean-field",
    "Chrono": "tallec-2018-chrono",
}


def _list(result: Result, scenario: Scenario, found: list[Remedied], cell: str, link: Link) -> None:
    """The remedies for a cell, the best first, and apart those that do not help it here.

    Of each what it does and changes, a button to adopt it, and who found it.
    """
    now, why = result.cells[cell].fades["a"], diagnosis_of(result, cell)
    in_order = sorted(ranked(found, cell), key=lambda one: not betters(one, now))  # stable: the best stays first
    for place, one in enumerate(in_order):
        if not betters(one, now) and (place == 0 or betters(in_order[place - 1], now)):
            st.subheader(f"Does not help the {CELLS[cell].label} here")
        name, source = one.remedy.name, one.remedy.source
        with st.container(gap="xsmall", key=f"remedy_{cell}_{place}"):
            with st.container(horizontal=True, vertical_alignment="center", gap="small"):
                if hides("controls"):
                    st.markdown(f"**{name}**", width="content")
                else:
                    st.button(
                        name,
                        key=f"adopt_{cell}_{name}",
                        help=source,
                        on_click=adopt,
                        args=[one.remedy.scenario, name, cell],
                    )
                if name in RESULTS:
                    link(source, RESULTS[name])
            changes = change_in_words(scenario, one.remedy.scenario)
            st.markdown(f"{CELLS[cell].label}: {remedy_in_words(one, now)}")
            st.caption(f"{f'Changes {changes}. ' if changes else ''}{causes_in_words(why, one.diagnosis)}")
            _code(in_frameworks(one.remedy).as_text(cell), f"{cell}_{name}")


def _code(code: str, name: str) -> None:
    """The same in the frameworks, unfolded on demand."""
    if hides("code"):
        return
    with explain.fold("In PyTorch and Keras", ":material/code:", f"code_remedy_{name}") as folded:
        if folded.open:
            st.code(code, language=None, wrap_lines=True)


def critical_line(setting: Setting) -> str:
    """Where the factor a step is 1 for this very draw, unless that takes too long to be found unasked."""
    scenario = setting.adjustable
    if scenario is None or (scenario.cost > UNASKED and not st.session_state.get(_TRY)):
        return ""
    return critical_in_words(scenario, _critical(scenario.key, scenario))


def _clip(result: Result, cell: str, link: Link) -> None:
    """What clipping would do, where a cell's gradient grows: no button, as it changes no setting of a network."""
    said = _clipping(result, cell)
    if said:
        with st.container(gap="xsmall", key=f"remedy_{cell}_clip"):
            link("Clipping: Pascanu et al. 2013", "pascanu-2013-cliff")
            st.markdown(said)
            _code(CLIPPING.as_text(), f"{cell}_clip")


def _clipping(result: Result, cell: str) -> str:
    """What clipping would do to the step that a gradient makes; empty where it does not grow.

    Examples
    --------
    >>> from rnnviz import Scenario, run
    >>> print(_clipping(run(Scenario(gain=3.0, T_x=40)), "rnn").partition(". ")[0])
    RNN: The gradient explodes, and over all weights its norm is 4.4·10⁴
    """
    one = result.cells[cell]
    weights = [g for name, g in one.gradients.items() if name not in ("dx", "da0", "dc0")]
    largest = max(float(np.abs(g).max()) for g in weights)  # squares leave the floats long before the norm does
    if not 0 < largest < math.inf:
        return ""
    norm = math.log10(largest) + math.log10(sum(float(((g / largest) ** 2).sum()) for g in weights)) / 2
    if one.fades["a"].left <= 0.3 or norm <= 0:
        return ""
    becomes = "explodes" if one.fades["a"].fate == "explodes" else "grows"
    return (
        f"{CELLS[cell].label}: The gradient {becomes}, and over all weights its norm is {power_of_ten(norm)}. Clipped "
        "to norm 1, a step of training keeps its direction and is divided by that norm. What is left at step 1 does "
        "not change."
    )


@st.cache_resource(max_entries=16, show_spinner="Trying the remedies…")
def _found(key: str, _scenario: Scenario) -> list[Remedied]:
    return [remedied(remedy) for remedy in remedies(_scenario, _critical(_scenario.key, _scenario))]


@st.cache_resource(max_entries=64, show_spinner=False)
def _critical(key: str, _scenario: Scenario) -> Critical:
    return critical(_scenario)
