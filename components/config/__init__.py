"""One stack's whole configuration as one typed model, and the ways to read it: from its file, or in the program."""

from components.config.environment import Environment, EnvironmentName
from components.config.reading import FILE_KEYS, STACKS, environment_of, environment_of_file, read_environment

__all__ = [
    "FILE_KEYS",
    "STACKS",
    "Environment",
    "EnvironmentName",
    "environment_of",
    "environment_of_file",
    "read_environment",
]
