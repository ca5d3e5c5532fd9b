"""Answers -> scores: KKE, achievement, predicates. Pure arithmetic with its source in the docstring."""
