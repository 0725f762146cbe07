"""What is known of Kubernetes' own kinds without asking a server: scope, immutable and allocated fields, list keys.

Sources: the API reference (https://kubernetes.io/docs/reference/kubernetes-api/), the validation of each kind in
kubernetes/kubernetes `pkg/apis/*/validation`, and the list of properties that make the real provider replace
(pulumi-kubernetes `provider/pkg/provider/diff.go`). The server itself finds what these tables lack, by a dry run.
"""

from __future__ import annotations

from sandbox.providers.kubernetes.document import Document, Path, text

#: Built-in kinds without a namespace, for when no server can be asked.
CLUSTER_SCOPED = frozenset(
    {
        "APIService",
        "CSIDriver",
        "CSINode",
        "CertificateSigningRequest",
        "ClusterRole",
        "ClusterRoleBinding",
        "ClusterTrustBundle",
        "ComponentStatus",
        "CustomResourceDefinition",
        "DeviceClass",
        "FlowSchema",
        "IPAddress",
        "IngressClass",
        "MutatingAdmissionPolicy",
        "MutatingAdmissionPolicyBinding",
        "MutatingWebhookConfiguration",
        "Namespace",
        "Node",
        "PersistentVolume",
        "PriorityClass",
        "PriorityLevelConfiguration",
        "ResourceSlice",
        "RuntimeClass",
        "SelfSubjectAccessReview",
        "SelfSubjectReview",
        "SelfSubjectRulesReview",
        "ServiceCIDR",
        "StorageClass",
        "SubjectAccessReview",
        "TokenReview",
        "ValidatingAdmissionPolicy",
        "ValidatingAdmissionPolicyBinding",
        "ValidatingWebhookConfiguration",
        "VolumeAttachment",
        "VolumeAttributesClass",
    }
)

#: The groups of an API server's own kinds; any other belongs to a CustomResourceDefinition or an aggregated server.
BUILT_IN_GROUPS = frozenset(
    {
        "",
        "apps",
        "autoscaling",
        "batch",
        "policy",
        "admissionregistration.k8s.io",
        "apiextensions.k8s.io",
        "apiregistration.k8s.io",
        "authentication.k8s.io",
        "authorization.k8s.io",
        "certificates.k8s.io",
        "coordination.k8s.io",
        "discovery.k8s.io",
        "events.k8s.io",
        "flowcontrol.apiserver.k8s.io",
        "internal.apiserver.k8s.io",
        "networking.k8s.io",
        "node.k8s.io",
        "rbac.authorization.k8s.io",
        "resource.k8s.io",
        "scheduling.k8s.io",
        "storage.k8s.io",
        "storagemigration.k8s.io",
    }
)

_SELECTOR: tuple[Path, ...] = (("spec", "selector"),)
_BINDING: tuple[Path, ...] = (("roleRef",),)

#: (group, kind) → fields that an API server never lets change, so that a change means another object.
IMMUTABLE: dict[tuple[str, str], tuple[Path, ...]] = {
    ("apps", "DaemonSet"): _SELECTOR,
    ("apps", "Deployment"): _SELECTOR,
    ("apps", "ReplicaSet"): _SELECTOR,
    ("apps", "StatefulSet"): (
        ("spec", "podManagementPolicy"),
        ("spec", "selector"),
        ("spec", "serviceName"),
        ("spec", "volumeClaimTemplates"),
    ),
    ("batch", "Job"): (("spec", "completionMode"), ("spec", "selector"), ("spec", "template")),
    ("", "PersistentVolumeClaim"): (
        ("spec", "accessModes"),
        ("spec", "dataSource"),
        ("spec", "selector"),
        ("spec", "storageClassName"),
        ("spec", "volumeMode"),
        ("spec", "volumeName"),
    ),
    ("", "Secret"): (("type",),),
    ("", "Service"): (("spec", "clusterIP"),),
    ("networking.k8s.io", "IngressClass"): (("spec", "controller"),),
    ("node.k8s.io", "RuntimeClass"): (("handler",),),
    ("rbac.authorization.k8s.io", "ClusterRoleBinding"): _BINDING,
    ("rbac.authorization.k8s.io", "RoleBinding"): _BINDING,
    ("scheduling.k8s.io", "PriorityClass"): (("value",), ("preemptionPolicy",)),
    ("storage.k8s.io", "StorageClass"): (("parameters",), ("provisioner",), ("reclaimPolicy",), ("volumeBindingMode",)),
    ("apiextensions.k8s.io", "CustomResourceDefinition"): (
        ("spec", "group"),
        ("spec", "scope"),
        ("spec", "names", "plural"),
    ),
}

#: Content that the real provider replaces instead of changing, so that pods which name the object are rolled, unless
#: `enableConfigMapMutable` or `enableSecretMutable` says otherwise.
CONTENT: dict[tuple[str, str], tuple[Path, ...]] = {
    ("", "ConfigMap"): (("data",), ("binaryData",)),
    ("", "Secret"): (("data",), ("stringData",)),
}

#: Fields that hold secrets, whatever the program says.
SECRET: dict[tuple[str, str], tuple[Path, ...]] = {("", "Secret"): (("data",), ("stringData",))}

#: Fields that the server fills when it creates an object, of every kind: a preview doesn't know them.
ALLOCATED: tuple[Path, ...] = (
    ("metadata", "uid"),
    ("metadata", "resourceVersion"),
    ("metadata", "creationTimestamp"),
    ("metadata", "generation"),
    ("status",),
)
#: … and of one kind; a dry run gives a value that the real creation won't repeat.
ALLOCATED_OF: dict[tuple[str, str], tuple[Path, ...]] = {
    ("", "Service"): (("spec", "clusterIP"), ("spec", "clusterIPs"), ("spec", "healthCheckNodePort")),
    ("", "PersistentVolumeClaim"): (("spec", "volumeName"),),
    ("", "Pod"): (("spec", "nodeName"),),
}

#: Kinds that own others and are deleted after them (Foreground). The real provider does so for every kind; here the
#: rest is deleted in the background, since a garbage collector that hasn't met a fresh custom kind yet would hold
#: each one up.
OWNERS = frozenset({"CronJob", "DaemonSet", "Deployment", "Job", "ReplicaSet", "ReplicationController", "StatefulSet"})

#: Keys by which entries of lists are told apart, in order of preference (`x-kubernetes-list-map-keys` and patch merge
#: keys).
LIST_KEYS = ("name", "containerPort", "port", "mountPath", "key", "type", "ip", "uid", "devicePath", "topologyKey")


def group(api_version: str) -> str:
    """Give the API group of an `apiVersion`: `apps/v1` → `apps`, `v1` → ""."""
    return api_version.split("/")[0] if "/" in api_version else ""


def table_key(document: Document) -> tuple[str, str]:
    """Give the (group, kind) under which an object's kind stands in the tables here."""
    return group(text(document, "apiVersion")), text(document, "kind")
