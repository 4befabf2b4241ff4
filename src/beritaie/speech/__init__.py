"""Who says what, and who holds which office."""
