"""Texts for people, made from the descriptions: the data dictionary."""
