"""What figures.py draws, a file for each group of figures."""
