"""The stand-in provider `kubernetes` and the language host under the real engine, against the real API server."""

from __future__ import annotations

import json
import re
import textwrap
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.sandbox.driver import Platform

CHANGES = re.compile(r"^\s+(?:\W+)?\s*(\d+) (created|updated|replaced|deleted|unchanged|to create)$", re.MULTILINE)

#: A container that the strictest Pod Security level lets in.
CONTAINER = """{
    "name": "app",
    "image": "registry.invalid/app:1",
    "resources": {"requests": {"cpu": cpu, "memory": "16Mi"}},
    "securityContext": {"allowPrivilegeEscalation": False, "capabilities": {"drop": ["ALL"]}},
}"""


@dataclass
class Project:
    """A scratch Pulumi project with a stack of its own."""

    sandbox: Platform
    folder: Path
    namespace: str

    def write(self, program: str) -> None:
        """Write the program; it finds `NS`, the name of a namespace of its own, and the kinds it uses."""
        head = f"""
            import pulumi
            import pulumi_kubernetes as k8s

            NS = {self.namespace!r}
            """
        (self.folder / "__main__.py").write_text(textwrap.dedent(head) + textwrap.dedent(program))

    def up(self, *options: str) -> dict[str, int]:
        """Update the stack and give how many resources were created, updated, …."""
        return counted(self.pulumi("up", "--yes", "--skip-preview", *options))

    def fails(self, *arguments: str) -> str:
        """Run a command that must fail and give all that it said."""
        done = self.sandbox.pulumi([*arguments], cwd=self.folder, check=False)
        assert done.returncode != 0, done.stdout
        return done.stdout + done.stderr

    def pulumi(self, *arguments: str) -> str:
        """Run a command and give what it printed."""
        return self.sandbox.pulumi([*arguments], cwd=self.folder).stdout

    def outputs(self) -> dict[str, str]:
        """Give the stack's outputs."""
        found: dict[str, str] = json.loads(self.pulumi("stack", "output", "--json"))
        return found

    def kubectl(self, *arguments: str) -> str:
        """Run kubectl in the project's namespace."""
        return self.sandbox.kubectl("-n", self.namespace, *arguments)


def counted(printed: str) -> dict[str, int]:
    """Read the counts of a summary of Pulumi's."""
    return {what: int(number) for number, what in CHANGES.findall(printed)}


@pytest.fixture
def project(sandbox: Platform, tmp_path: Path) -> Iterator[Project]:
    folder = tmp_path / "scratch"
    folder.mkdir()
    name = f"provider-{abs(hash(str(tmp_path))) % 10**8}"
    (folder / "Pulumi.yaml").write_text(f"name: {name}\nruntime: python\n")
    made = Project(sandbox, folder, name)
    made.pulumi("stack", "init", "scratch")
    try:
        yield made
    finally:
        made.pulumi("destroy", "--yes", "--skip-preview", "--stack", "scratch")
        made.pulumi("stack", "rm", "--yes", "scratch")


def web(replicas: int, cpu: str = "10m", timeout: str = "60s", labels: str = "{}") -> str:
    """Give a program with a namespace and a Deployment."""
    pod = f"""{{
        "securityContext": {{"runAsNonRoot": True, "runAsUser": 1000, "seccompProfile": {{"type": "RuntimeDefault"}}}},
        "containers": [{CONTAINER}],
    }}"""
    return f"""
ns = k8s.core.v1.Namespace("ns", metadata={{"name": NS}})
cpu = {cpu!r}
web = k8s.apps.v1.Deployment(
    "web",
    metadata={{"namespace": ns.metadata.name, "labels": {labels}}},
    spec={{
        "replicas": {replicas},
        "selector": {{"matchLabels": {{"app": "web"}}}},
        "template": {{"metadata": {{"labels": {{"app": "web"}}}}, "spec": {pod}}},
    }},
    opts=pulumi.ResourceOptions(custom_timeouts=pulumi.CustomTimeouts(create={timeout!r}, update={timeout!r})),
)
pulumi.export("name", web.metadata.name)
pulumi.export("uid", web.metadata.uid)
"""


CONTENT = """
ns = k8s.core.v1.Namespace("ns", metadata={{"name": NS}})
one = k8s.core.v1.ConfigMap("one", metadata={{"namespace": ns.metadata.name}}, data={{"size": {size!r}}})
two = k8s.core.v1.ConfigMap("two", metadata={{"name": "two", "namespace": ns.metadata.name}}, data={{"size": {size!r}}})
pulumi.export("one", one.metadata.name)
pulumi.export("two", two.metadata.uid)
"""


def test_deployment_is_made_changed_in_place_and_removed(project: Project) -> None:
    project.write(web(1))
    assert project.up() == {"created": 3}
    first = project.outputs()
    assert re.fullmatch(r"web-[0-9a-f]{7}", first["name"])
    assert project.kubectl("get", "deployment", first["name"], "-o", "jsonpath={.status.availableReplicas}") == "1"

    assert project.up() == {"unchanged": 3}

    project.write(web(2, labels='{"tier": "front"}'))
    assert project.up() == {"updated": 1, "unchanged": 2}
    assert project.outputs() == first
    shown = project.kubectl(
        "get", "deployment", first["name"], "-o", "jsonpath={.status.availableReplicas} {.metadata.labels.tier}"
    )
    assert shown == "2 front"

    assert counted(project.pulumi("destroy", "--yes", "--skip-preview"))["deleted"] == 3
    assert project.sandbox.kubectl("get", "namespace", project.namespace, "--ignore-not-found") == ""


def test_rollout_that_cannot_be_scheduled_says_why_and_goes_on_once_it_can(project: Project) -> None:
    project.write(web(1, cpu="4000", timeout="3s"))
    said = project.fails("up", "--yes", "--skip-preview")
    assert re.search(
        rf"Deployment {project.namespace}/web-\w+: waited 3 s .*is not scheduled: .*Insufficient cpu", said
    )
    project.write(web(1))
    assert project.up()["updated"] == 1
    assert project.up() == {"unchanged": 3}


def test_changed_content_replaces_a_config_map_and_every_reader_sees_the_new_name(project: Project) -> None:
    project.write(CONTENT.format(size="1"))
    project.up()
    before = project.outputs()
    project.write(CONTENT.format(size="2"))
    assert project.up() == {"replaced": 2, "unchanged": 2}
    after = project.outputs()
    assert after["one"] != before["one"]
    assert after["two"] != before["two"]
    names = project.kubectl("get", "configmap", "-o", "jsonpath={.items[*].metadata.name}").split()
    assert sorted(set(names) - {"kube-root-ca.crt"}) == sorted([after["one"], "two"])


def test_drift_shows_on_refresh_and_is_mended(project: Project) -> None:
    project.write(web(1))
    project.up()
    name = project.outputs()["name"]
    project.kubectl("scale", "deployment", name, "--replicas=3")
    project.kubectl("annotate", "deployment", name, "team=theirs")
    assert "3 unchanged" in project.pulumi("up", "--yes", "--skip-preview"), "without a refresh nobody looks"
    assert re.search(r"replicas\s*: 1 => 3", project.pulumi("refresh", "--preview-only", "--diff"))
    assert project.up("--refresh")["updated"] == 1
    shown = project.kubectl("get", "deployment", name, "-o", "jsonpath={.spec.replicas} {.metadata.annotations.team}")
    assert shown == "1 theirs"
    assert project.up("--refresh") == {"unchanged": 3}


def test_deleted_object_is_made_again_after_a_refresh(project: Project) -> None:
    project.write(CONTENT.format(size="1"))
    project.up()
    project.kubectl("delete", "configmap", "two")
    assert project.up("--refresh")["created"] == 1
    assert project.kubectl("get", "configmap", "two", "-o", "jsonpath={.data.size}") == "1"


CUSTOM = """
ns = k8s.core.v1.Namespace("ns", metadata={"name": NS})
schema = {"type": "object", "properties": {"spec": {"type": "object", "properties": {"size": {"type": "integer"}}}}}
kind = k8s.apiextensions.v1.CustomResourceDefinition(
    "boxes",
    metadata={"name": f"boxes.{NS}.slipway.dev"},
    spec={
        "group": f"{NS}.slipway.dev",
        "scope": "Namespaced",
        "names": {"kind": "Box", "plural": "boxes"},
        "versions": [{"name": "v1", "served": True, "storage": True, "schema": {"openAPIV3Schema": schema}}],
    },
)
box = k8s.apiextensions.CustomResource(
    "box", api_version=f"{NS}.slipway.dev/v1", kind="Box", metadata={"name": "box", "namespace": NS}, spec={"size": 3}
)
service = k8s.core.v1.Service("service", metadata={"namespace": ns.metadata.name}, spec={"ports": [{"port": 80}]})
pulumi.export("address", service.spec.cluster_ip)
"""


def test_preview_goes_on_where_namespace_and_kind_are_only_planned(project: Project) -> None:
    project.write(CUSTOM)
    assert counted(project.pulumi("preview")) == {"to create": 5}
    assert project.sandbox.kubectl("get", "namespace", project.namespace, "--ignore-not-found") == ""
    assert project.up() == {"created": 5}
    assert project.kubectl("get", "boxes", "box", "-o", "jsonpath={.spec.size}") == "3"
    assert project.outputs()["address"].count(".") == 3
    assert project.up() == {"unchanged": 5}


def test_preview_refuses_what_the_server_would_refuse(project: Project) -> None:
    project.write("k8s.core.v1.Service('bad', metadata={'namespace': 'default'}, spec={'ports': [{'port': 99999}]})")
    said = project.fails("preview")
    assert re.search(
        r"Service default/bad-\w+: the API server refused it \(422 Invalid\): .*spec\.ports\[0\]\.port", said
    )


def test_secret_is_never_in_the_state_in_clear(project: Project) -> None:
    project.write(
        """
        ns = k8s.core.v1.Namespace("ns", metadata={"name": NS})
        meta = {"name": "key", "namespace": ns.metadata.name}
        k8s.core.v1.Secret("key", metadata=meta, string_data={"password": "correct horse battery"})
        """
    )
    project.up()
    assert project.kubectl("get", "secret", "key", "-o", "jsonpath={.data.password}") == "Y29ycmVjdCBob3JzZSBiYXR0ZXJ5"
    state = project.pulumi("stack", "export")
    assert "correct horse battery" not in state
    assert "Y29ycmVjdCBob3JzZSBiYXR0ZXJ5" not in state


def test_object_of_others_is_left_alone(project: Project) -> None:
    project.sandbox.kubectl("create", "namespace", project.namespace)
    try:
        project.write("k8s.core.v1.Namespace('ns', metadata={'name': NS})")
        assert f"Namespace {project.namespace}: is already there" in project.fails("up", "--yes", "--skip-preview")
    finally:
        project.sandbox.kubectl("delete", "namespace", project.namespace)


def test_deletion_that_a_finalizer_holds_names_it(project: Project) -> None:
    project.write(
        """
        ns = k8s.core.v1.Namespace("ns", metadata={"name": NS})
        meta = {
            "name": "held",
            "namespace": ns.metadata.name,
            "finalizers": ["slipway.dev/keep"],
            "annotations": {"pulumi.com/timeoutSeconds": "2"},
        }
        k8s.core.v1.ConfigMap("held", metadata=meta, data={})
        """
    )
    project.up()
    try:
        said = project.fails("destroy", "--yes", "--skip-preview")
        assert f"ConfigMap {project.namespace}/held: waited 2 s" in said
        assert "held by finalizer slipway.dev/keep" in said
    finally:
        project.kubectl("patch", "configmap", "held", "--type=merge", "-p", '{"metadata": {"finalizers": null}}')


def test_programs_error_is_shown_without_the_hosts_frames(project: Project) -> None:
    project.write("def sized(size):\n    return {}[size]\n\nprint('starting')\nsized('big')\n")
    said = project.fails("preview")
    assert "starting" in said
    assert "KeyError: 'big'" in said
    assert f'{project.folder}/__main__.py", line' in said
    assert "language_host" not in said
    project.write("raise pulumi.RunError('size is not one of small, large')")
    said = project.fails("preview")
    assert "size is not one of small, large" in said
    assert "Traceback" not in said
