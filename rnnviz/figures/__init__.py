"""Figures: one file a family, each a pure function from a result to a `plotly.graph_objects.Figure`."""

from rnnviz.figures.gradient_fade import gradient_fade
from rnnviz.figures.gradient_map import gradient_map
from rnnviz.figures.unit_maps import unit_map

__all__ = ["gradient_fade", "gradient_map", "unit_map"]
