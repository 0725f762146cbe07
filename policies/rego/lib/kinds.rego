# METADATA
# title: The kinds of Kubernetes' own API groups
# description: |
#   Of each group those of Kubernetes 1.37, whatever their version: what k8s.io/api 0.37.2 registers (each version's
#   register.go), what apiextensions-apiserver, kube-aggregator and apimachinery add, and List, which kubectl reads. A group
#   that is not here is a custom resource's or another API server's.
package slipway.lib.kinds

# METADATA
# description: The kinds by group; the core's group is empty.
table := {
	"": {
		"Binding", "ComponentStatus", "ConfigMap", "DeleteOptions", "Endpoints", "Event", "LimitRange", "List",
		"Namespace", "Node", "NodeProxyOptions", "PersistentVolume", "PersistentVolumeClaim", "Pod", "PodAttachOptions",
		"PodExecOptions", "PodPortForwardOptions", "PodProxyOptions", "PodTemplate", "RangeAllocation",
		"ReplicationController", "ResourceQuota", "Secret", "SerializedReference", "Service", "ServiceAccount",
		"ServiceProxyOptions", "Status",
	},
	"admission.k8s.io": {"AdmissionReview"},
	"admissionregistration.k8s.io": {
		"MutatingAdmissionPolicy", "MutatingAdmissionPolicyBinding", "MutatingWebhookConfiguration",
		"ValidatingAdmissionPolicy", "ValidatingAdmissionPolicyBinding", "ValidatingWebhookConfiguration",
	},
	"apiextensions.k8s.io": {"ConversionReview", "CustomResourceDefinition"},
	"apiregistration.k8s.io": {"APIService"},
	"apps": {"ControllerRevision", "DaemonSet", "Deployment", "ReplicaSet", "StatefulSet"},
	"authentication.k8s.io": {"SelfSubjectReview", "TokenRequest", "TokenReview"},
	"authorization.k8s.io": {
		"LocalSubjectAccessReview", "SelfSubjectAccessReview", "SelfSubjectRulesReview", "SubjectAccessReview",
	},
	"autoscaling": {"HorizontalPodAutoscaler", "Scale"},
	"batch": {"CronJob", "Job"},
	"certificates.k8s.io": {"CertificateSigningRequest", "ClusterTrustBundle", "PodCertificateRequest"},
	"coordination.k8s.io": {"Lease", "LeaseCandidate"},
	"discovery.k8s.io": {"EndpointSlice"},
	"events.k8s.io": {"Event"},
	"extensions": set(),
	"flowcontrol.apiserver.k8s.io": {"FlowSchema", "PriorityLevelConfiguration"},
	"imagepolicy.k8s.io": {"ImageReview"},
	"internal.apiserver.k8s.io": {"StorageVersion"},
	"lifecycle.k8s.io": {"Eviction", "EvictionRequest"},
	"networking.k8s.io": {"IPAddress", "Ingress", "IngressClass", "NetworkPolicy", "ServiceCIDR"},
	"node.k8s.io": {"RuntimeClass"},
	"policy": {"Eviction", "PodDisruptionBudget"},
	"rbac.authorization.k8s.io": {"ClusterRole", "ClusterRoleBinding", "Role", "RoleBinding"},
	"resource.k8s.io": {
		"DeviceClass", "DeviceTaintRule", "ResourceClaim", "ResourceClaimTemplate", "ResourcePoolStatusRequest",
		"ResourceSlice",
	},
	"scheduling.k8s.io": {"CompositePodGroup", "PodGroup", "PriorityClass", "Workload"},
	"storage.k8s.io": {
		"CSIDriver", "CSINode", "CSIStorageCapacity", "StorageClass", "VolumeAttachment", "VolumeAttributesClass",
	},
	"storagemigration.k8s.io": {"StorageVersionMigration"},
}
