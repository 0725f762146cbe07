"""Nodes of the sandbox: what a stack's node groups ask for, as Kubernetes nodes that kwok keeps alive.

The node maker reads node groups and their launch templates' user data from the sandbox's AWS, and registers the node
that a kubelet with that user data would: the same capacity, reservations, hugepages, labels and taints.
"""
