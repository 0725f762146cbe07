"""Single tags of things that something else made, such as the security group that EKS makes for a cluster."""

from __future__ import annotations

from sandbox.providers.aws.rows import Call, Change, Look, Row
from sandbox.providers.aws.template import Text

_TAG = {"Resources": ["$resourceId"], "Tags": [{"Key": "$key", "Value": "$value"}]}

ROWS: tuple[Row, ...] = (
    Row(
        type="aws:ec2/tag:Tag",
        service="ec2",
        create=Call("create_tags", _TAG),
        identity=Text("{@p.resourceId},{@p.key}"),
        looks=(
            Look(
                Call("describe_tags", {"Filters": [{"Name": "resource-id", "Values": ["$resourceId"]}]}),
                at="Tags",
                where={"Key": "$key"},
                outputs={"resourceId": "$ResourceId", "key": "$Key", "value": "$Value"},
            ),
        ),
        changes=(Change(on=("value",), call=Call("create_tags", _TAG), creation=False),),
        delete=(Call("delete_tags", {"Resources": ["$resourceId"], "Tags": [{"Key": "$key"}]}),),
        replace=frozenset({"resourceId", "key"}),
        unique=("resourceId", "key"),
        imported=(",", "resourceId", "key"),
    ),
)
