"""What stands beside the figures of training."""

from typing import Final

from rnnviz.training.prediction import LEAST_BATCH, LEAST_TRIALS

__all__ = ["LOTTERY", "PREDICTION", "TRIALS", "WINDOW"]

PREDICTION: Final = r"""
Training changes a weight in proportion to the gradient that reaches it. What the answer depends on lies many steps
before the loss. If almost no gradient arrives there, an update hardly depends on it: nearer steps and noise drown it
([Bengio, Simard & Frasconi 1994](https://doi.org/10.1109/72.279181)). If far more arrives than set out, tiny changes
have huge effects; clipping limits the size of an update, but its direction then differs from batch to batch
([Pascanu, Mikolov & Bengio 2013](https://arxiv.org/abs/1211.5063)). Networks in between can be trained
([Schoenholz et al. 2017](https://arxiv.org/abs/1611.01232)).

How much is enough was measured. Each point below is one training of the latch: from left to right, how much of the
gradient of the hidden state arrived before its first update; from bottom to top, how long it took to learn. In the
darker band, which is the bracket of the chart above, nearly all learned; outside of the lighter band none did. The
tables count the trials of each task. *Networks like it* are those of the same cell, task and column; where those of the
nearest length tell otherwise, they are counted alone.
"""

TRIALS: Final = f"""
A network *should learn* if at least nine of ten networks like it did, and *should not* if at least nine of ten did not;
at least {LEAST_TRIALS} must have been tried. All of them had 32 units, batches of 64 sequences, float64, Adam with the
learning rate and the number of updates that this page begins with, and gradients clipped to norm 1. With other settings
it *may learn or not*. The exceptions were found to make no difference: more units, batches from {LEAST_BATCH} on,
float32, lengths up to a quarter beyond those tried, and more updates for a network that should learn.
"""

LOTTERY: Final = r"""
The same training with other seeds, that is with other first weights and other batches. The thick line is the share of
seeds that have solved the task so far. The band is Wilson's interval of 95 % for the share among all possible seeds; it
is wide because few were tried. Each faint line is one training.
"""

WINDOW: Final = r"""
The first chart shows the share of seeds that learned at each gain, with Wilson's interval of 95 %. The second shows how
much of the gradient arrived at what is to be remembered, before the first update. In its darker band nearly all
networks that were tried on the latch learned it; outside of the lighter band none did. Such a window was found for deep
networks by [Schoenholz et al. 2017](https://arxiv.org/abs/1611.01232), and for recurrent ones by
[Chen, Pennington & Schoenholz 2018](https://arxiv.org/abs/1806.05394).
"""
