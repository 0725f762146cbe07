"""How each of AWS's services tags things, for the rows of the table."""

from __future__ import annotations

from sandbox.providers.aws.rows import Call, Look, Tags
from sandbox.providers.aws.template import Template, Text


def ec2_tags(kind: str | None) -> Tags:
    """EC2: at creation by TagSpecifications of a resource kind (None where creation takes none), after it by id."""
    return Tags(
        create={"TagSpecifications": [{"ResourceType": kind, "Tags": "@tags|pairs"}]} if kind else {},
        add=Call("create_tags", {"Resources": ["@id"], "Tags": "@tags|pairs"}, service="ec2"),
        remove=Call("delete_tags", {"Resources": ["@id"], "Tags": "@tag_keys|keyonly"}, service="ec2"),
    )


def iam_tags(thing: str, argument: str, reference: str = "@id") -> Tags:
    """IAM: by verbs of their own for each kind of thing, e.g. `tag_role(RoleName=…)`."""
    return Tags(
        create={"Tags": "@tags|pairs"},
        add=Call(f"tag_{thing}", {argument: reference, "Tags": "@tags|pairs"}),
        remove=Call(f"untag_{thing}", {argument: reference, "TagKeys": "@tag_keys"}),
    )


def eks_tags(arn: str = "$arn") -> Tags:
    """EKS: maps of tags, by ARN."""
    return Tags(
        create={"tags": "@tags"},
        add=Call("tag_resource", {"resourceArn": arn, "tags": "@tags"}),
        remove=Call("untag_resource", {"resourceArn": arn, "tagKeys": "@tag_keys"}),
    )


def arn_tags(
    *,
    reference: str = "$arn",
    argument: str = "ResourceArn",
    created: str = "Tags",
    keys: str = "TagKeys",
    listing: str | None = None,
    at: str = "Tags",
) -> Tags:
    """The usual newer form: `tag_resource(ResourceArn, Tags=[Key, Value])`; `listing` is the call that reads them."""
    return Tags(
        create={created: "@tags|pairs"},
        add=Call("tag_resource", {argument: reference, created: "@tags|pairs"}),
        remove=Call("untag_resource", {argument: reference, keys: "@tag_keys"}),
        look=Look(Call(listing, {argument: reference}), outputs={"tagsAll": f"${at}|frompairs"}) if listing else None,
    )


def mapped_tags(
    *,
    argument: str,
    reference: str,
    created: str | None,
    tag: str,
    untag: str,
    keys: str,
    tags: str,
    listing: str | None,
    at: str,
) -> Tags:
    """Services that take tags as a map: SQS, CloudWatch Logs, GuardDuty."""
    return Tags(
        create={created: "@tags"} if created else {},
        add=Call(tag, {argument: reference, tags: "@tags"}),
        remove=Call(untag, {argument: reference, keys: "@tag_keys"}),
        look=Look(Call(listing, {argument: reference}), outputs={"tagsAll": f"${at}|frompairs"}) if listing else None,
    )


def named_tags(reference: str = "$arn") -> Tags:
    """RDS and ElastiCache: verbs of their own, by ARN, which they call a name."""
    return Tags(
        create={"Tags": "@tags|pairs"},
        add=Call("add_tags_to_resource", {"ResourceName": reference, "Tags": "@tags|pairs"}),
        remove=Call("remove_tags_from_resource", {"ResourceName": reference, "TagKeys": "@tag_keys"}),
        look=Look(
            Call("list_tags_for_resource", {"ResourceName": reference}), outputs={"tagsAll": "$TagList|frompairs"}
        ),
    )


def ec2_arn(kind: str) -> Text:
    """Give the ARN of an EC2 thing, which EC2's answers mostly leave out."""
    return Text(f"arn:{{@partition}}:ec2:{{@region}}:{{@account}}:{kind}/{{@id}}")


def ec2_filter(name: str, reference: str) -> dict[str, Template]:
    """Give one filter of EC2's describing calls, with one value."""
    return {"Name": name, "Values": [reference]}
