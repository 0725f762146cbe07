"""The edge to AWS: finds what carries a stack's tags, and deletes orphans."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, Protocol

from components.teardown.cloud_kinds import CLOUD_KINDS, IAM_KINDS, LOG_GROUPS, CloudKind, TagRule
from components.teardown.errors import CloudRefused
from components.teardown.orphans import CloudThing, matching, tags_of

TAGS_A_CALL = 20
"""Ids that one call for tags takes (ELB API, DescribeTags)."""

ATTEMPTS = 8
"""Tries of a call that is throttled, in boto3's standard mode, before it counts as refused."""

ABSENT = frozenset({"ResourceNotFoundException", "NotFoundException", "NoSuchEntity", "NoSuchBucket", "404"})
"""AWS's words for what is not there; those of EC2 and RDS end in `NotFound`."""

USERS: Mapping[str, str] = {
    "interface": "Attachment.InstanceId",
    "volume": "Attachments[0].InstanceId",
    "address": "InstanceId",
}
"""Kind → where one has the instance that it is attached to (JMESPath)."""


class CloudApi(Protocol):
    """What a teardown asks of AWS; tests answer in its place."""

    def things(self, stack: str, cluster: str) -> list[CloudThing]:
        """Give all that carries a stack's or its cluster's tags, or the cluster's name."""

    def delete(self, thing: CloudThing) -> None:
        """Delete one; one that is gone is fine."""

    def ask(self, service: str, operation: str, arguments: Mapping[str, object], path: str) -> object:
        """Make one call and give what stands at a JMESPath of the answer; None if what is asked for is not there."""


class Aws:
    """AWS in one region.

    Args:
        region: the stack's region.
        environment: where keys and endpoint are taken from, if it names any; else boto3's own search finds them.
    """

    def __init__(self, region: str, environment: Mapping[str, str]) -> None:
        self.region = region
        self._environment = environment
        self._clients: dict[str, Any] = {}
        self._lock = threading.Lock()

    def things(self, stack: str, cluster: str) -> list[CloudThing]:
        """Give all that carries a stack's or its cluster's tags, or the cluster's name, in the order of the rows."""
        from components.teardown.tag_index import indexed

        rules = tags_of(stack, cluster)
        found = [thing for row in CLOUD_KINDS for thing in self._of_kind(row, rules)]
        found += self._log_groups(cluster)
        found += self._of_iam(rules, cluster)
        return found + list(indexed(self, stack, {one.id for one in found}))

    def delete(self, thing: CloudThing) -> None:
        """Delete one; one that is gone is fine.

        Raises:
            CloudRefused: AWS does not.
        """
        if thing.kind == "log group":
            self.ask("logs", "delete_log_group", {"logGroupName": thing.id}, "@")
            return
        row = next(one for one in CLOUD_KINDS if one.kind == thing.kind)
        identity = [thing.id] if row.argument.endswith("Ids") else thing.id
        self.ask(row.service, row.deletion, {row.argument: identity}, "@")

    def ask(self, service: str, operation: str, arguments: Mapping[str, object], path: str) -> object:
        """Make one call and give what stands at a JMESPath of the answer; None if what is asked for is not there.

        Raises:
            CloudRefused: AWS answered with any other error, or could not be reached.
        """
        with self._answering(service):
            answer: object = search(path, getattr(self._client(service), operation)(**arguments))
            return answer
        return None

    def pages(self, service: str, operation: str, arguments: Mapping[str, object], path: str) -> Iterator[Any]:
        """Give the items of all pages of a listing call.

        Raises:
            CloudRefused: AWS answered with an error, or could not be reached.
        """
        client = self._client(service)
        if not client.can_paginate(operation):
            answer = self.ask(service, operation, arguments, path)
            yield from answer if isinstance(answer, list) else ()
            return
        with self._answering(service):
            for page in client.get_paginator(operation).paginate(**arguments):
                yield from search(path, page) or ()

    def _of_kind(self, row: CloudKind, rules: Sequence[TagRule]) -> Iterator[CloudThing]:
        arguments = dict(row.arguments)
        if row.filter_argument:
            arguments[row.filter_argument] = [{"Name": "tag-key", "Values": [key for key, _ in rules]}]
        listed = [
            (str(search(row.identity, one)), one)
            for one in self.pages(row.service, row.operation, arguments, row.items)
        ]
        tags = self._tags(row, [identity for identity, _ in listed]) if row.tags_operation else {}
        for identity, one in listed:
            carried = tags.get(identity, {}) if row.tags_operation else _pairs(search(row.tags, one))
            rule = matching(carried, rules)
            if rule is None or (row.state and search(row.state, one) in row.gone):
                continue
            yield CloudThing(
                kind=row.kind,
                id=identity,
                told=str(search(row.told, one) or ""),
                tag=f"{rule[0]}={rule[1]}",
                command=f"{row.command.replace('{id}', identity)} --region {self.region}",
                cluster_made=rule != rules[-1],
                in_vpc=row.in_vpc,
                busy=_busy(row, one),
                user=_user(row, one),
                node_group=carried.get("eks:nodegroup-name", ""),
            )

    def _tags(self, row: CloudKind, identities: list[str]) -> dict[str, dict[str, str]]:
        found: dict[str, dict[str, str]] = {}
        for start in range(0, len(identities), TAGS_A_CALL):
            some = identities[start : start + TAGS_A_CALL]
            told = self.ask(row.service, row.tags_operation, {row.tags_argument: some}, row.tags_items)
            for one in told if isinstance(told, list) else ():
                found[str(one["id"])] = _pairs(one["tags"])
        return found

    def _log_groups(self, cluster: str) -> Iterator[CloudThing]:
        for beginning in LOG_GROUPS:
            prefix = beginning.replace("{cluster}", cluster)
            asked = {"logGroupNamePrefix": prefix}
            for one in self.pages("logs", "describe_log_groups", asked, "logGroups[]"):
                name = str(one["logGroupName"])
                yield CloudThing(
                    kind="log group",
                    id=name,
                    tag=f"name begins with {prefix}",
                    cluster_made=True,
                    command=f"aws logs delete-log-group --log-group-name {name} --region {self.region}",
                )

    def _of_iam(self, rules: Sequence[TagRule], cluster: str) -> Iterator[CloudThing]:
        for row in IAM_KINDS:
            for one in self.pages("iam", row.operation, row.arguments, row.items):
                # A call for each role of an account would take minutes; ours have the cluster in their name.
                if cluster not in str(search(row.name, one)):
                    continue
                identity = str(search(row.takes, one))
                tags = _pairs(self.ask("iam", row.tags_operation, {row.argument: identity}, "Tags"))
                rule = matching(tags, rules)
                if rule is not None:
                    yield CloudThing(
                        kind=row.kind,
                        id=identity,
                        tag=f"{rule[0]}={rule[1]}",
                        cluster_made=rule != rules[-1],
                        command=row.command.replace("{id}", identity),
                    )

    @contextmanager
    def _answering(self, service: str) -> Iterator[None]:
        """Make AWS's errors ours; what is not there is no error."""
        from botocore.exceptions import BotoCoreError, ClientError

        try:
            yield
        except ClientError as error:
            said = error.response.get("Error", {})
            code = str(said.get("Code", "Unknown"))
            if code in ABSENT or code.endswith(("NotFound", "NotFoundFault")):
                return
            raise CloudRefused(
                f"AWS answered {code}: {said.get('Message', '')}",
                code=code,
                where=f"{service} {error.operation_name} in {self.region}",
                do="mend it and type the same command again",
            ) from error
        except BotoCoreError as error:
            raise CloudRefused(
                f"AWS can't be asked ({' '.join(str(error).split())})",
                code=type(error).__name__,
                where=f"{service} in {self.region}",
                do="log in to AWS, then type the command again",
            ) from error

    def _client(self, service: str) -> Any:
        with self._lock:
            if service not in self._clients:
                self._clients[service] = _session(self._environment).client(
                    service,
                    region_name=self.region,
                    endpoint_url=self._environment.get("AWS_ENDPOINT_URL"),
                    config=_patient(),
                )
            return self._clients[service]


def search(path: str, document: Any) -> Any:
    """Give what stands at a JMESPath of a document."""
    import jmespath

    return jmespath.search(path, document)


def _session(environment: Mapping[str, str]) -> Any:
    import boto3
    import botocore.session

    key = environment.get("AWS_ACCESS_KEY_ID")
    # With keys of its own an environment's profile counts, and not that of the shell in which this runs.
    hidden = {"profile": (None, ["SLIPWAY_NO_PROFILE"], None, None)} if key else None
    return boto3.session.Session(
        aws_access_key_id=key,
        aws_secret_access_key=environment.get("AWS_SECRET_ACCESS_KEY"),
        aws_session_token=environment.get("AWS_SESSION_TOKEN"),
        botocore_session=botocore.session.Session(session_vars=hidden) if hidden else None,
    )


def _patient() -> Any:
    from botocore.config import Config

    return Config(
        retries={"mode": "standard", "total_max_attempts": ATTEMPTS},
        connect_timeout=5,
        read_timeout=60,
        s3={"addressing_style": "path"},
    )


def _pairs(tags: Any) -> dict[str, str]:
    return {str(one["Key"]): str(one["Value"]) for one in tags or ()}


def _user(row: CloudKind, one: Any) -> str:
    """Give the instance that something is attached to."""
    return str(search(USERS[row.kind], one) or "") if row.kind in USERS else ""


def _busy(row: CloudKind, one: Any) -> str:
    """Say why a thing can't be deleted right now: something uses it."""
    user = _user(row, one)
    if not user and row.kind == "interface" and search("Status", one) == "in-use":
        user = str(search("InterfaceType", one) or "AWS")
    return f"in use by {user}" if user else ""
