"""All claims in one table: ``python -m rnnviz.papers``. It ends with an error if one does not agree."""

import sys

from rnnviz.papers import CLAIMS, Claim

__all__ = ["main", "rows"]


def rows(claim: Claim) -> list[str]:
    """What a claim expects and what was measured, as rows of a Markdown table."""
    return [
        f"| {claim.number} | {claim.title}: {check.what} | {check.expected:.6g} ({check.source}) "
        f"| {check.measured:.6g} | {check.tolerance} | {'yes' if check.agrees else 'NO'} |"
        for check in claim.measure()
    ]


def main() -> int:
    """Print the table; the result is how many numbers do not agree."""
    sys.stdout.write("| | claim | expected | measured now | tolerance | agrees |\n|---:|---|---:|---:|---|---|\n")
    disagree = 0
    for claim in CLAIMS:
        for row in rows(claim):
            disagree += row.endswith("| NO |")
            sys.stdout.write(f"{row}\n")
    return disagree


if __name__ == "__main__":
    sys.exit(1 if main() else 0)
