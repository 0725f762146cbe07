// Package v1 gives the lister of v1beta1 the name of v1's; why, the API's package says.
package v1

import "k8s.io/autoscaler/cluster-autoscaler/apis/provisioningrequest/client/listers/autoscaling.x-k8s.io/v1beta1"

// ProvisioningRequestLister lists ProvisioningRequests.
type ProvisioningRequestLister = v1beta1.ProvisioningRequestLister
