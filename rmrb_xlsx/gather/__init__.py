"""Accepted submissions -> tidy rows. `frame` is the only door to pandas, imported only when it is asked for."""
