"""What a container asks for and may use, as Kubernetes' API writes it."""

from __future__ import annotations

Resources = dict[str, dict[str, str]]
"""Requests and limits of a container."""


def resources(cpu: str, memory: str, cpu_limit: str | None = None) -> Resources:
    """Give requests of CPU and memory, the same memory as limit, and a limit of CPU only where one is wanted.

    Memory that is asked for is memory that is had; a limit of CPU slows a controller or a gateway that has work.

    Args:
        cpu: CPUs asked for, e.g. "100m".
        memory: memory asked for, e.g. "256Mi".
        cpu_limit: most CPUs; None for no limit.

    Example:
        >>> resources("100m", "256Mi")
        {'requests': {'cpu': '100m', 'memory': '256Mi'}, 'limits': {'memory': '256Mi'}}
    """
    limits = {"memory": memory} | ({"cpu": cpu_limit} if cpu_limit else {})
    return {"requests": {"cpu": cpu, "memory": memory}, "limits": limits}
