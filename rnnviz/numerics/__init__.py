"""Numbers with an exponent, shapes, ranges, and how a number is written."""
