# METADATA
# title: No container gets the container runtime's socket
# description: >-
#   Through the socket of Docker, containerd or CRI-O a container starts others, privileged ones, on its node. Mounting it
#   read-only doesn't help: a socket is spoken to, not written.
# related_resources:
#   - https://kubernetes.io/docs/concepts/storage/volumes/#hostpath
# custom:
#   id: SLIP-POD-022
#   severity: critical
#   controls: [nsa/hostPath, CKV_K8S_27]
#   remediation: Build images without a daemon (BuildKit rootless, Kaniko, Buildah), and watch containers through the kubelet.
#   kinds: [pod]
package slipway.rules.pods.runtime_socket

import data.slipway.lib.pods

sockets := {
	"/run/containerd/containerd.sock",
	"/run/cri-dockerd.sock",
	"/run/crio/crio.sock",
	"/run/docker.sock",
	"/run/dockershim.sock",
	"/run/k3s/containerd/containerd.sock",
	"/run/podman/podman.sock",
}

deny contains {"msg": message, "path": array.concat(found.path, ["hostPath", "path"])} if {
	some found in pods.volumes
	path := object.get(found.volume, ["hostPath", "path"], null)
	reaches_socket(path)
	message := sprintf("%s is %s of the node, which has the container runtime's socket", [found.title, pods.shown(path)])
}

# A folder reaches the sockets below it. /var/run is a link to /run, so /var reaches what / does; a path may have slashes to
# spare.
reaches_socket(path) if {
	is_string(path)
	parts := [part | some part in split(path, "/"); not part in {"", "."}]
	place := trim_prefix(sprintf("/%s/", [concat("/", parts)]), "/var")
	some socket in sockets
	startswith(sprintf("%s/", [socket]), replace(place, "//", "/"))
}

reaches_socket(path) if contains(path, "..")
