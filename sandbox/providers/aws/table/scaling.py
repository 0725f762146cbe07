"""Tags of Auto Scaling groups. The groups themselves are EKS's here: a managed node group brings its own."""

from __future__ import annotations

from sandbox.providers.aws.rows import Call, Change, Look, Row
from sandbox.providers.aws.template import Text

_TAG = {
    "ResourceId": "$autoscalingGroupName",
    "ResourceType": "auto-scaling-group",
    "Key": "$tag.key",
    "Value": "$tag.value",
    "PropagateAtLaunch": "$tag.propagateAtLaunch",
}
_SET = Call("create_or_update_tags", {"Tags": [_TAG]})

ROWS: tuple[Row, ...] = (
    Row(
        type="aws:autoscaling/tag:Tag",
        service="autoscaling",
        create=_SET,
        identity=Text("{@p.autoscalingGroupName},{@p.tag.key}"),
        looks=(
            Look(
                Call(
                    "describe_tags",
                    {
                        "Filters": [
                            {"Name": "auto-scaling-group", "Values": ["$autoscalingGroupName"]},
                            {"Name": "key", "Values": ["$tag.key"]},
                        ]
                    },
                ),
                at="Tags.0",
                outputs={
                    "autoscalingGroupName": "$ResourceId",
                    "tag": {"key": "$Key", "value": "$Value", "propagateAtLaunch": "$PropagateAtLaunch"},
                },
            ),
        ),
        changes=(Change(on=("tag",), call=_SET, creation=False),),
        # A group that went with its node group has taken its tags along.
        delete=(Call("delete_tags", {"Tags": [_TAG]}, ignore=("ValidationError", "InternalFailure")),),
        replace=frozenset({"autoscalingGroupName"}),
        replace_within=("tag.key",),
        unique=("autoscalingGroupName", "tag"),
    ),
)
