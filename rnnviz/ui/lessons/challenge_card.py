"""The card of a challenge, above the page, and the list of them all."""

import html
from collections.abc import Iterable

import streamlit as st

from rnnviz.lessons.challenge import Challenge, Stand
from rnnviz.lessons.library import CHALLENGES
from rnnviz.lessons.wording import as_html, as_plain
from rnnviz.numerics.numerals import counted
from rnnviz.ui.lessons import contest

__all__ = ["as_list", "challenges", "draw"]


def draw(page: str) -> None:
    """Draw the card of the challenge that is open: its goal, how it stands, a hint if it is asked for.

    Parameters
    ----------
    page : str
        That is shown, as in its address.
    """
    kept = contest.contest()
    now = kept.now
    assert now is not None
    place, tries = list(CHALLENGES).index(now.id) + 1, kept.tries.get(now.id, 0)
    tried = f", {_tried(now, tries)}" if tries else ""
    with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
        st.html(
            f'<p class="rnnviz-lesson">{html.escape(now.title)} <span>challenge {place} of {len(CHALLENGES)}{tried}'
            "</span></p>",
            width="content",
        )
        with st.container(horizontal=True, width="content"):
            if not (kept.hinted or kept.here):
                st.button("Hint", key="challenge_hint", on_click=_hint)
            follows = contest.next_one() if now.id in kept.reached else None
            if follows is not None:
                st.button("Next challenge", key="challenge_next", on_click=contest.enter, args=[follows.id])
            label = "Close the challenge" if now.id in kept.reached else "Give up"
            st.button(label, key="challenge_leave", on_click=contest.leave)
    st.html("".join(_parts(page)))


def _parts(page: str) -> list[str]:
    kept = contest.contest()
    now = kept.now
    assert now is not None
    parts = [f'<p class="rnnviz-card">{as_html(now.goal)}</p>']
    if page != "learn":
        parts.append(as_list(kept.stands))
    if kept.hinted and not kept.here:
        parts.append(f'<p class="rnnviz-card"><strong>Hint:</strong> {as_html(now.hint)}</p>')
    if kept.here:
        said = f"✓ Reached. {as_html(now.teaches)} The address of this page shows it again."
    elif now.id in kept.reached:
        said = "✓ Reached before, not with what is shown now."
    else:
        return parts
    return [*parts, f'<p class="rnnviz-judged" role="status">{said}</p>']


def as_list(stands: Iterable[Stand]) -> str:
    """How conditions stand, as HTML."""
    rows = [
        f'<li data-met="{"yes" if one.met else "no"}"><span>{"✓ met" if one.met else "○ not yet"}</span> '
        f"{html.escape(one.words)}</li>"
        for one in stands
    ]
    return f'<ul class="rnnviz-stands">{"".join(rows)}</ul>'


def _tried(one: Challenge, tries: int) -> str:
    return f"{counted(tries, 'training' if one.of_training else 'setting')} tried"


def _hint() -> None:
    contest.contest().hinted = True


def challenges() -> None:
    """All challenges, easy to hard, with what was tried and reached."""
    kept = contest.contest()
    st.header("Challenges")
    done = sum(name in kept.reached for name in CHALLENGES)
    st.markdown(
        "Goals, from easy to hard, that are judged by what is computed: any way counts. The loss has to look at one "
        f"step alone. Reached: {done} of {len(CHALLENGES)}."
    )
    with st.container(key="challenges"):
        for place, (name, one) in enumerate(CHALLENGES.items(), 1):
            with st.container(border=True, key=f"challenge_{name}"):
                st.html(
                    f'<h3 class="rnnviz-offer">{place}. {html.escape(one.title)}</h3>'
                    f'<p class="rnnviz-caption">{html.escape(as_plain(one.goal))}</p>'
                )
                with st.container(horizontal=True, vertical_alignment="center"):
                    label = "Once more" if name in kept.reached else "Go on" if name in kept.tries else "Try it"
                    st.button(label, key=f"try_{name}", on_click=contest.enter, args=[name])
                    if name in kept.reached:
                        st.link_button("✓ Reached: show it", contest.link(name), help="The link can be shared.")
                    elif kept.tries.get(name):
                        st.caption(_tried(one, kept.tries[name]), width="content")
