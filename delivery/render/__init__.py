"""From a service's spec to plain manifests, one file a kind, and those into the checkout.

>>> from pathlib import Path
>>> from delivery.render import plan
>>> {change.action for change in plan(Path("."), ["order-service"])}
{'unchanged'}
"""

from delivery.render.plan import Action, Change, find_checkout, plan, rendered, service_names
from delivery.render.write import write

__all__ = ["Action", "Change", "find_checkout", "plan", "rendered", "service_names", "write"]
