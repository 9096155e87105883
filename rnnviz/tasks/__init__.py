"""Tasks that tell how far back a network can learn: each one file, a pure function of a random generator and sizes."""

from rnnviz.tasks import adding_problem, copy_memory, flip_flop, latch, sine_continuation, temporal_order
from rnnviz.tasks.next_character import next_character
from rnnviz.tasks.task import Batch, Task

__all__ = ["TASKS", "Batch", "Task", "next_character"]

#: Every task that needs nothing brought, by key; the next character of a text is `next_character`.
TASKS: dict[str, Task] = {
    module.TASK.key: module.TASK
    for module in (latch, adding_problem, copy_memory, temporal_order, sine_continuation, flip_flop)
}
