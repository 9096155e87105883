"""What holds for every call of every cell: types, nothing changed, nothing overwritten, no noise."""

import copy

import numpy as np
import pytest

from tests.oracles.kinds import KINDS, backward, cell_backward, cell_forward, draw, forward

pytestmark = pytest.mark.parametrize("kind", KINDS)


def arrays_in(thing):
    """Give every array in nested tuples, lists, dicts and caches."""
    if isinstance(thing, np.ndarray):
        return [thing]
    if isinstance(thing, dict):
        thing = list(thing.values())
    return [array for part in thing for array in arrays_in(part)] if isinstance(thing, list | tuple) else []


def everything_from(net):
    """Call all four functions of a cell and give all their results."""
    run = forward(net)
    back = backward(net.kind, net.da, run.caches)
    step = cell_forward(net.kind, net.x[:, :, 0], net.states0, net.parameters)
    d_states = dict.fromkeys(net.states0, net.da[:, :, 0])
    cell_back = cell_backward(net.kind, d_states, step.caches)
    listed = backward(net.kind, net.da, (list(run.caches[0]), run.caches[1]))
    mantissas = {name: scaled.mantissa for name, scaled in back.by_step.items()}
    plain = [scaled.to_float() for scaled in back.by_step.values()]
    return [run.states, run.y, list(run.caches[0]), back.gradients, mantissas, plain, list(step), cell_back, listed]


def converted(net, dtype):
    def convert(array):
        return np.round(array * 2).astype(dtype) if np.issubdtype(dtype, np.integer) else array.astype(dtype)

    parameters = {name: convert(value) for name, value in net.parameters.items()}
    states0 = {name: convert(value) for name, value in net.states0.items()}
    return net._replace(parameters=parameters, x=convert(net.x), states0=states0, da=convert(net.da))


@pytest.mark.parametrize("dtype", [np.float32, np.float64, np.int64, np.int8, np.float16])
def test_float32_stays_float32_and_all_else_is_float64(kind, dtype):
    net = converted(draw(kind, gain=0.5), dtype)
    expected = np.float32 if dtype == np.float32 else np.float64
    given = [id(array) for array in arrays_in([net.parameters, net.x])]
    results = [array for array in arrays_in(everything_from(net)) if id(array) not in given]
    floats = [array.dtype for array in results if array.dtype.kind == "f"]
    assert len(floats) > 20
    assert set(floats) == {np.dtype(expected)}


def test_one_float64_argument_makes_all_float64(kind):
    net = converted(draw(kind), np.float32)
    run = forward(net._replace(x=net.x.astype(np.float64)))
    assert run.states["a"].dtype == run.y.dtype == np.float64


def test_float32_has_float32_accuracy(kind):
    net = draw(kind)
    exact = backward(kind, net.da, forward(net).caches).gradients
    single = converted(net, np.float32)
    found = backward(kind, single.da, forward(single).caches).gradients
    for name, gradient in found.items():
        assert np.abs(gradient - exact[name]).max() < 2e-5 * np.abs(exact[name]).max(), name


def test_lists_will_do(kind):
    net = draw(kind)
    listed = net._replace(
        parameters={name: value.tolist() for name, value in net.parameters.items()},
        x=net.x.tolist(),
        states0={name: value.tolist() for name, value in net.states0.items()},
    )
    np.testing.assert_array_equal(forward(listed).y, forward(net).y)
    found = backward(kind, net.da.tolist(), forward(listed).caches).gradients
    for name, gradient in backward(kind, net.da, forward(net).caches).gradients.items():
        np.testing.assert_array_equal(found[name], gradient)


def test_nothing_passed_in_is_changed(kind):
    net = draw(kind, T=40)
    before = copy.deepcopy(net)
    everything_from(net)
    for now, then in zip(arrays_in(list(net[1:])), arrays_in(list(before[1:])), strict=True):
        np.testing.assert_array_equal(now, then)
        now.flags.writeable = False
    everything_from(net)  # and nothing tries to


def test_the_caches_are_not_changed_by_backward(kind):
    net = draw(kind, T=40)
    caches = forward(net).caches
    before = copy.deepcopy([list(cache[:-1]) for cache in caches[0]])
    first = backward(kind, net.da, caches).gradients
    backward(kind, 3 * net.da[:, :, :20], caches)
    for now, then in zip(arrays_in([list(cache[:-1]) for cache in caches[0]]), arrays_in(before), strict=True):
        np.testing.assert_array_equal(now, then)
    for name, gradient in backward(kind, net.da, caches).gradients.items():
        np.testing.assert_array_equal(gradient, first[name])


def test_results_are_not_overwritten_by_later_calls(kind):
    net = draw(kind, T=40)
    first = everything_from(net)
    kept = copy.deepcopy(arrays_in(first))
    for seed in (1, 2):
        everything_from(draw(kind, T=40, seed=seed))
    for now, then in zip(arrays_in(first), kept, strict=True):
        np.testing.assert_array_equal(now, then)


def test_later_changes_of_the_input_do_not_reach_the_backward_pass(kind):
    net = draw(kind)
    caches = forward(net).caches
    expected = copy.deepcopy(backward(kind, net.da, caches).gradients)
    net.x[:] = 7
    for name in net.parameters:  # an optimiser that puts new arrays into the same dict
        net.parameters[name] = net.parameters[name] + 1
    for name, gradient in backward(kind, net.da, caches).gradients.items():
        np.testing.assert_array_equal(gradient, expected[name])


def test_the_results_of_one_call_share_no_memory_that_can_be_written(kind):
    net = draw(kind)
    caches = forward(net).caches
    expected = backward(kind, net.da, caches).gradients
    for state in forward(net).states.values():
        with pytest.raises(ValueError, match="read-only"):
            state[:] = 0
    changed = backward(kind, net.da, caches)
    for name in changed.gradients:
        changed.gradients[name] *= 2  # as gradient clipping does, in place
        others = {other: g for other, g in changed.gradients.items() if other != name}
        for other, gradient in others.items():
            assert not np.shares_memory(gradient, changed.gradients[name]), (name, other)
    for name, gradient in backward(kind, net.da, caches).gradients.items():
        np.testing.assert_array_equal(gradient, expected[name])


@pytest.mark.parametrize("order", ["F", "reversed", "strided"])
def test_the_memory_layout_does_not_matter(kind, order):
    net = draw(kind)

    def laid_out(array):
        if order == "F":
            return np.asfortranarray(array)
        if order == "reversed":
            return np.ascontiguousarray(array[..., ::-1])[..., ::-1]
        return np.repeat(array, 2, axis=-1)[..., ::2]

    other = net._replace(
        parameters={name: laid_out(value) for name, value in net.parameters.items()},
        x=laid_out(net.x),
        states0={name: laid_out(value) for name, value in net.states0.items()},
    )
    np.testing.assert_allclose(forward(other).y, forward(net).y, rtol=1e-14)
    expected = backward(kind, net.da, forward(net).caches).gradients
    for name, gradient in backward(kind, laid_out(net.da), forward(other).caches).gradients.items():
        np.testing.assert_allclose(gradient, expected[name], rtol=1e-9, atol=1e-13)


def test_what_was_returned_is_not_changed_by_writing_into_da_by_step(kind):
    net = draw(kind)
    caches = forward(net).caches
    back = backward(kind, net.da, caches)
    kept = copy.deepcopy(back.gradients)
    for scaled in back.by_step.values():
        scaled.mantissa[:] = 0
    for name, gradient in back.gradients.items():
        np.testing.assert_array_equal(gradient, kept[name])
