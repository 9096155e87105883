"""Lessons and challenges: questions whose answers are computed from the run, so that none can go stale."""
