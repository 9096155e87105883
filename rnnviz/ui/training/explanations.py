"""What stands beside the figures of training."""

from typing import Final

from rnnviz.training.prediction import LEAST_BATCH, LEAST_TRIALS

__all__ = ["LOTTERY", "PREDICTION", "TRIALS", "WINDOW"]

PREDICTION: Final = r"""
A weight changes in proportion to the gradient that reaches it. What the answer depends on lies many steps before the
loss; if next to nothing of the gradient arrives there, an update hardly depends on it, and what is nearer, and only
noise, drowns it ([Bengio, Simard & Frasconi 1994](https://doi.org/10.1109/72.279181)). If far more arrives than set
out, tiny causes have huge effects, and clipping leaves only a direction that changes with every batch
([Pascanu, Mikolov & Bengio 2013](https://arxiv.org/abs/1211.5063)). In between, networks of random weights pass a
signal on, and can be trained ([Schoenholz et al. 2017](https://arxiv.org/abs/1611.01232)). How much is enough was
measured for this page. Each point below is a training of the latch; from left to right, how much of the gradient, at
the hidden state, arrived before its first update. In the inner band nearly all learned, outside of the outer band none
did. Each table says how many networks learned, of how many that were tried, task by task.
"""

TRIALS: Final = f"""
What is expected is what became of at least nine of ten of these networks, if there were {LEAST_TRIALS} or more. All of
them had 32 units, batches of 64, float64, Adam with the learning rate and the updates that this page offers first, and
gradients clipped to norm 1. Where one of these is another, it is left open. Not so with more units, with batches from
{LEAST_BATCH} on and in float32, with which it turned out the same; with lengths up to a quarter beyond those that were
tried; and of what learns, with more updates.
"""

LOTTERY: Final = r"""
The same training with other seeds: other first weights, other batches. The thick line is the share of seeds that have
solved the task so far; the band is Wilson's interval of 95 % for the share among all seeds, which is wide for few of
them. The faint lines are the single runs.
"""

WINDOW: Final = r"""
Above, the share of seeds that learned at each gain, with Wilson's interval of 95 %. Below, how much of the gradient
arrived before the first update, where what the task is about lies: in the inner band nearly all networks that were
tried on the latch learned it, outside of the outer band none did. The window was found for deep networks by Schoenholz
et al. 2017, and for recurrent ones by [Chen, Pennington & Schoenholz 2018](https://arxiv.org/abs/1806.05394).
"""
