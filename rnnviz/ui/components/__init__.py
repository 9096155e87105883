"""What lives in the browser: scripts, their styles, and how they are told."""
