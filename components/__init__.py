"""Pulumi components of an environment, one folder a subject."""

import gc

gc.set_threshold(100_000, 20, 100)
"""What pulumi_aws makes when it is imported stays, so looking for garbage after each 700 objects, as Python does by
default, finds none: a program of 213 resources takes 1.9 s of processor time instead of 2.4 s, for 1.3 MB more."""
