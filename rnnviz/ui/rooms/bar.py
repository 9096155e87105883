"""The bar of a room, above the card: its code and what one may do for who teaches, where all are for everyone else."""

import html
from typing import Final

import streamlit as st

from rnnviz.errors import RnnvizError
from rnnviz.rooms.room import Shown, View
from rnnviz.ui.components.room import room as room_component
from rnnviz.ui.lessons import course
from rnnviz.ui.parts.report import verbatim
from rnnviz.ui.rooms import joined
from rnnviz.ui.rooms.joined import Joined
from rnnviz.ui.rooms.link import is_of_this_machine, link_to, qr_code
from rnnviz.ui.rooms.table import room_table
from rnnviz.ui.rooms.told import told_of
from rnnviz.ui.session.told import told

__all__ = ["bar", "entrance"]

_KEY: Final = "room"
#: Whether the teacher's screen has the link.
_INVITES: Final = "room_invites"
#: Whether the teacher's screen has the bars before they are revealed.
_BARS: Final = "room_bars"


def bar(page: str, title: str) -> None:
    """Draw the bar of the room that one is in; nothing if one is in none.

    Parameters
    ----------
    page : str
        That is shown, as in its address.
    title : str
        What it is called.
    """
    kept = joined.joined()
    if not kept.code and not kept.left and not kept.problem:
        return
    with st.container(key="room_bar", border=bool(kept.code), gap="small"):
        if kept.problem:
            st.warning(verbatim(kept.problem))
            kept.problem = ""
        view = joined.look() if kept.code else None
        if view is not None:
            if kept.teaches:
                _teacher(kept, view, page, title)
            else:
                _one_of_all(kept, view, page)
        _told(kept, view)


def _told(kept: Joined, view: View | None) -> None:
    """What changes while nobody here does anything: the browser hears it by a socket, and asks for the page."""
    room_component(
        code=kept.code or kept.left,
        token=kept.token,
        secret=kept.secret,
        heard=kept.heard,
        turn=kept.turn,
        revealed=kept.revealed,
        bars=not kept.teaches or kept.bars,
        told=None if view is None else told_of(view, teaches=kept.teaches),
        key=_KEY,
        on_kept=_note_kept,
    )


def _note_kept() -> None:
    joined.come_back(told(_KEY, "kept"))


def _teacher(kept: Joined, view: View, page: str, title: str) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        letters = " ".join(kept.code)  # as they are to be read aloud
        st.html(
            f'<p class="rnnviz-room">Room <strong aria-label="{letters}">{kept.code}</strong></p>',
            width="content",
        )
        is_here, now = view.shown is not None and _shows(view.shown, page, title), course.course().now
        what = "page" if now is None or now.page != page else "card"
        st.button(
            "Bring all back here" if is_here else f"Put this {what} before all",
            key="room_show",
            type="secondary" if is_here else "primary",
            on_click=_show,
            args=[page, title],
        )
        asks = view.shown is not None and view.shown.question is not None and not view.revealed
        if asks:
            st.button("Reveal", key="room_reveal", type="primary", on_click=joined.reveal)
            st.toggle(
                "Show bars",
                value=kept.bars,
                key=_BARS,
                on_change=_keep_bars,
                help="What was guessed until now. Off where the class sees this screen.",
            )
        invites = st.toggle("QR code", value=view.shown is None, key=_INVITES)
        with st.popover("End"):
            st.markdown("All are let go, and what was guessed is forgotten.")
            found = joined.held()
            if found:
                st.download_button(
                    "Keep what was guessed (CSV)", room_table(found), "room.csv", "text/csv", key="room_table"
                )
            st.button("End the room", key="room_end", on_click=joined.end)
    if invites:
        _invitation(kept.code)


def _keep_bars() -> None:
    joined.joined().bars = bool(st.session_state[_BARS])  # for the cards that follow, too


def _show(page: str, title: str) -> None:
    joined.show(page, title)
    st.session_state[_INVITES] = False  # from now on there is something to look at


def _shows(shown: Shown, page: str, title: str) -> bool:
    """Whether the teacher's page is what is before all already."""
    try:
        now = joined.present(page, title)
    except RnnvizError:
        return False
    return (now.page, now.key, dict(now.query)) == (shown.page, shown.key, dict(shown.query))


def _invitation(code: str) -> None:
    link = link_to(code, st.context.url)
    if not link:
        st.markdown(f"Join on the page “Learn”, with the letters **{code}**.")
        return
    if is_of_this_machine(link):
        st.warning("This link works on this computer alone. For a class: `make run HOST=` and this computer's address.")
    st.html(
        f'<div class="rnnviz-invites"><img src="{qr_code(link)}" alt="QR code of the link">'
        f"<p>{html.escape(link)}</p></div>"
    )


def _one_of_all(kept: Joined, view: View, page: str) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        st.html(f'<p class="rnnviz-room">Room {kept.code}</p>', width="content")
        if not joined.is_with_all(page, view):
            st.button("Back to all", key="room_back", on_click=joined.bring_back)
        st.button("Leave the room", key="room_end", type="tertiary", on_click=joined.end)


def entrance() -> None:
    """Where one joins a room, or opens one; nothing for who is in one."""
    if joined.joined().code:
        return
    with st.popover("In a class"):
        st.markdown("All look at one card, guess, and see what everyone has guessed. No account, no name.")
        with st.form("room_form", border=False):
            st.text_input("Five letters of a room", key="room_code", max_chars=12)
            st.form_submit_button("Join", key="room_join", on_click=_join)
        st.button("Open a room of your own", key="room_open", on_click=joined.open_room)


def _join() -> None:
    joined.join(st.session_state.get("room_code"))
