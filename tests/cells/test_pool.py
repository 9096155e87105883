"""Memory of large arrays is used again when nobody has it any more, and never before."""

import gc
import multiprocessing
import threading
from collections.abc import Callable

import numpy as np
import pytest
from numpy.typing import NDArray

from rnnviz.cells import CELLS, initialize_parameters, pool
from rnnviz.cells.pool import LARGE, POOL, Pool

SIZE = LARGE // 8  # of float64


def address(values: NDArray[np.float64]) -> int:
    return int(values.__array_interface__["data"][0])


def in_turn(pool: Pool, *sizes: int) -> list[int]:
    """Take and give back one after the other: where each was."""
    return [address(pool.empty((size,), np.float64)) for size in sizes]


def test_what_nobody_has_is_used_again() -> None:
    pool = Pool()
    first, second = in_turn(pool, SIZE, SIZE)
    assert first == second
    assert pool.idle == LARGE


@pytest.mark.parametrize(
    "view",
    [
        lambda values: values[1:],
        lambda values: values.reshape(8, -1).T[3:, ::2],
        lambda values: values[2:].view(np.int32)[1:],
        lambda values: memoryview(values)[5:],
        lambda values: np.frombuffer(values[3:], np.uint8),
        lambda values: iter(values.reshape(8, -1)),
        lambda values: np.lib.stride_tricks.as_strided(values[7:], (3, 4), (8, 8)),
        lambda values: np.broadcast_to(values, (2, SIZE)),
    ],
)
def test_while_there_is_any_view_it_is_not(view: Callable[[NDArray[np.float64]], object]) -> None:
    pool = Pool()
    values = pool.empty((SIZE,), np.float64)
    where = address(values)
    last = view(values)
    del values
    gc.collect()
    assert pool.idle == 0
    other = pool.empty((SIZE,), np.float64)
    assert address(other) != where
    del last
    assert pool.idle == LARGE
    assert address(pool.empty((SIZE,), np.float64)) == where


@pytest.mark.parametrize("dtype", [np.float64, np.float32, np.int64, np.complex128])
def test_an_array_is_as_from_numpy(dtype: type) -> None:
    for shape in [(SIZE, 2), (2, SIZE, 1), (3, 2), (), (0, SIZE)]:
        values, expected = Pool().empty(shape, dtype), np.empty(shape, dtype)
        values[...] = 1
        assert (values.shape, values.dtype, values.strides) == (expected.shape, expected.dtype, expected.strides)
        assert values.flags.writeable
        assert values.flags.aligned
        assert values.flags.c_contiguous


def test_small_arrays_are_numpys() -> None:
    pool = Pool()
    assert pool.empty((SIZE - 1,), np.float64).base is None
    assert pool.idle == 0


def test_a_new_block_takes_the_place_of_idle_ones_the_oldest_first() -> None:
    pool = Pool()
    together = [pool.empty((size,), np.float64) for size in (SIZE, 2 * SIZE, 4 * SIZE)]
    second, third = (address(values) for values in together[1:])
    while together:  # first in, first idle
        del together[0]
    assert pool.idle == 7 * LARGE
    new = pool.empty((SIZE + 1,), np.float64)
    assert pool.idle == 4 * LARGE  # one was not enough
    assert address(pool.empty((4 * SIZE,), np.float64)) == third != second
    del new


def test_there_is_never_more_than_was_in_use_at_one_time() -> None:
    pool, rng, held = Pool(), np.random.default_rng(0), list[NDArray[np.float64]]()
    most = 0
    for _ in range(500):
        if held and rng.random() < 0.5:
            del held[int(rng.integers(len(held)))]
        else:
            held.append(pool.empty((SIZE * int(rng.integers(1, 5)),), np.float64))
        in_use = sum(values.nbytes for values in held)
        most = max(most, in_use)
        assert in_use + pool.idle <= most


def test_what_lies_idle_is_bounded() -> None:
    pool = Pool(idle=2 * LARGE)
    together = [pool.empty((SIZE,), np.float64) for _ in range(5)]
    while together:
        together.pop()
        assert pool.idle <= 2 * LARGE
    in_turn(pool, 3 * SIZE)
    assert pool.idle == 0
    in_turn(pool, SIZE)
    assert pool.idle == LARGE
    pool.clear()
    assert pool.idle == 0


def test_no_two_threads_get_the_same_memory() -> None:
    pool, wrong = Pool(), list[int]()

    def work(mine: int) -> None:
        for _ in range(200):
            values = pool.empty((2, SIZE), np.float64)
            values[:, ::512] = mine
            view = values[1:].T
            del values
            if not (view[::512] == mine).all():
                wrong.append(mine)
            del view

    threads = [threading.Thread(target=work, args=(mine,)) for mine in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not wrong
    assert LARGE * 2 <= pool.idle <= LARGE * 2 * len(threads)  # no more than was in use at one time


def test_nobody_waits_for_the_pool() -> None:
    pool = Pool()
    in_turn(pool, SIZE)
    with pool._busy:  # as when the garbage collector interrupts, or a process forks
        other = threading.Thread(target=in_turn, args=(pool, SIZE), daemon=True)
        other.start()
        other.join(timeout=10)
        assert not other.is_alive()
    assert pool.idle == LARGE


def _sum_of_a_pass(seed: int) -> float:
    rng = np.random.default_rng(seed)
    parameters = initialize_parameters(n_x=3, n_a=64, cell="lstm", rng=rng)
    forward = CELLS["lstm"].forward(rng.normal(size=(3, 32, 100)), np.zeros((64, 32)), parameters, "tanh", None)
    return float(CELLS["lstm"].backward(np.ones((64, 32, 100)), forward.caches).gradients["dx"].sum())


@pytest.mark.parametrize("method", ["fork", "spawn"])
def test_another_process_has_a_pool_of_its_own(method: str) -> None:
    expected = [_sum_of_a_pass(seed) for seed in range(3)]
    assert POOL.idle > 0
    with multiprocessing.get_context(method).Pool(2) as processes:
        found = processes.map(_sum_of_a_pass, range(3))
    assert found == expected


@pytest.mark.parametrize("cell", CELLS)
def test_results_do_not_depend_on_what_the_pool_holds(cell: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def both_ways() -> list[NDArray[np.float64]]:
        rng = np.random.default_rng(0)
        parameters = initialize_parameters(n_x=3, n_a=5, cell=cell, rng=rng)
        forward = CELLS[cell].forward(rng.normal(size=(3, 4, 300)), np.zeros((5, 4)), parameters, "tanh", None)
        da = np.zeros((5, 4, 300))
        da[:, :, -1] = rng.normal(size=(5, 4))
        backward = CELLS[cell].backward(da, forward.caches)
        found = [*forward.states.values(), *forward.gates.values(), *backward.gradients.values()]
        return found + [of_step.mantissa for of_step in backward.by_step.values()]

    expected = [values.copy() for values in both_ways()]
    monkeypatch.setattr(pool, "LARGE", 1)  # everything is large
    first = both_ways()
    for again in (first, both_ways(), both_ways(), first):  # also after the other calls
        for found, values in zip(again, expected, strict=True):
            np.testing.assert_array_equal(found, values)
    assert not any(np.shares_memory(mine, others) for mine in first for others in both_ways())
