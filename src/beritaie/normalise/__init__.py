"""Mention → value: dates, figures, regions, offices and names that a program can compute with.

Pure functions of a text and its context; what they know of the language stands in `tables/`, each with its source.
"""
