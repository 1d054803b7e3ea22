"""Figures, measured as ratios within one run: the project and a baseline take turns."""
