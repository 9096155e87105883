"""The controls: every one counts, presets set them, what cannot be trained is said, the address has them all."""

from typing import Any

import pytest

from rnnviz.tasks import TASKS
from rnnviz.tasks.next_character import TEXT
from rnnviz.training.network import Network
from rnnviz.training.trainer import Training
from rnnviz.ui.training.plan import Plan, values_of
from rnnviz.ui.training.values import DEFAULTS, PRESETS
from tests.ui.training.opened import TrainPage, open_train


def plan_of(page: TrainPage) -> Plan:
    found: Plan = page.at.session_state["session"].plan
    return found


@pytest.mark.parametrize(
    ("name", "value", "field", "expected"),
    [
        ("n_a", 7, "network.n_a", 7),
        ("seed", 5, "seed", 5),
        ("batch", 3, "batch", 3),
        ("rate_latch", 0.03, "learning_rate", 0.03),
        ("updates_latch", 150, "updates", 150),
        ("optimizer", "sgd", "optimizer", "sgd"),
        ("clip", "off", "clip", None),
        ("clip", "10", "clip", 10.0),
        ("truncate", 5, "truncate", 5),
        ("truncate", 0, "truncate", None),
        ("dtype", "float32", "dtype", "float32"),
        ("gain_1", 1.3, "network.gain", 1.3),
        ("init_1", "identity", "network.init", "identity"),
        ("activation_1", "relu", "network.activation", "relu"),
        ("T_latch", 9, "T", 9),
    ],
)
def test_every_control_counts(
    monkeypatch: pytest.MonkeyPatch, name: str, value: Any, field: str, expected: Any
) -> None:
    page = open_train(monkeypatch, folds=("train_more",)).set_plan(**{name: value})
    assert page.errors == []
    found: Any = plan_of(page).trainings[0]
    for part in field.split("."):
        found = getattr(found, part)
    assert found == expected


@pytest.mark.parametrize("forget", ["0", "1", "3", "chrono"])
def test_forget_biases(monkeypatch: pytest.MonkeyPatch, forget: str) -> None:
    network = plan_of(open_train(monkeypatch, forget_2=forget)).trainings[1].network
    assert network.cell == "lstm"
    assert (network.t_max == 4) if forget == "chrono" else (network.forget_bias == float(forget))


def test_a_network_may_start_as_in_a_framework(monkeypatch: pytest.MonkeyPatch) -> None:
    page = open_train(monkeypatch)
    for number in (1, 2):
        page.at.get_by_key(f"plan_start_{number}").set_value("pytorch")
        page.run()
    assert page.errors == []
    first, second = (training.network for training in plan_of(page).trainings)
    assert first == Network("rnn", n_a=4, start="pytorch")
    assert second == Network("lstm", n_a=4, start="pytorch")
    assert page.at.get_by_key("plan_init_1").options[0] == "As in PyTorch"
    assert page.at.get_by_key("plan_forget_2").value == "0"
    page.set_plan(init_1="orthogonal", forget_2="1")
    first, second = (training.network for training in plan_of(page).trainings)
    assert first == Network("rnn", n_a=4, start="pytorch", init="orthogonal")
    assert second == Network("lstm", n_a=4, start="pytorch", forget_bias=1.0)
    page.at.get_by_key("plan_start_1").set_value("plain")
    page.run()
    assert plan_of(page).trainings[0].network == Network("rnn", n_a=4)
    assert "As in" not in "".join(page.at.get_by_key("plan_init_1").options)


@pytest.mark.parametrize("preset", PRESETS)
def test_presets_are_possible_and_marked(monkeypatch: pytest.MonkeyPatch, preset: str) -> None:
    page = open_train(monkeypatch)
    page.at.get_by_key(f"train_preset_{preset}").click()
    page.run()
    assert page.errors == []
    marked = [
        b.label for b in page.at.button if (b.key or "").startswith("train_preset_") and b.proto.type == "primary"
    ]
    assert marked == [preset]


@pytest.mark.parametrize("key", [*TASKS, "text"])
def test_every_task_can_be_chosen_at_its_ends(monkeypatch: pytest.MonkeyPatch, key: str) -> None:
    page = open_train(monkeypatch, task=key)
    (slider,) = (slider for slider in page.at.slider if slider.label == "Length T")
    for T in (slider.min, slider.max):
        page.set_plan(**{f"T_{key}": T}, batch=4)
        assert page.errors == []
        assert (plan_of(page).trainings[0].task.key, plan_of(page).trainings[0].T) == (key, T)


@pytest.mark.parametrize(
    ("plan", "said"),
    [
        ({"task": "text", "text": ""}, "at least two different characters"),
        ({"task": "text", "text": "aaaa"}, "at least two different characters"),
        ({"cell_2": "rnn"}, "Both networks are the same"),
        ({"T_latch": 300, "n_a": 64, "batch": 128}, "51 sequences fit"),
    ],
)
def test_what_cannot_be_trained_is_said_and_what_was_possible_stays(
    monkeypatch: pytest.MonkeyPatch, plan: dict[str, Any], said: str
) -> None:
    page = open_train(monkeypatch)
    before = plan_of(page)
    page.set_plan(**plan)
    (error,) = page.errors
    assert said in error
    assert page.warnings == ["What is shown is the last setting that was possible: see the message above the settings."]
    assert plan_of(page).key == before.key
    page.at.get_by_key("train_defaults").click()
    page.run()
    assert page.errors == page.warnings == []


def test_a_new_draw_is_the_next_seed_and_reset_goes_back(monkeypatch: pytest.MonkeyPatch) -> None:
    page = open_train(monkeypatch, text="mine")
    page.at.get_by_key("train_new_draw").click()
    page.run()
    assert plan_of(page).trainings[0].seed == 1
    page.at.get_by_key("train_defaults").click()
    page.run()
    assert plan_of(page).trainings[0].network.n_a == 32
    assert page.at.session_state["plan_text"] == "mine"  # what was typed stays


def test_settings_survive_another_page(monkeypatch: pytest.MonkeyPatch) -> None:
    page = open_train(monkeypatch, gain_1=1.35)
    page.change_page("gates")
    page.change_page("train")
    assert plan_of(page).trainings[0].network.gain == 1.35


def test_the_address_has_what_differs_and_opens_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    page = open_train(monkeypatch, gain_1=1.35, task="copy", T_copy=30)
    assert TrainPage(monkeypatch, page="train", folds=()).address == {"plan_task": "latch"}
    assert page.address == {
        "plan_task": "copy",
        "plan_gain_1": "1.35",
        "plan_T_copy": "30",
        "plan_n_a": "4",
        "plan_batch": "8",
    }
    again = TrainPage(monkeypatch, page="train", folds=(), **page.address)
    assert plan_of(again).key == plan_of(page).key


def test_what_an_address_cannot_ask_for_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    page = TrainPage(monkeypatch, page="train", folds=(), plan_n_a="400", plan_cell_1="![x](y)", plan_seed="7")
    assert page.warnings == [
        "In the address: cell_1 must be one of rnn, lstm, gru; got '![x](y)'. "
        "What does not fit is left at its default.",
        "In the address: n_a must be between 1 and 64; got 400. Choose a value in that range. "
        "What does not fit is left at its default.",
    ]
    assert (plan_of(page).trainings[0].seed, plan_of(page).trainings[0].network.n_a) == (7, 32)
    page.set_plan(gain_1=1.5)
    assert page.warnings == []  # somebody has gone on


def test_an_address_that_does_not_fit_together_shows_what_the_page_begins_with(monkeypatch: pytest.MonkeyPatch) -> None:
    page = TrainPage(monkeypatch, page="train", folds=(), plan_cell_2="rnn")
    assert page.warnings == ["What is shown is what this page begins with: see the message above the settings."]
    assert "Both networks are the same" in page.errors[0]


def test_a_text_too_long_for_the_address_is_left_out_and_that_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    page = open_train(monkeypatch, task="text", text="ab" * 3000)
    assert "plan_text" not in page.address
    assert any("too long for the address" in info.value for info in page.at.info)
    page.set_plan(text="ab" * 30)
    assert page.address["plan_text"] == "ab" * 30


def test_going_back_brings_what_the_address_said_and_keeps_what_a_bare_one_does_not(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    page = open_train(monkeypatch, gain_1=1.35)
    page.at.session_state["set_n_a"] = 20  # on another page
    page.change_page("gates")
    page.change_page("train")
    page.go_to(plan_gain_1="0.9")
    assert plan_of(page).trainings[0].network.gain == 0.9
    page.go_to()
    assert plan_of(page).trainings[0].network.gain == 0.9
    assert page.address == {}  # so that one can go back further
    page.change_page("gates")
    assert page.control("n_a").value == 20


def test_settings_are_adopted_if_the_controls_can_show_them(monkeypatch: pytest.MonkeyPatch) -> None:
    page = open_train(monkeypatch)
    wanted = plan_of(page).trainings[1]
    values = values_of(wanted)
    assert values is not None
    page.set_plan(**values)
    assert [one.settings for one in plan_of(page).trainings] == [wanted.settings]
    assert values["text"] == TEXT
    assert values.keys() == DEFAULTS.keys()
    assert isinstance(wanted, Training)
