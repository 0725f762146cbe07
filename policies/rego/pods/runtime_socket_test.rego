package slipway.rules.pods.runtime_socket_test

import data.slipway.fixtures.pods as fixtures
import data.slipway.rules.pods.runtime_socket

mounting(path) := fixtures.pod({"volumes": [{"name": "sock", "hostPath": {"path": path}}]})

test_denies_the_sockets_and_the_folders_above_them if {
	every path in [
		"/var/run/docker.sock", "/run/docker.sock", "/var/run/docker.sock/", "//var//run/docker.sock", "/run/containerd/containerd.sock",
		"/var/run/crio/crio.sock", "/run/k3s/containerd", "/run/k3s/containerd/containerd.sock", "/run/containerd", "/run", "/var/run", "/var/run/", "/var", "/var/", "/",
		"/run/./docker.sock", "/tmp/../run/docker.sock", "/run/podman/podman.sock", "/run/cri-dockerd.sock", "/run/dockershim.sock",
	] {
		runtime_socket.deny == {{
			"msg": sprintf(`volume "sock" is %q of the node, which has the container runtime's socket`, [path]),
			"path": ["spec", "volumes", 0, "hostPath", "path"],
		}} with input as mounting(path)
	}
}

test_allows_other_places if {
	every path in ["/var/log", "/run/dbus", "/run/docker.sock.d", "/home/docker.sock", "/variable", null, 5] {
		runtime_socket.deny == set() with input as mounting(path)
	}
	runtime_socket.deny == set() with input as fixtures.pod({"volumes": [{"name": "tmp", "emptyDir": {}}]})
}
