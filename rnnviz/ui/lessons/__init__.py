"""Lessons on the pages that they are about: what is kept of a course, the card, the page that offers them."""
