"""What goes on after a commit."""
