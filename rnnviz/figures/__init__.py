"""Figures: one file a family, each a pure function from a result to a `plotly.graph_objects.Figure`."""

from rnnviz.figures.cause_chain import cause_chain
from rnnviz.figures.claim_picture import claim_picture
from rnnviz.figures.gradient_fade import gradient_fade
from rnnviz.figures.gradient_map import gradient_map
from rnnviz.figures.itemized_map import itemized_map
from rnnviz.figures.lags import cell_gradient_paths, gradient_bound
from rnnviz.figures.sweep_map import sweep_map
from rnnviz.figures.unit_maps import unit_map

__all__ = [
    "cause_chain",
    "cell_gradient_paths",
    "claim_picture",
    "gradient_bound",
    "gradient_fade",
    "gradient_map",
    "itemized_map",
    "sweep_map",
    "unit_map",
]
