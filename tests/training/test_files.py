"""Checkpoints as files: to the bit, and harmless."""

import io
import json
import math
import zipfile
from dataclasses import replace

import numpy as np
import pytest

from rnnviz.errors import InputError
from rnnviz.tasks import TASKS, next_character
from rnnviz.training import files, parts
from rnnviz.training.files import read_checkpoint, write_checkpoint
from rnnviz.training.network import Network
from rnnviz.training.trainer import Training, start, train

SMALL = Training(TASKS["latch"], 6, Network("lstm", n_a=5, t_max=9), batch=8, updates=20)


@pytest.mark.parametrize("dtype", ["float64", "float32"])
def test_a_run_goes_on_from_a_file_to_the_bit(dtype: str) -> None:
    training = replace(SMALL, dtype=dtype)
    *_, (_, half), (_, end) = train(training, every=10)
    again, checkpoint = read_checkpoint(write_checkpoint(training, half))
    assert again == training
    ((_, resumed),) = train(again, checkpoint, every=10)
    assert resumed.update == end.update == 20
    for one, other in zip(resumed[1:], end[1:], strict=True):
        assert {name: value.tobytes() for name, value in one.items()} == {k: v.tobytes() for k, v in other.items()}


def test_a_start_is_kept_and_a_file_without_one_has_the_plain_one() -> None:
    training = replace(SMALL, network=Network("lstm", n_a=5, start="pytorch", forget_bias=1.0))
    again, _ = read_checkpoint(write_checkpoint(training, start(training)))
    assert again == training
    with np.load(io.BytesIO(write_checkpoint(SMALL, start(SMALL)))) as file:
        arrays = dict(file)
    about = json.loads(arrays["about"].tobytes())
    del about["network"]["start"]  # as files had it before there were several
    arrays["about"] = np.frombuffer(json.dumps(about).encode(), dtype=np.uint8)
    older = io.BytesIO()
    np.savez(older, **arrays)
    again, _ = read_checkpoint(older.getvalue())
    assert again == SMALL


def test_a_text_is_kept() -> None:
    text = "the tide comes in"
    training = Training(next_character(text), 5, Network("rnn", n_a=3))
    again, _ = read_checkpoint(write_checkpoint(training, start(training)))
    assert again.settings == training.settings
    assert again.task.text == text
    rngs = [np.random.default_rng(0) for _ in range(2)]
    batches = [one.task.batch(rng, 3, 5) for one, rng in zip((training, again), rngs, strict=True)]
    np.testing.assert_array_equal(batches[0].x, batches[1].x)


def changed(**arrays: np.ndarray) -> bytes:
    with np.load(io.BytesIO(write_checkpoint(SMALL, start(SMALL)))) as file:
        all_of_them = {name: file[name] for name in file.files} | arrays
    out = io.BytesIO()
    np.savez(out, **all_of_them)
    return out.getvalue()


def replaced(name: str, content: bytes) -> bytes:
    """Put something else in the place of an array in the file."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(write_checkpoint(SMALL, start(SMALL)))) as old,
        zipfile.ZipFile(out, "w") as new,
    ):
        for part in old.namelist():
            new.writestr(part, content if part == f"{name}.npy" else old.read(part))
    return out.getvalue()


def about(**values: object) -> np.ndarray:
    with np.load(io.BytesIO(write_checkpoint(SMALL, start(SMALL)))) as file:
        said = json.loads(file["about"].tobytes()) | values
    return np.frombuffer(json.dumps(said).encode(), dtype=np.uint8)


def lying_header(shape: tuple[int, ...]) -> bytes:
    """An array that says it is large, with nothing behind it."""
    out = io.BytesIO()
    np.lib.format.write_array_header_1_0(out, {"descr": "<f8", "fortran_order": False, "shape": shape})
    return out.getvalue()


def many_parts(number: int) -> bytes:
    """A list of parts that has no end; they need not be there."""
    entry = b"PK\x01\x02" + bytes(42)
    end = b"PK\x05\x06" + bytes(4) + 2 * number.to_bytes(2, "little") + (46 * number).to_bytes(4, "little") + bytes(6)
    return number * entry + end


def packed(how: int) -> bytes:
    out = io.BytesIO()
    whole = zipfile.ZipFile(io.BytesIO(write_checkpoint(SMALL, start(SMALL))))
    with whole, zipfile.ZipFile(out, "w", how) as new:
        for part in whole.namelist():
            new.writestr(part, whole.read(part))
    return out.getvalue()


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (lambda: b"", "no checkpoint"),
        (lambda: b"PK\x03\x04 nonsense", "no checkpoint"),
        (lambda: write_checkpoint(SMALL, start(SMALL))[:-200], "no checkpoint"),
        (lambda: changed(about=about(format="another")), "no checkpoint"),
        (lambda: changed(about=about(task="none")), "no checkpoint"),
        (lambda: changed(about=about(more=1)), "no checkpoint"),
        (lambda: changed(about=np.array([object()])), "no checkpoint"),
        (lambda: changed(about=about(T=10_000)), "T must be between 1 and 300"),
        (lambda: changed(about=about(network={"n_a": 10**9})), "n_a must be between 1 and 1,000"),
        (lambda: changed(about=about(network={"gain": math.nan})), "gain must be between 0 and 100; got nan"),
        (lambda: changed(about=about(seed="a")), "seed must be a whole number; got 'a'"),
        (lambda: changed(about=about(batch=2.5)), "batch must be a whole number; got 2.5"),
        (lambda: changed(about=about(text=5, task="text")), "must be a str; got int"),
        (lambda: changed(about=about(update=21)), "update must be between 0 and 20; got 21"),
        (lambda: changed(about=about(update=1.7)), "update must be a whole number; got 1.7"),
        (lambda: changed(about=about(update=math.inf)), "update must be a whole number; got inf"),
        (lambda: changed(about=np.frombuffer(b"[" * 100_000, dtype=np.uint8)), "no checkpoint"),
        (lambda: changed(about=np.frombuffer(b"[1]", dtype=np.uint8)), "no checkpoint"),
        (lambda: replaced("parameters/bf", b"no array"), "no checkpoint"),
        (lambda: replaced("parameters/bf", b"\x93NUMPY\x01\x00\x3c\x00" + b"(" * 60), "no checkpoint"),
        (lambda: changed(**{"s/dWy": np.full((2, 5), -1.0)}), "dWy should be a mean of squares; it is negative"),
        (lambda: changed(**{"parameters/Wf": np.zeros((2, 2))}), "Wf does not fit"),
        (lambda: changed(**{"parameters/bf": np.full((5, 1), np.nan)}), "bf has values that are no numbers"),
        (lambda: changed(**{"v/dWy": np.zeros((2, 5), dtype=np.float32)}), "dWy does not fit"),
        (lambda: changed(about=about(task="text", text="a" + "\u0315\u0300" * 60_000)), "no checkpoint"),
        (lambda: changed(about=about(task="text", text="a" + "\u0315\u0300" * 9_000)), "18,000 combining marks"),
        (lambda: changed(about=about(learning_rate="x" * 10_000)), r"must be a number; got 'xxxxxxxxxxxx\.\.\.xxxx"),
        (lambda: changed(about=about(optimizer="x" * 10_000)), r"adam or sgd; got 'xxxxxxxxxxxx\.\.\.xxxx"),
        (lambda: changed(about=about(network={"cell": "x" * 10_000})), r"rnn, lstm, gru; got 'xxxxxxxxxxxx\.\.\.xxxx"),
        (lambda: changed(about=about(T=10**4000)), r"T must be between 1 and 300; got 1\.0·10⁴⁰⁰⁰"),
        (lambda: changed(about=np.frombuffer(b"[" + b"[]," * 200_000 + b"0]", dtype=np.uint8)), "no checkpoint"),
        (lambda: replaced("parameters/bf", lying_header((2 * 10**9, 1))), "bf does not fit"),
        (lambda: many_parts(60_000), "The file has 60,000 parts; a checkpoint has 100 at most"),
        (lambda: packed(zipfile.ZIP_LZMA), "no checkpoint"),
    ],
)
def test_a_file_that_is_none_is_refused(content, message: str) -> None:
    with pytest.raises(InputError, match=message):
        read_checkpoint(content())


@pytest.mark.parametrize("save", [np.savez, np.savez_compressed])
def test_a_file_with_a_changed_byte_is_read_or_refused(save) -> None:
    with np.load(io.BytesIO(write_checkpoint(SMALL, start(SMALL)))) as file:
        arrays = dict(file)
    out = io.BytesIO()
    save(out, **arrays)
    whole, refused = out.getvalue(), 0
    for place in range(0, len(whole), 61):
        try:
            read_checkpoint(whole[:place] + bytes([whole[place] ^ 0xFF]) + whole[place + 1 :])
        except InputError:
            refused += 1
    assert refused > 10


def test_a_file_that_is_too_large_is_not_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parts, "MAX_BYTES", 10_000)
    out = io.BytesIO()
    np.savez_compressed(out, about=np.zeros(100_000))  # small until it is unpacked
    assert len(out.getvalue()) < 10_000
    with pytest.raises(InputError, match="at most 10,000 are read"):
        read_checkpoint(out.getvalue())


def test_a_network_that_is_not_there_is_not_drawn(monkeypatch: pytest.MonkeyPatch) -> None:
    content = changed(about=about(network={"n_a": 1000}))
    monkeypatch.setattr(np.linalg, "qr", None)  # orthogonal weights of 1,000 units take a second
    with pytest.raises(InputError, match="Wf does not fit to its network"):
        read_checkpoint(content)


def test_nothing_is_unpacked_whose_size_is_wrong(monkeypatch: pytest.MonkeyPatch) -> None:
    content, read = changed(**{"parameters/Wf": np.zeros((1000, 1000))}), []

    class Watched(zipfile.ZipExtFile):
        def read(self, n: int | None = -1) -> bytes:
            got = super().read(n)
            read.append(len(got))
            return got

    monkeypatch.setattr(zipfile, "ZipExtFile", Watched)
    with pytest.raises(InputError, match="Wf does not fit"):
        read_checkpoint(content)
    assert 100 < sum(read) < 10_000


def test_the_longest_text_is_kept() -> None:
    training = Training(next_character("\N{GRINNING FACE}\N{CAT FACE}" * 10_000), 5, Network("rnn", n_a=3))
    again, _ = read_checkpoint(write_checkpoint(training, start(training)))
    assert again.task.text == training.task.text


@pytest.mark.parametrize("where", ["start", "next_character", "Network", "Training"])
@pytest.mark.parametrize("mistake", [AttributeError, TypeError, KeyError, ValueError, MemoryError])
def test_a_mistake_of_our_own_is_not_taken_for_damage(
    where: str, mistake: type[Exception], monkeypatch: pytest.MonkeyPatch
) -> None:
    training = Training(next_character("the tide"), 5, Network("rnn", n_a=3))
    content = write_checkpoint(training, start(training))

    def wrong(*_: object, **__: object) -> None:
        raise mistake("ours")

    if where == "Network":  # its fields are asked for, too
        monkeypatch.setattr(Network, "__post_init__", wrong)
    else:
        monkeypatch.setattr(files, where, wrong)
    with pytest.raises(mistake, match="ours"):
        read_checkpoint(content)


@pytest.mark.parametrize(
    "values",
    [{"network": {"n_b": 1}}, {"network": {"start": ["plain"]}}, {"network": 5}, {"task": ["latch"]}, {"clip": {}}],
)
def test_settings_that_are_none_are_damage(values: dict[str, object]) -> None:
    with pytest.raises(InputError, match="no checkpoint"):
        read_checkpoint(changed(about=about(**values)))
