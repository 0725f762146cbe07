"""What a row of the provider's table can say about one resource type."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from sandbox.providers.aws.template import Template
from sandbox.providers.aws.wire import Value

_GLOBAL_SERVICES = frozenset({"iam", "route53", "cloudfront", "s3control"})


@dataclass(frozen=True)
class Call:
    """One call of AWS's API.

    Args:
        operation: boto3's method, e.g. `create_vpc`; it may hold references, e.g. `revoke_security_group_{$type}`.
        parameters: template of its parameters; in it `$` is the resource's properties (or one item, or an answer).
        service: the service's client, where it isn't the row's.
        ignore: error codes that count as done.
        needs: properties without which the call isn't made.
        each: a property; the call is made once for each of its items, with the item at hand.
        over: a look; the call is made once for each item that it finds at `at`, with the item at hand.
        wanted: a property that must be true for the call to be made.
    """

    operation: str
    parameters: Mapping[str, Template] = field(default_factory=dict)
    service: str | None = None
    ignore: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    each: str | None = None
    over: Look | None = None
    wanted: str | None = None


@dataclass(frozen=True)
class Look:
    """A call whose answer gives outputs.

    Args:
        call: the call.
        at: path in the answer to the object that describes the resource (`Vpcs.0`).
        outputs: property name to template over that object.
        absent: error codes, beside those that say "not found", that mean that this aspect isn't set.
        where: picks one item of the list at `at`: keys of the item with templates over the resource's properties.
    """

    call: Call
    at: str = ""
    outputs: Mapping[str, Template] = field(default_factory=dict)
    absent: tuple[str, ...] = ()
    where: Mapping[str, Template] = field(default_factory=dict)


@dataclass(frozen=True)
class Change:
    """How some properties are changed after creation.

    In its call `@added`, `@removed` are the items of `on[0]` that came and went, `@lost_keys` the keys of a map that
    went, and `@answer` is what AWS answered to the change before it.

    On creation it runs if one of the properties was given (unless `creation` is False), on update if one differs.

    Args:
        on: the properties.
        call: the call to make, None where `add` and `remove` say all.
        creation: whether it also runs on creation.
        cleared: what to call instead when none of the properties is given any more.
        add: call for each item of `on[0]` that is new; `$` and, deeper down too, `@item` are the item.
        remove: the same for each item that is no longer there.
        keyed: keys that make an item the same thing with another value; such an item counts as added alone.
    """

    on: tuple[str, ...]
    call: Call | None = None
    creation: bool = True
    cleared: Call | None = None
    add: Call | None = None
    remove: Call | None = None
    keyed: tuple[str, ...] = ()


@dataclass(frozen=True)
class Tags:
    """How a type is tagged; `@tags` is a map of the tags to set, `@tag_keys` a list of the keys to drop.

    Args:
        create: parameters to add to the creating call; empty where tags are set by `add` after it.
        add: sets tags.
        remove: drops tags.
        look: reads them, as `tagsAll`; None where the row's own read gives `tagsAll`.
    """

    add: Call
    remove: Call
    create: Mapping[str, Template] = field(default_factory=dict)
    look: Look | None = None


@dataclass(frozen=True)
class Name:
    """How a name that the program left out is made, as the real provider does: NAME-1234567.

    Args:
        property: the property that holds it.
        prefix: the property that gives only its beginning.
        longest: AWS's limit in characters.
        lower: whether it must be lower case.
        beginning: what every name of the kind begins with, such as `alias/`.
        suffix: what it must end in when another property is true, as (property, ending).
    """

    property: str = "name"
    prefix: str | None = None
    longest: int = 255
    lower: bool = False
    beginning: str = ""
    suffix: tuple[str, str] | None = None


@dataclass(frozen=True, eq=False)
class Row:
    """One resource type: what the real provider would call, and what it gives back.

    Args:
        type: Pulumi's type token.
        service: boto3's service name.
        create: makes the resource.
        identity: template of its id; `$` is the creating call's answer, `@p.NAME` a property.
        looks: how it is read; the first one says whether it is there, later ones add aspects.
        changes: how what can change is changed.
        delete: calls that remove it, in their order.
        replace: properties that AWS can't change.
        replace_within: paths inside a property that AWS can't change, where it can the rest of it.
        outputs: properties beside the inputs that don't come from `looks`, over the creating call's answer.
        computed: outputs that an update changes, unknown in a preview of it.
        defaults: values of properties that the program leaves out, as the real provider fills them in.
        name: how a missing name is made.
        unique: properties that make it one of a kind: when all stay the same, a replacement must delete first.
        tags: how it is tagged; None for types without tags.
        imported: property names that an import id is made of, with their separator as the first item.
        found: gives the id, as `id`, of what an import id names, where that is not the id itself or made of properties.
        gone: error codes, beside those that say "not found", that mean that it isn't there.
        retry: error codes of a removal, beside the usual ones, that mean that something still holds it.
        ready: (path in the first look's object, values that mean "done"), waited for after creation and update.
        ending: (path in the first look's object, values that mean that it is as good as gone).
        ordered: properties whose list order matters.
        write_only: properties that AWS never gives back.
        settings: properties that only tell the provider what to do; a change of them calls nothing.
    """

    type: str
    service: str
    create: Call
    identity: Template
    looks: tuple[Look, ...]
    changes: tuple[Change, ...] = ()
    delete: tuple[Call, ...] = ()
    replace: frozenset[str] = frozenset()
    replace_within: tuple[str, ...] = ()
    outputs: Mapping[str, Template] = field(default_factory=dict)
    computed: frozenset[str] = frozenset()
    defaults: Mapping[str, Template] = field(default_factory=dict)
    name: Name | None = None
    unique: tuple[str, ...] = ()
    tags: Tags | None = None
    imported: tuple[str, ...] = ()
    found: Look | None = None
    gone: tuple[str, ...] = ()
    retry: tuple[str, ...] = ()
    ready: tuple[str, tuple[str, ...]] | None = None
    ending: tuple[str, tuple[Value, ...]] | None = None
    ordered: frozenset[str] = frozenset()
    write_only: frozenset[str] = frozenset()
    settings: frozenset[str] = frozenset()

    def output_names(self) -> frozenset[str]:
        """Give the names of all properties that this type gives back."""
        names = {name for look in self.looks for name in look.outputs} | set(self.outputs)
        return frozenset(names | ({"region"} if self.regional else set()) | ({"tagsAll"} if self.tags else set()))

    @property
    def regional(self) -> bool:
        """Whether a resource of this type is in one region, rather than in the account as a whole."""
        return self.service not in _GLOBAL_SERVICES
