"""EKS: what belongs to a cluster: add-ons, access entries and policies, pod identities."""

from __future__ import annotations

from sandbox.providers.aws.rows import Call, Change, Look, Row
from sandbox.providers.aws.table.tagging import eks_tags
from sandbox.providers.aws.template import Text

ROWS: tuple[Row, ...] = (
    Row(
        type="aws:eks/addon:Addon",
        service="eks",
        create=Call(
            "create_addon",
            {
                "clusterName": "$clusterName",
                "addonName": "$addonName",
                "addonVersion": "$addonVersion",
                "serviceAccountRoleArn": "$serviceAccountRoleArn",
                "resolveConflicts": "$resolveConflictsOnCreate",
                "configurationValues": "$configurationValues",
                "podIdentityAssociations": "$podIdentityAssociations|some",
            },
        ),
        identity=Text("{@p.clusterName}:{@p.addonName}"),
        looks=(
            Look(
                Call("describe_addon", {"clusterName": "$clusterName", "addonName": "$addonName"}),
                at="addon",
                outputs={
                    "arn": "$addonArn",
                    "addonVersion": "$addonVersion",
                    "serviceAccountRoleArn": "$serviceAccountRoleArn",
                    "configurationValues": "$configurationValues|some",
                    "createdAt": "$createdAt|time",
                    "modifiedAt": "$modifiedAt|time",
                    "tagsAll": "$tags|frompairs",
                },
            ),
        ),
        changes=(
            Change(
                on=("addonVersion", "serviceAccountRoleArn", "configurationValues", "podIdentityAssociations"),
                call=Call(
                    "update_addon",
                    {
                        "clusterName": "$clusterName",
                        "addonName": "$addonName",
                        "addonVersion": "$addonVersion",
                        "serviceAccountRoleArn": "$serviceAccountRoleArn",
                        "resolveConflicts": "$resolveConflictsOnUpdate",
                        "configurationValues": "$configurationValues",
                        "podIdentityAssociations": "$podIdentityAssociations|some",
                    },
                ),
                creation=False,
            ),
        ),
        delete=(
            Call("delete_addon", {"clusterName": "$clusterName", "addonName": "$addonName", "preserve": "$preserve"}),
        ),
        replace=frozenset({"clusterName", "addonName", "namespaceConfig"}),
        computed=frozenset({"modifiedAt"}),
        unique=("clusterName", "addonName"),
        settings=frozenset({"preserve", "resolveConflictsOnCreate", "resolveConflictsOnUpdate"}),
        imported=(":", "clusterName", "addonName"),
        tags=eks_tags(),
    ),
    Row(
        type="aws:eks/accessEntry:AccessEntry",
        service="eks",
        create=Call(
            "create_access_entry",
            {
                "clusterName": "$clusterName",
                "principalArn": "$principalArn",
                "kubernetesGroups": "$kubernetesGroups|some",
                "username": "$userName",
                "type": "$type",
            },
        ),
        identity=Text("{@p.clusterName}:{@p.principalArn}"),
        looks=(
            Look(
                Call("describe_access_entry", {"clusterName": "$clusterName", "principalArn": "$principalArn"}),
                at="accessEntry",
                outputs={
                    "accessEntryArn": "$accessEntryArn",
                    "kubernetesGroups": "$kubernetesGroups|some",
                    "userName": "$username",
                    "type": "$type",
                    "createdAt": "$createdAt|time",
                    "modifiedAt": "$modifiedAt|time",
                    "tagsAll": "$tags|frompairs",
                },
            ),
        ),
        changes=(
            Change(
                on=("kubernetesGroups", "userName"),
                call=Call(
                    "update_access_entry",
                    {
                        "clusterName": "$clusterName",
                        "principalArn": "$principalArn",
                        "kubernetesGroups": "$kubernetesGroups",
                        "username": "$userName",
                    },
                ),
                creation=False,
            ),
        ),
        delete=(Call("delete_access_entry", {"clusterName": "$clusterName", "principalArn": "$principalArn"}),),
        replace=frozenset({"clusterName", "principalArn", "type"}),
        defaults={"type": "STANDARD"},
        unique=("clusterName", "principalArn"),
        imported=(":", "clusterName", "principalArn"),
        tags=eks_tags("$accessEntryArn"),
    ),
    Row(
        type="aws:eks/accessPolicyAssociation:AccessPolicyAssociation",
        service="eks",
        create=Call(
            "associate_access_policy",
            {
                "clusterName": "$clusterName",
                "principalArn": "$principalArn",
                "policyArn": "$policyArn",
                "accessScope": "$accessScope",
            },
        ),
        identity=Text("{@p.clusterName}#{@p.principalArn}#{@p.policyArn}"),
        looks=(
            Look(
                Call(
                    "list_associated_access_policies", {"clusterName": "$clusterName", "principalArn": "$principalArn"}
                ),
                at="associatedAccessPolicies",
                where={"policyArn": "$policyArn"},
                outputs={
                    "accessScope": "$accessScope",
                    "associatedAt": "$associatedAt|time",
                    "modifiedAt": "$modifiedAt|time",
                },
            ),
        ),
        delete=(
            Call(
                "disassociate_access_policy",
                {"clusterName": "$clusterName", "principalArn": "$principalArn", "policyArn": "$policyArn"},
            ),
        ),
        replace=frozenset({"clusterName", "principalArn", "policyArn", "accessScope"}),
        unique=("clusterName", "principalArn", "policyArn"),
        imported=("#", "clusterName", "principalArn", "policyArn"),
    ),
    Row(
        type="aws:eks/podIdentityAssociation:PodIdentityAssociation",
        service="eks",
        create=Call(
            "create_pod_identity_association",
            {
                "clusterName": "$clusterName",
                "namespace": "$namespace",
                "serviceAccount": "$serviceAccount",
                "roleArn": "$roleArn",
                "disableSessionTags": "$disableSessionTags",
                "targetRoleArn": "$targetRoleArn",
            },
        ),
        identity="$association.associationId",
        outputs={"associationId": "$association.associationId"},
        looks=(
            Look(
                Call("describe_pod_identity_association", {"clusterName": "$clusterName", "associationId": "@id"}),
                at="association",
                outputs={
                    "associationId": "$associationId",
                    "associationArn": "$associationArn",
                    "namespace": "$namespace",
                    "serviceAccount": "$serviceAccount",
                    "roleArn": "$roleArn",
                    "targetRoleArn": "$targetRoleArn",
                    "tagsAll": "$tags|frompairs",
                },
            ),
        ),
        changes=(
            Change(
                on=("roleArn", "disableSessionTags", "targetRoleArn"),
                call=Call(
                    "update_pod_identity_association",
                    {
                        "clusterName": "$clusterName",
                        "associationId": "@id",
                        "roleArn": "$roleArn",
                        "disableSessionTags": "$disableSessionTags",
                        "targetRoleArn": "$targetRoleArn",
                    },
                ),
                creation=False,
            ),
        ),
        delete=(Call("delete_pod_identity_association", {"clusterName": "$clusterName", "associationId": "@id"}),),
        replace=frozenset({"clusterName", "namespace", "serviceAccount"}),
        unique=("clusterName", "namespace", "serviceAccount"),
        imported=(",", "clusterName", "associationId"),
        found=Look(
            Call(
                "describe_pod_identity_association", {"clusterName": "$clusterName", "associationId": "$associationId"}
            ),
            at="association",
            outputs={"id": "$associationId"},
        ),
        tags=eks_tags("$associationArn"),
    ),
)
