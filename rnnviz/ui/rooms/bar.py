"""The bar of a room, above the card: its code and what one may do for who teaches, where all are for everyone else."""

import html
from typing import Final

import streamlit as st

from rnnviz.errors import RnnvizError
from rnnviz.lessons.answers import choices_of
from rnnviz.rooms.room import Shown, View
from rnnviz.ui.components.room import room as room_component
from rnnviz.ui.lessons import course
from rnnviz.ui.parts.report import verbatim
from rnnviz.ui.rooms import joined
from rnnviz.ui.rooms.histogram import histogram
from rnnviz.ui.rooms.joined import Joined
from rnnviz.ui.rooms.link import is_of_this_machine, link_to, qr_code
from rnnviz.ui.session.told import told

__all__ = ["bar", "entrance"]

_KEY: Final = "room"
#: How often a screen looks whether the room went on; in a room alone.
_EVERY_SECONDS: Final = 1.0


def bar(page: str, titles: dict[str, str]) -> None:
    """Draw the bar of the room that one is in; nothing if one is in none.

    Parameters
    ----------
    page : str
        That is shown, as in its address.
    titles : dict of str to str
        What the pages are called, by their addresses.
    """
    kept = joined.joined()
    if not kept.code and not kept.left and not kept.problem:
        return
    with st.container(key="room_bar", border=bool(kept.code), gap="small"):
        _keep(kept)
        if kept.problem:
            st.warning(verbatim(kept.problem))
            kept.problem = ""
        view = joined.look()
        if kept.code and view is not None:
            (_teacher if kept.teaches else _one_of_all)(kept, view, page, titles)
            _live()


def _keep(kept: Joined) -> None:
    room_component(
        code=kept.code or kept.left,
        token=kept.token,
        secret=kept.secret,
        heard=kept.heard,
        key=_KEY,
        on_kept=_note_kept,
    )


def _note_kept() -> None:
    joined.come_back(told(_KEY, "kept"))


def _place(shown: Shown | None, titles: dict[str, str]) -> str:
    """Where all are, in words."""
    if shown is None:
        return "Nothing is before all yet"
    if shown.lesson is None:
        return f"Before all: {titles.get(shown.page, 'a page')}"
    number = [card.id for card in shown.lesson.cards].index(shown.card) + 1
    return f"Before all: card {number} of “{shown.lesson.title}”"


def _teacher(kept: Joined, view: View, page: str, titles: dict[str, str]) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        st.html(
            f'<p class="rnnviz-room">Room <strong aria-label="{" ".join(kept.code)}">{kept.code}</strong></p>',
            width="content",
        )
        with st.popover("Link and QR code"):
            _invitation(kept.code)
        is_here = view.shown is not None and _shows(view.shown, page)
        now = course.course().now
        what = "page" if now is None or now.page != page else "card"
        st.button(
            "Bring all back here" if is_here else f"Put this {what} before all",
            key="room_show",
            type="secondary" if is_here else "primary",
            on_click=joined.show,
            args=[page],
        )
        if view.shown is not None and view.shown.question is not None and not view.revealed:
            st.button("Reveal", key="room_reveal", type="primary", on_click=joined.reveal)
        st.button("End the room", key="room_end", type="tertiary", on_click=joined.end)
    st.html(f'<p class="rnnviz-caption">{html.escape(_place(view.shown, titles))}.</p>')


def _shows(shown: Shown, page: str) -> bool:
    """Whether the teacher's page is what is before all already."""
    try:
        now = joined.present(page)
    except RnnvizError:
        return False
    return (now.page, now.key, dict(now.query)) == (shown.page, shown.key, dict(shown.query))


def _invitation(code: str) -> None:
    link = link_to(code, st.context.url)
    if not link:
        st.markdown(f"Join on the page “Learn”, with the letters **{code}**.")
        return
    if is_of_this_machine(link):
        st.warning(
            "This link works on this computer alone. For a class, start the app with `make run HOST=` and its address."
        )
    picture = qr_code(link)
    st.html(f'<img class="rnnviz-qr" src="{picture}" alt="QR code of the link into the room">')
    st.code(link, language=None, wrap_lines=True)


def _one_of_all(kept: Joined, view: View, page: str, titles: dict[str, str]) -> None:
    with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
        where = html.escape(_place(view.shown, titles))
        st.html(f'<p class="rnnviz-room">Room {kept.code} <span>{where}</span></p>', width="content")
        with st.container(horizontal=True, width="content"):
            if not joined.is_with_all(page, view):
                st.button("Back to all", key="room_back", on_click=joined.bring_back)
            st.button("Leave the room", key="room_end", type="tertiary", on_click=joined.end)


@st.fragment(run_every=_EVERY_SECONDS)
def _live() -> None:
    """What changes while nobody here does anything: looked at again and again, and drawn alone."""
    view = joined.look()
    if view is None or joined.is_behind(view):
        st.rerun()
    parts = [f'<p class="rnnviz-caption">{html.escape(_counts(view))}</p>']
    if view.bars and (view.revealed or joined.joined().teaches):
        parts.append(histogram(view.bars, _right() if view.revealed else ""))
    st.html("".join(parts))


def _counts(view: View) -> str:
    """How many are here and have guessed; of who does not teach, what they have guessed."""
    here = f"{view.people:,} here"
    question = view.shown.question if view.shown is not None else None
    if question is None:
        return here
    said = f"{here}, {view.guessed:,} guessed"
    if joined.joined().teaches or view.revealed:
        return said
    if view.mine is None:
        return f"{said}. Your guess is counted without your name."
    mine = choices_of(question).get(view.mine, "")
    words = f"Your guess is in: {mine}" if mine else "Your guess is in"
    return f"{said}. {words}. You can change it until all see the answer."


def _right() -> str:
    """The key of the right choice, where this screen shows the card that was revealed."""
    view, found = joined.look(), course.judged()
    if view is None or view.shown is None or found is None or course.course().key != view.shown.key:
        return ""
    return found[0].right


def entrance() -> None:
    """Where one joins a room, or opens one."""
    st.subheader("In a class", anchor=False)
    kept = joined.joined()
    if kept.code:
        st.caption(f"You are in the room {kept.code}: see above.")
        return
    st.markdown("All look at one card, guess, and see what everyone has guessed. No account, no name.")
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.text_input("Five letters of a room", key="room_code", max_chars=12, width=200)
        st.button("Join", key="room_join", on_click=_join)
        st.button("Open a room", key="room_open", on_click=joined.open_room, help="For who teaches.")


def _join() -> None:
    joined.join(st.session_state.get("room_code"))
