from dataclasses import replace

import pytest

from components.teardown.errors import CloudRefused, ClusterUnreachable, TeardownError
from components.teardown.in_cluster import NAMESPACE
from components.teardown.orphans import CloudThing
from components.teardown.state import Standing
from tests.unit.components.teardown.conftest import (
    CLUSTER_URN,
    SERVICE,
    VPC_URN,
    FakeCluster,
    World,
    application,
    resource,
    thing,
)

INTERFACE = CloudThing(
    "interface", "eni-1", "aws-K8S-i-1", "cluster.k8s.amazonaws.com/name=slipway-dev",
    "aws ec2 delete-network-interface --network-interface-id eni-1", cluster_made=True, in_vpc=True,
)  # fmt: skip
VOLUME = CloudThing(
    "volume", "vol-1", "8 GiB", "kubernetes.io/cluster/slipway-dev=owned",
    "aws ec2 delete-volume --volume-id vol-1", cluster_made=True,
)  # fmt: skip


def test_what_owns_cloud_things_goes_before_what_runs_their_controllers_and_that_before_pulumi_destroys(
    world: World,
) -> None:
    report = world.down()
    deleted = [word.removeprefix("delete ") for word in world.cluster.asked if word.startswith("delete ")]
    assert deleted == [
        "Ingress development/shop",
        "Service development/web",
        "Queue development/orders",
        "StatefulSet development/cart",
        "PersistentVolumeClaim development/data-cart-0",
        "NodePool general",
        "NodeClaim general-1",
        "ApplicationSet argocd/services-dev",
        "Application argocd/cart-dev",
        "Application argocd/karpenter-dev",
        "Namespace development",
        "Namespace karpenter",
    ]
    assert world.engine.asked == ["destroy dev"]
    assert (report.exit_status, report.remains, report.stopped) == (0, [], "")
    assert report.gone["resource of Pulumi"] == 2


def test_argo_cd_is_paused_before_anything_is_deleted_the_template_first(world: World) -> None:
    world.down()
    first = world.cluster.asked[:3]
    assert [word.split(" {")[0] for word in first] == [
        "patch ApplicationSet argocd/services-dev",
        "patch Application argocd/cart-dev",
        "patch Application argocd/karpenter-dev",
    ]
    assert "delete" not in "".join(first)


def test_what_a_killed_up_began_is_taken_in_first_so_that_it_goes_too(world: World) -> None:
    world.down()
    assert world.engine.settled == ["dev"]


def test_a_plan_changes_nothing_and_tells_each_step(world: World) -> None:
    report = world.down(plan=True)
    assert world.cluster.asked == []
    assert world.engine.asked == []
    assert world.engine.settled == []
    assert [one.title for one in report.steps] == [
        "pause Argo CD",
        "delete what owns cloud things",
        "delete Applications and namespaces",
        "look for orphans",
        "pulumi destroy",
    ]
    assert "Service development/web" in report.steps[1].things
    assert report.exit_status == 0


def test_a_second_teardown_finds_nothing_and_says_so(world: World) -> None:
    world.down()
    again = world.down()
    assert again.exit_status == 0
    assert again.gone == {}
    assert {one.outcome for one in again.steps} == {
        "no cluster stands",
        "none",
        "nothing stands",
        "nothing of it is left",
    }


def test_what_is_stuck_stops_it_and_is_told_with_finalizer_and_controller(world: World) -> None:
    world.cluster.unattended = {"ingress.k8s.aws/resources"}
    report = world.down()
    assert report.exit_status == 1
    assert "Ingress development/shop did not go within 0 s" in report.stopped
    assert "finalizer ingress.k8s.aws/resources (removed by the AWS load balancer controller)" in report.stopped
    assert report.do.endswith("platform stack down dev --force-finalizers")
    assert world.engine.asked == []
    (left,) = report.remains
    assert left.do == "kubectl get ingresses.networking.k8s.io shop -n development -o yaml"


def test_finalizers_are_taken_away_only_when_asked_and_it_goes_on(world: World) -> None:
    world.cluster.unattended = {"ingress.k8s.aws/resources"}
    assert world.down(force_finalizers=True).exit_status == 0
    forced = [word for word in world.cluster.asked if "'finalizers': None" in word]
    assert [word.split(" {")[0] for word in forced] == ["patch Ingress development/shop"]


def test_a_teardown_that_was_stopped_goes_on_from_the_world(world: World) -> None:
    world.cluster.unattended = {"ingress.k8s.aws/resources"}
    world.down()
    world.cluster.unattended = set()
    world.cluster.objects = [one for one in world.cluster.objects if one.kind.kind != "Ingress"]
    world.cluster.asked.clear()
    report = world.down()
    assert report.exit_status == 0
    assert not any("ApplicationSet" in word for word in world.cluster.asked if word.startswith("patch"))


def test_a_namespace_that_stays_is_explained_by_its_conditions_and_what_is_in_it(world: World) -> None:
    held = thing(SERVICE, "held", "development", finalizers=["example.com/hold"], deleted="2026-01-01T00:00:00Z")
    world.cluster.objects.append(held)
    conditions = [
        {"type": "NamespaceFinalizersRemaining", "status": "True", "message": "Some content has finalizers remaining"},
        {"type": "NamespaceDeletionContentFailure", "status": "False", "message": "All content deleted"},
    ]
    world.cluster.objects[0] = thing(
        NAMESPACE, "development", stack="dev", finalizers=["kubernetes"], status={"conditions": conditions}
    )
    world.cluster.unattended = {"kubernetes"}
    stopped = world.down().stopped
    assert "Some content has finalizers remaining" in stopped
    assert "All content deleted" not in stopped
    assert "Service development/held has example.com/hold (removed by whoever runs example.com)" in stopped


def test_a_protected_resource_is_named_before_anything_is_touched(world: World) -> None:
    world.engine.rows.append(resource(f"{VPC_URN}-2", protect=True))
    report = world.down()
    assert report.exit_status == 1
    assert world.cluster.asked == []
    assert world.engine.asked == []
    assert "1 resource refuses to be deleted; nothing was touched" in report.stopped
    assert report.do == "platform stack down dev --unprotect"
    assert [(one.kind, one.name, one.do) for one in report.remains] == [
        ("protected", f"{VPC_URN}-2", f"pulumi state unprotect '{VPC_URN}-2' --stack dev")
    ]


def test_deletion_protection_is_looked_up_in_aws_and_told_with_its_command(world: World) -> None:
    world.cloud.answers["describe_cluster cluster.deletionProtection"] = True
    (left,) = world.down().remains
    assert (left.kind, left.name) == ("deletion protection", CLUSTER_URN)
    assert "slipway:cluster.deletionProtection in the stack's file" in left.why
    assert left.do == "aws eks update-cluster-config --name slipway-dev --no-deletion-protection --region eu-central-1"


def test_unprotect_turns_both_kinds_of_protection_off(world: World) -> None:
    world.cloud.answers["describe_cluster cluster.deletionProtection"] = True
    world.engine.rows.append(resource(f"{VPC_URN}-2", protect=True))
    assert world.down(unprotect=True).exit_status == 0
    assert world.engine.asked[0] == f"state unprotect {VPC_URN}-2 --stack dev --yes"
    assert "update_cluster_config {'name': 'slipway-dev', 'deletionProtection': False}" in world.cloud.asked


def test_a_bucket_that_holds_objects_is_never_emptied(world: World) -> None:
    urn = "urn:pulumi:dev::slipway::aws:s3/bucket:Bucket::uploads"
    world.engine.rows.append(resource(urn, outputs={"bucket": "uploads-1", "forceDestroy": False}))
    world.cloud.answers["list_object_versions Versions"] = [{"Key": "a"}]
    report = world.down(unprotect=True)
    assert "it holds objects" in report.remains[0].why
    assert world.engine.asked == []


def test_an_orphan_that_holds_the_vpc_stops_it_before_pulumi_waits_for_it_in_vain(world: World) -> None:
    world.cloud.found = [INTERFACE]
    report = world.down()
    assert report.exit_status == 1
    assert 'this would keep the VPC from going: interface eni-1 "aws-K8S-i-1"' in report.stopped
    assert report.do == "platform stack down dev --delete-orphans"
    assert [(one.kind, one.do) for one in report.remains] == [("interface", INTERFACE.command)]
    assert world.engine.asked == []


def test_an_orphan_that_holds_nothing_remains_and_is_told_at_the_end(world: World) -> None:
    world.cloud.found = [VOLUME]
    report = world.down()
    assert world.engine.asked == ["destroy dev"]
    assert (report.exit_status, report.stopped) == (1, "")
    assert [(one.name, one.why, one.do) for one in report.remains] == [
        ('vol-1 "8 GiB"', "kubernetes.io/cluster/slipway-dev=owned", "aws ec2 delete-volume --volume-id vol-1")
    ]


def test_orphans_are_deleted_only_when_asked_and_counted_as_gone(world: World) -> None:
    world.cloud.found = [INTERFACE, VOLUME]
    report = world.down(delete_orphans=True)
    assert (report.exit_status, world.cloud.found) == (0, [])
    assert (report.gone["interface"], report.gone["volume"]) == (1, 1)


@pytest.mark.parametrize(
    "orphan",
    [
        replace(INTERFACE, cluster_made=False),
        replace(INTERFACE, busy="in use by i-1"),
        replace(INTERFACE, kind="VPC", id="vpc-9"),
    ],
    ids=["not made by a controller of the cluster", "in use", "a kind that no controller makes"],
)
def test_delete_orphans_leaves_alone_what_is_not_surely_left_behind(world: World, orphan: CloudThing) -> None:
    world.cloud.found = [orphan]
    assert world.down(delete_orphans=True).exit_status == 1
    assert world.cloud.found == [orphan]


def test_an_orphan_that_aws_does_not_delete_is_told_and_stops_it(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(thing: CloudThing) -> None:
        raise CloudRefused("AWS answered DependencyViolation", code="DependencyViolation")

    world.cloud.found = [INTERFACE]
    monkeypatch.setattr(world.cloud, "delete", refuse)
    report = world.down(delete_orphans=True)
    assert (report.exit_status, world.engine.asked) == (1, [])


def test_a_key_in_its_waiting_period_is_kept_and_not_counted_as_left(world: World) -> None:
    world.cloud.found = [CloudThing("key", "1234", leaves="2026-12-24T00:00:00+00:00")]
    report = world.down()
    assert report.exit_status == 0
    assert [(one.name, one.why) for one in report.kept] == [("1234", "goes by itself on 2026-12-24T00:00:00+00:00")]


def test_what_pulumi_failed_to_destroy_is_told_with_status_2(world: World) -> None:
    world.engine.fails = "deleting VPC: DependencyViolation"
    report = world.down()
    assert (report.exit_status, report.stopped) == (2, "deleting VPC: DependencyViolation")
    assert report.do == "platform stack down dev, which goes on from here"


@pytest.mark.parametrize("status", [None, "DELETING"])
def test_a_cluster_that_is_gone_is_passed_over_and_the_cloud_still_looked_at(world: World, status: str | None) -> None:
    world.cloud.answers = {"describe_cluster cluster.status": status}
    world.cloud.found = [VOLUME]
    report = world.down()
    assert world.cluster.asked == []
    assert world.engine.asked == ["destroy dev"]
    assert world.forgotten == ["unreachable"]
    assert [one.kind for one in report.remains] == ["volume"]


def unreachable(standing: Standing) -> FakeCluster:
    raise ClusterUnreachable("can't be reached (timed out)", where="https://dev")


def test_a_cluster_that_stands_and_cant_be_asked_stops_it_before_anything_is_touched(world: World) -> None:
    world.reached = unreachable
    with pytest.raises(TeardownError, match=r"can't be asked: https://dev: .*nothing was touched") as caught:
        world.down()
    assert "--without-cluster --delete-orphans" in str(caught.value)
    assert world.engine.asked == ["refresh dev"]


def test_without_its_cluster_it_goes_on_when_asked(world: World) -> None:
    world.reached = unreachable
    assert world.down(without_cluster=True).exit_status == 0
    assert world.engine.asked == ["refresh dev", "destroy dev"]


def test_in_a_hub_only_the_stack_s_own_applications_are_touched(world: World) -> None:
    other = application("cart-prod", "production", "prod-uswest", server="https://prod")
    argo = [one for one in world.cluster.objects if one.kind.group == "argoproj.io"]
    world.cluster.objects = [one for one in world.cluster.objects if one not in argo]
    world.hub = FakeCluster([*argo, other], "https://hub")
    assert world.down().exit_status == 0
    assert world.hub.names() == ["Application argocd/cart-prod"]
    assert not any("cart-prod" in word for word in world.hub.asked)


def test_a_cluster_whose_argo_cd_serves_other_stacks_goes_only_when_that_is_asked_for(world: World) -> None:
    world.cluster.objects.append(application("cart-prod", "production", "prod-uswest", server="https://prod"))
    report = world.down()
    assert report.exit_status == 1
    assert report.stopped == (
        "the cluster slipway-dev is the hub whose Argo CD serves prod-uswest; nothing was touched"
    )
    assert (world.cluster.asked, world.engine.asked) == ([], [])
    assert world.down(unprotect=True).exit_status == 0
    assert "Application argocd/cart-prod" in world.cluster.names()


def test_where_stacks_share_a_cluster_nothing_of_another_is_touched(world: World) -> None:
    theirs = [
        thing(NAMESPACE, "production", stack="prod-uswest"),
        thing(SERVICE, "web", "production", spec={"type": "LoadBalancer"}),
        application("karpenter-prod-uswest", "karpenter", "prod-uswest"),
        thing(SERVICE, "dashboard", "kube-system", spec={"type": "LoadBalancer"}),
    ]
    world.cluster.objects += theirs
    before = set(map(str, theirs))
    world.down(unprotect=True)
    assert before <= set(world.cluster.names())
    assert not [word for word in world.cluster.asked if any(word.endswith(name) for name in before)]
    # Karpenter's namespace serves both stacks, and so its pools are nobody's alone.
    assert {"Namespace karpenter", "NodePool general"} <= set(world.cluster.names())
    assert "Namespace development" not in world.cluster.names()
