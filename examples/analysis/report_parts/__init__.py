"""The parts of report.py, one section or one job a module."""
