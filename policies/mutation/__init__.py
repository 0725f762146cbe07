"""Mutants of the rules: each rule is changed a little, and its tests must notice. What they miss is printed as a diff.

A rule whose tests pass whatever it says proves nothing; line coverage does not show that, since a line can run and be
wrong. The kinds of change are the usual ones of mutation testing (DeMillo, Lipton, Sayward: Hints on Test Data
Selection, 1978).
"""
