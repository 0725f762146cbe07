# METADATA
# title: APIs that Kubernetes deprecated and removed
# description: |
#   The minor versions of Kubernetes 1 since which a kind of an API version is deprecated and no longer served, and what to
#   use instead (null where there is nothing, or not yet). From Kubernetes' deprecation guide, and from the life cycles that
#   k8s.io/api 0.36.1 declares (zz_generated.prerelease-lifecycle.go), which reach beyond 1.37.
# related_resources:
#   - https://kubernetes.io/docs/reference/using-api/deprecation-guide/
package slipway.lib.apis

import data.slipway.lib.settings

# METADATA
# description: The life of the document's API; undefined if it is not to end.
life := table[input.apiVersion][input.kind]

# METADATA
# description: The minor version of Kubernetes that manifests are judged for.
target := to_number(split(settings.kubernetes_version, ".")[1])

# METADATA
# description: Whether the API server of that version no longer serves it.
ended if {
	is_number(life.removed)
	life.removed <= target
}

# METADATA
# description: What to use instead, for a message.
instead := sprintf("use %s", [life.instead]) if life.instead != null

instead := "nothing takes its place" if life.instead == null

table := {
	"admissionregistration.k8s.io/v1alpha1": {
		"MutatingAdmissionPolicy": {"deprecated": 35, "removed": 38, "instead": "admissionregistration.k8s.io/v1"},
		"MutatingAdmissionPolicyBinding": {"deprecated": 35, "removed": 38, "instead": "admissionregistration.k8s.io/v1"},
		"ValidatingAdmissionPolicy": {"deprecated": 29, "removed": 32, "instead": "admissionregistration.k8s.io/v1"},
		"ValidatingAdmissionPolicyBinding": {"deprecated": 29, "removed": 32, "instead": "admissionregistration.k8s.io/v1"},
	},
	"admissionregistration.k8s.io/v1beta1": {
		"MutatingAdmissionPolicy": {"deprecated": 37, "removed": 40, "instead": "admissionregistration.k8s.io/v1"},
		"MutatingAdmissionPolicyBinding": {"deprecated": 37, "removed": 40, "instead": "admissionregistration.k8s.io/v1"},
		"MutatingWebhookConfiguration": {"deprecated": 16, "removed": 22, "instead": "admissionregistration.k8s.io/v1"},
		"ValidatingAdmissionPolicy": {"deprecated": 31, "removed": 34, "instead": "admissionregistration.k8s.io/v1"},
		"ValidatingAdmissionPolicyBinding": {"deprecated": 31, "removed": 34, "instead": "admissionregistration.k8s.io/v1"},
		"ValidatingWebhookConfiguration": {"deprecated": 16, "removed": 22, "instead": "admissionregistration.k8s.io/v1"},
	},
	"apiextensions.k8s.io/v1beta1": {
		"CustomResourceDefinition": {"deprecated": 16, "removed": 22, "instead": "apiextensions.k8s.io/v1"},
	},
	"apiregistration.k8s.io/v1beta1": {
		"APIService": {"deprecated": 19, "removed": 22, "instead": "apiregistration.k8s.io/v1"},
	},
	"apps/v1beta1": {
		"ControllerRevision": {"deprecated": 8, "removed": 16, "instead": "apps/v1"},
		"Deployment": {"deprecated": 8, "removed": 16, "instead": "apps/v1"},
		"StatefulSet": {"deprecated": 8, "removed": 16, "instead": "apps/v1"},
	},
	"apps/v1beta2": {
		"ControllerRevision": {"deprecated": 9, "removed": 16, "instead": "apps/v1"},
		"DaemonSet": {"deprecated": 9, "removed": 16, "instead": "apps/v1"},
		"Deployment": {"deprecated": 9, "removed": 16, "instead": "apps/v1"},
		"ReplicaSet": {"deprecated": 9, "removed": 16, "instead": "apps/v1"},
		"StatefulSet": {"deprecated": 9, "removed": 16, "instead": "apps/v1"},
	},
	"auditregistration.k8s.io/v1alpha1": {
		"AuditSink": {"deprecated": 18, "removed": 19, "instead": null},
	},
	"authentication.k8s.io/v1alpha1": {
		"SelfSubjectReview": {"deprecated": 29, "removed": 32, "instead": "authentication.k8s.io/v1"},
	},
	"authentication.k8s.io/v1beta1": {
		"SelfSubjectReview": {"deprecated": 30, "removed": 33, "instead": "authentication.k8s.io/v1"},
		"TokenReview": {"deprecated": 19, "removed": 22, "instead": "authentication.k8s.io/v1"},
	},
	"authorization.k8s.io/v1beta1": {
		"LocalSubjectAccessReview": {"deprecated": 19, "removed": 22, "instead": "authorization.k8s.io/v1"},
		"SelfSubjectAccessReview": {"deprecated": 19, "removed": 22, "instead": "authorization.k8s.io/v1"},
		"SelfSubjectRulesReview": {"deprecated": 19, "removed": 22, "instead": "authorization.k8s.io/v1"},
		"SubjectAccessReview": {"deprecated": 19, "removed": 22, "instead": "authorization.k8s.io/v1"},
	},
	"autoscaling/v2beta1": {
		"HorizontalPodAutoscaler": {"deprecated": 22, "removed": 25, "instead": "autoscaling/v2"},
	},
	"autoscaling/v2beta2": {
		"HorizontalPodAutoscaler": {"deprecated": 23, "removed": 26, "instead": "autoscaling/v2"},
	},
	"batch/v1beta1": {
		"CronJob": {"deprecated": 21, "removed": 25, "instead": "batch/v1"},
	},
	"batch/v2alpha1": {
		"CronJob": {"deprecated": 8, "removed": 21, "instead": "batch/v1"},
	},
	"certificates.k8s.io/v1alpha1": {
		"ClusterTrustBundle": {"deprecated": 34, "removed": 37, "instead": "certificates.k8s.io/v1beta1"},
	},
	"certificates.k8s.io/v1beta1": {
		"CertificateSigningRequest": {"deprecated": 19, "removed": 22, "instead": "certificates.k8s.io/v1"},
		"ClusterTrustBundle": {"deprecated": 37, "removed": 40, "instead": null},
		"PodCertificateRequest": {"deprecated": 38, "removed": 41, "instead": null},
	},
	"coordination.k8s.io/v1alpha2": {
		"LeaseCandidate": {"deprecated": 35, "removed": 38, "instead": "coordination.k8s.io/v1beta1"},
	},
	"coordination.k8s.io/v1beta1": {
		"Lease": {"deprecated": 19, "removed": 22, "instead": "coordination.k8s.io/v1"},
		"LeaseCandidate": {"deprecated": 36, "removed": 39, "instead": null},
	},
	"discovery.k8s.io/v1beta1": {
		"EndpointSlice": {"deprecated": 21, "removed": 25, "instead": "discovery.k8s.io/v1"},
	},
	"events.k8s.io/v1beta1": {
		"Event": {"deprecated": 22, "removed": 25, "instead": "events.k8s.io/v1"},
	},
	"extensions/v1beta1": {
		"DaemonSet": {"deprecated": 8, "removed": 16, "instead": "apps/v1"},
		"Deployment": {"deprecated": 8, "removed": 16, "instead": "apps/v1"},
		"Ingress": {"deprecated": 14, "removed": 22, "instead": "networking.k8s.io/v1"},
		"NetworkPolicy": {"deprecated": 9, "removed": 16, "instead": "networking.k8s.io/v1"},
		"PodSecurityPolicy": {"deprecated": 11, "removed": 16, "instead": null},
		"ReplicaSet": {"deprecated": 8, "removed": 16, "instead": "apps/v1"},
	},
	"flowcontrol.apiserver.k8s.io/v1beta1": {
		"FlowSchema": {"deprecated": 23, "removed": 26, "instead": "flowcontrol.apiserver.k8s.io/v1"},
		"PriorityLevelConfiguration": {"deprecated": 23, "removed": 26, "instead": "flowcontrol.apiserver.k8s.io/v1"},
	},
	"flowcontrol.apiserver.k8s.io/v1beta2": {
		"FlowSchema": {"deprecated": 26, "removed": 29, "instead": "flowcontrol.apiserver.k8s.io/v1"},
		"PriorityLevelConfiguration": {"deprecated": 26, "removed": 29, "instead": "flowcontrol.apiserver.k8s.io/v1"},
	},
	"flowcontrol.apiserver.k8s.io/v1beta3": {
		"FlowSchema": {"deprecated": 29, "removed": 32, "instead": "flowcontrol.apiserver.k8s.io/v1"},
		"PriorityLevelConfiguration": {"deprecated": 29, "removed": 32, "instead": "flowcontrol.apiserver.k8s.io/v1"},
	},
	"networking.k8s.io/v1beta1": {
		"IPAddress": {"deprecated": 34, "removed": 37, "instead": "networking.k8s.io/v1"},
		"Ingress": {"deprecated": 19, "removed": 22, "instead": "networking.k8s.io/v1"},
		"IngressClass": {"deprecated": 19, "removed": 22, "instead": "networking.k8s.io/v1"},
		"ServiceCIDR": {"deprecated": 34, "removed": 37, "instead": "networking.k8s.io/v1"},
	},
	"node.k8s.io/v1beta1": {
		"RuntimeClass": {"deprecated": 22, "removed": 25, "instead": "node.k8s.io/v1"},
	},
	"policy/v1beta1": {
		"PodDisruptionBudget": {"deprecated": 21, "removed": 25, "instead": "policy/v1"},
		"PodSecurityPolicy": {"deprecated": 21, "removed": 25, "instead": null},
	},
	"rbac.authorization.k8s.io/v1alpha1": {
		"ClusterRole": {"deprecated": 17, "removed": 23, "instead": "rbac.authorization.k8s.io/v1"},
		"ClusterRoleBinding": {"deprecated": 17, "removed": 23, "instead": "rbac.authorization.k8s.io/v1"},
		"Role": {"deprecated": 17, "removed": 23, "instead": "rbac.authorization.k8s.io/v1"},
		"RoleBinding": {"deprecated": 17, "removed": 23, "instead": "rbac.authorization.k8s.io/v1"},
	},
	"rbac.authorization.k8s.io/v1beta1": {
		"ClusterRole": {"deprecated": 17, "removed": 22, "instead": "rbac.authorization.k8s.io/v1"},
		"ClusterRoleBinding": {"deprecated": 17, "removed": 22, "instead": "rbac.authorization.k8s.io/v1"},
		"Role": {"deprecated": 17, "removed": 22, "instead": "rbac.authorization.k8s.io/v1"},
		"RoleBinding": {"deprecated": 17, "removed": 22, "instead": "rbac.authorization.k8s.io/v1"},
	},
	"resource.k8s.io/v1alpha3": {
		"DeviceTaintRule": {"deprecated": 36, "removed": 39, "instead": "resource.k8s.io/v1beta2"},
		"ResourcePoolStatusRequest": {"deprecated": 39, "removed": 42, "instead": null},
	},
	"resource.k8s.io/v1beta1": {
		"DeviceClass": {"deprecated": 35, "removed": 38, "instead": "resource.k8s.io/v1"},
		"ResourceClaim": {"deprecated": 35, "removed": 38, "instead": "resource.k8s.io/v1"},
		"ResourceClaimTemplate": {"deprecated": 35, "removed": 38, "instead": "resource.k8s.io/v1"},
		"ResourceSlice": {"deprecated": 35, "removed": 38, "instead": "resource.k8s.io/v1"},
	},
	"resource.k8s.io/v1beta2": {
		"DeviceClass": {"deprecated": 36, "removed": 39, "instead": "resource.k8s.io/v1"},
		"DeviceTaintRule": {"deprecated": 39, "removed": 42, "instead": null},
		"ResourceClaim": {"deprecated": 36, "removed": 39, "instead": "resource.k8s.io/v1"},
		"ResourceClaimTemplate": {"deprecated": 36, "removed": 39, "instead": "resource.k8s.io/v1"},
		"ResourceSlice": {"deprecated": 36, "removed": 39, "instead": "resource.k8s.io/v1"},
	},
	"scheduling.k8s.io/v1alpha1": {
		"PriorityClass": {"deprecated": 14, "removed": 23, "instead": "scheduling.k8s.io/v1"},
	},
	"scheduling.k8s.io/v1beta1": {
		"PriorityClass": {"deprecated": 14, "removed": 22, "instead": "scheduling.k8s.io/v1"},
	},
	"settings.k8s.io/v1alpha1": {
		"PodPreset": {"deprecated": 19, "removed": 20, "instead": null},
	},
	"storage.k8s.io/v1alpha1": {
		"CSIStorageCapacity": {"deprecated": 21, "removed": 24, "instead": "storage.k8s.io/v1"},
		"VolumeAttachment": {"deprecated": 21, "removed": 24, "instead": "storage.k8s.io/v1"},
		"VolumeAttributesClass": {"deprecated": 32, "removed": 35, "instead": "storage.k8s.io/v1"},
	},
	"storage.k8s.io/v1beta1": {
		"CSIDriver": {"deprecated": 19, "removed": 22, "instead": "storage.k8s.io/v1"},
		"CSINode": {"deprecated": 17, "removed": 22, "instead": "storage.k8s.io/v1"},
		"CSIStorageCapacity": {"deprecated": 24, "removed": 27, "instead": "storage.k8s.io/v1"},
		"StorageClass": {"deprecated": 19, "removed": 22, "instead": "storage.k8s.io/v1"},
		"VolumeAttachment": {"deprecated": 19, "removed": 22, "instead": "storage.k8s.io/v1"},
		"VolumeAttributesClass": {"deprecated": 34, "removed": 37, "instead": "storage.k8s.io/v1"},
	},
	"storagemigration.k8s.io/v1beta1": {
		"StorageVersionMigration": {"deprecated": 38, "removed": 41, "instead": null},
	},
	"v1": {
		"ComponentStatus": {"deprecated": 19, "removed": null, "instead": null},
		"Endpoints": {"deprecated": 33, "removed": null, "instead": "discovery.k8s.io/v1"},
	},
}
