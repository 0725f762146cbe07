// Package v1 gives the v1 names of the ProvisioningRequest API to what its Go module has, v1beta1.
//
// cluster-autoscaler imports v1 from a module that lies beside it in its repository; no release of that module that Go
// can fetch has v1. ProvisioningRequests are off unless --enable-provisioning-requests is given.
package v1

import "k8s.io/autoscaler/cluster-autoscaler/apis/provisioningrequest/autoscaling.x-k8s.io/v1beta1"

// The types of the API.
type (
	Detail                    = v1beta1.Detail
	Parameter                 = v1beta1.Parameter
	PodSet                    = v1beta1.PodSet
	ProvisioningRequest       = v1beta1.ProvisioningRequest
	ProvisioningRequestSpec   = v1beta1.ProvisioningRequestSpec
	ProvisioningRequestStatus = v1beta1.ProvisioningRequestStatus
	Reference                 = v1beta1.Reference
)

// Conditions and classes; the last two annotations are v1's own (cluster-autoscaler/FAQ.md, "ProvisioningRequest").
const (
	Accepted                                 = v1beta1.Accepted
	BookingExpired                           = v1beta1.BookingExpired
	Failed                                   = v1beta1.Failed
	Provisioned                              = v1beta1.Provisioned
	ProvisioningClassBestEffortAtomicScaleUp = v1beta1.ProvisioningClassBestEffortAtomicScaleUp
	ProvisioningClassCheckCapacity           = v1beta1.ProvisioningClassCheckCapacity
	ProvisioningRequestPodAnnotationKey      = "autoscaling.x-k8s.io/consume-provisioning-request"
	ProvisioningClassPodAnnotationKey        = "autoscaling.x-k8s.io/provisioning-class-name"
)
