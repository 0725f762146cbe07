"""The worker: a program that Checkov's own Python environment runs, as the package `worker`.

It must import nothing of ours but its neighbours here, which import nothing of ours either: `wire` (shared with the
gate), and one module a framework.
"""
