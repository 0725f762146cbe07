"""Checkov as an engine of the gate, in an environment and a process of its own.

It can't share ours (its `packaging < 24` meets pulumi's `packaging >= 26`), and importing it takes seconds, so a worker
imports it once, while OPA works, and is kept warm for the runs that follow.
"""
