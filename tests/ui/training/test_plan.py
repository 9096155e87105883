"""The plan: every control counts, presets set them, and what cannot be trained is said."""

from typing import Any

import pytest

from rnnviz.tasks import TASKS
from rnnviz.ui.training.plan import PRESETS, Plan
from tests.ui.training.opened import TrainPage, open_train


def plan_of(page: TrainPage) -> Plan:
    found: Plan = page.at.session_state["training_plan"]
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
        ({"cell_2": "rnn", "gain_2": 0.7}, "Both networks are the same"),
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
    assert plan_of(page).about == before.about
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
