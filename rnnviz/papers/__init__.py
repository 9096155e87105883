"""Results of papers, as numbers that are computed anew: what is claimed, what is measured, whether they agree."""

from rnnviz.papers import bifurcations, bounds, curse_of_memory, initialization, linear_networks, memory_cells
from rnnviz.papers.claim import Check, Claim

__all__ = ["CLAIMS", "Check", "Claim"]

#: Every claim, by number.
CLAIMS: tuple[Claim, ...] = tuple(
    sorted(
        (
            *linear_networks.CLAIMS,
            *bounds.CLAIMS,
            *memory_cells.CLAIMS,
            *bifurcations.CLAIMS,
            *initialization.CLAIMS,
            *curse_of_memory.CLAIMS,
        ),
        key=lambda claim: claim.number,
    )
)
