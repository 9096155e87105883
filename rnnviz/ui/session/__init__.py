"""What a session asks for and keeps: nothing is drawn here."""
