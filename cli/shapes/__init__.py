"""What `--output json` prints, a dataclass an object: the commands print these, and `cli.schemas` describes them.

They repeat fields of the rooms' own types on purpose: a script reads these names, so they change only by intent.
"""
