"""OPA judges Kubernetes objects: a server of our own on loopback, kept warm by a keeper that asks it for us."""
