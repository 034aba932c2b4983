"""What every room builds on and what knows no room: declared state, and who may write it."""
