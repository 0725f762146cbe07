"""What a team writes about a service: `service.yaml`, its model, and how it is read.

>>> from pathlib import Path
>>> from delivery.spec import load_service
>>> load_service(Path("."), Path("apps/order-service/service.yaml")).environments["local"].replicas
2
"""

from delivery.spec.environment import NAMESPACES, Environment
from delivery.spec.load import ALL_ENVIRONMENTS, ServiceFile, load_service
from delivery.spec.model import Service

__all__ = ["ALL_ENVIRONMENTS", "NAMESPACES", "Environment", "Service", "ServiceFile", "load_service"]
