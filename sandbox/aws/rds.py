"""What moto's RDS leaves out: Performance Insights, an id of its own for each instance, a changed subnet group."""

from __future__ import annotations

import hashlib
from typing import Any

_STATISTICS = ("performance_insights_kms_key_id", "performance_insights_retention_period")


def complete_rds() -> None:
    """Add what is missing to moto's RDS, once in this process; call it when RDS is first asked for."""
    from moto.rds.models import DBInstance, RDSBackend

    if hasattr(DBInstance, "performance_insights_enabled"):
        return
    plain = DBInstance.__init__

    def make(instance: Any, *arguments: Any, **named: Any) -> None:
        """Keep what was asked of Performance Insights, and make the id that rights in the database are given by."""
        plain(instance, *arguments, **named)
        instance.enable_performance_insights = bool(named.get("enable_performance_insights"))
        for name in _STATISTICS:
            setattr(instance, name, named.get(name))
        digest = hashlib.sha256(f"{instance.db_instance_arn} {instance.created}".encode()).hexdigest()
        instance.dbi_resource_id = f"db-{digest[:26].upper()}"

    plain_modify = RDSBackend.modify_db_subnet_group

    def modify_db_subnet_group(backend: Any, subnet_name: str, *arguments: Any, **named: Any) -> Any:
        """Keep the group that was changed; moto's own forgets it."""
        changed = plain_modify(backend, subnet_name, *arguments, **named)
        backend.subnet_groups[subnet_name] = changed
        return changed

    RDSBackend.modify_db_subnet_group = modify_db_subnet_group
    DBInstance.__init__ = make
    DBInstance.performance_insights_enabled = property(lambda instance: instance.enable_performance_insights)
