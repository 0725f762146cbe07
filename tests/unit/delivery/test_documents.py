"""What is rendered from any right spec: the same each time, in the labels' alphabet, under restricted Pod Security."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from delivery.render import rendered
from delivery.schema import service_schema
from delivery.spec import NAMESPACES, Environment, ServiceFile, load_service

# kubernetes.io/docs/concepts/overview/working-with-objects/labels
LABEL_VALUE = re.compile(r"([A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?)?")

LETTERS = "abcxyz"


def _word(first: str, other: str, longest: int) -> st.SearchStrategy[str]:
    return st.builds(
        lambda start, rest: (start + rest).rstrip("-"),
        st.sampled_from(first),
        st.lists(st.sampled_from(other), max_size=longest - 1).map("".join),
    )


NAMES = _word(LETTERS, "abz019-", 46)
PORT_NAMES = st.sampled_from(["http", "grpc", "metrics", "admin"])
VARIABLES = st.dictionaries(
    _word("AZ_", "AZ_09", 6), st.lists(st.sampled_from("ab$() =:\n\"'#é😀"), max_size=6).map("".join), max_size=3
)
TAGS = _word("abv019_", "abv019._-", 128).filter(lambda tag: tag != "latest")
DIGESTS = st.lists(st.sampled_from("0123456789abcdef"), min_size=64, max_size=64).map(
    lambda digits: f"sha256:{''.join(digits)}"
)
IMAGES = st.fixed_dictionaries({"tag": TAGS}, optional={"digest": DIGESTS}) | st.fixed_dictionaries({"digest": DIGESTS})
PROBES = st.sampled_from(["/", "/healthz", "/live?full=1"]).map(lambda path: {"path": path})
RESOURCES = st.fixed_dictionaries(
    {
        "requests": st.fixed_dictionaries(
            {"cpu": st.sampled_from(["1m", 0.5, "1"]), "memory": st.sampled_from(["1Mi", "0.5Gi"])}
        )
    },
    optional={
        "limits": st.fixed_dictionaries(
            {}, optional={"cpu": st.sampled_from(["1", 2]), "memory": st.sampled_from(["1G", "1Gi", "2Ti"])}
        )
    },
)
OVERRIDES = st.fixed_dictionaries(
    {}, optional={"replicas": st.integers(0, 1000), "image": IMAGES, "env": VARIABLES, "resources": RESOURCES}
)
ENVIRONMENTS = st.dictionaries(st.sampled_from(sorted(NAMESPACES)), st.none() | OVERRIDES, min_size=1)


@st.composite
def specs(draw: st.DrawFn) -> dict[str, Any]:
    """The content of a right `service.yaml`."""
    names = draw(st.lists(PORT_NAMES, unique=True, max_size=3))
    numbers = draw(st.lists(st.integers(1024, 65535), unique=True, min_size=len(names), max_size=len(names)))
    ports = dict(zip(names, numbers, strict=True))
    spec: dict[str, Any] = {
        "apiVersion": "slipway/v1",
        "name": draw(NAMES),
        "team": draw(NAMES),
        "image": {"repository": draw(st.sampled_from(["shop", "ghcr.io/a/b_c", "localhost:5000/x"])), **draw(IMAGES)},
        "resources": draw(RESOURCES),
        "environments": draw(ENVIRONMENTS),
        **draw(st.fixed_dictionaries({}, optional={"replicas": st.integers(0, 1000), "env": VARIABLES})),
    }
    if ports:
        port = {"port": draw(st.sampled_from(sorted(ports)))}
        spec |= {"ports": ports, "probes": {"liveness": draw(PROBES) | port, "readiness": draw(PROBES) | port}}
    return spec


def _load(folder: Path, spec: dict[str, Any]) -> ServiceFile:
    path = Path("apps", spec["name"], "service.yaml")
    (folder / path).parent.mkdir(parents=True, exist_ok=True)
    # JSON is YAML too, and nothing in it is read in two ways.
    (folder / path).write_text(json.dumps(spec, ensure_ascii=False))
    return load_service(folder, path)


def _documents(file: ServiceFile) -> dict[tuple[Environment, str], dict[str, Any]]:
    return {key: yaml.load(text, Loader=yaml.CSafeLoader) for key, text in rendered(file).items()}


def _kubelet_expands(value: str) -> str:
    """What a container sees of a variable's value: Kubernetes' rule for $(NAME) and $$, with no other one set."""
    return re.sub(r"\$\$|\$\([^)]*\)", lambda match: "$" if match.group() == "$$" else "<replaced>", value)


@settings(deadline=None, max_examples=60)
@given(specs())
def test_rendering_twice_gives_the_same_bytes_whatever_the_order_of_keys(
    tmp_path_factory: pytest.TempPathFactory, spec: dict[str, Any]
) -> None:
    folder = tmp_path_factory.mktemp("checkout")
    first = rendered(_load(folder, spec))
    assert rendered(_load(folder, spec)) == first
    turned = {key: spec[key] for key in reversed(spec)}
    # The order of ports is the team's to choose; that of variables means nothing.
    turned |= {"env": dict(reversed(turned["env"].items()))} if "env" in turned else {}
    assert rendered(_load(folder, turned)) == first


@settings(deadline=None, max_examples=60)
@given(specs())
def test_every_object_is_named_placed_and_labelled_rightly(
    tmp_path_factory: pytest.TempPathFactory, spec: dict[str, Any]
) -> None:
    file = _load(tmp_path_factory.mktemp("checkout"), spec)
    assert list(file.environments) == [each for each in NAMESPACES if each in spec["environments"]]
    for (environment, _), document in _documents(file).items():
        metadata = document["metadata"]
        assert metadata["name"] == spec["name"]
        assert metadata["namespace"] == NAMESPACES[environment]
        assert metadata["labels"]["app.kubernetes.io/name"] == spec["name"]
        assert metadata["labels"]["app.kubernetes.io/managed-by"] == "slipway"
        assert metadata["labels"]["slipway.dev/team"] == spec["team"]
        assert metadata["labels"]["slipway.dev/environment"] == environment
        assert all(LABEL_VALUE.fullmatch(value) for value in metadata["labels"].values())


@settings(deadline=None, max_examples=60)
@given(specs())
def test_every_pod_passes_restricted_pod_security_and_has_bounds(
    tmp_path_factory: pytest.TempPathFactory, spec: dict[str, Any]
) -> None:
    file = _load(tmp_path_factory.mktemp("checkout"), spec)
    for (environment, name), document in _documents(file).items():
        if name != "deployment.yaml":
            continue
        pod = document["spec"]["template"]["spec"]
        (container,) = pod["containers"]
        assert pod["securityContext"]["runAsNonRoot"] is True
        assert pod["securityContext"]["seccompProfile"] == {"type": "RuntimeDefault"}
        assert pod["automountServiceAccountToken"] is False
        assert container["securityContext"] == {
            "allowPrivilegeEscalation": False,
            "capabilities": {"drop": ["ALL"]},
            "readOnlyRootFilesystem": True,
        }
        assert set(container["resources"]["requests"]) == set(container["resources"]["limits"]) == {"cpu", "memory"}
        assert ("livenessProbe" in container) == ("readinessProbe" in container) == bool(spec.get("ports"))
        seen = {each["name"]: _kubelet_expands(each["value"]) for each in container.get("env", [])}
        assert seen == file.environments[environment].env


@settings(deadline=None, max_examples=60)
@given(specs())
def test_selectors_match_the_pods_and_target_ports_exist(
    tmp_path_factory: pytest.TempPathFactory, spec: dict[str, Any]
) -> None:
    documents = _documents(_load(tmp_path_factory.mktemp("checkout"), spec))
    for (environment, name), document in documents.items():
        template = documents[environment, "deployment.yaml"]["spec"]["template"]
        labels, (container,) = template["metadata"]["labels"], template["spec"]["containers"]
        selector = document["spec"].get("selector", {}) if name != "serviceaccount.yaml" else {}
        assert (selector.get("matchLabels") or selector).items() <= labels.items()
        if name == "service.yaml":
            open_ports = {port["name"]: port["containerPort"] for port in container["ports"]}
            assert (
                {port["targetPort"]: port["port"] for port in document["spec"]["ports"]} == open_ports == spec["ports"]
            )
        if name == "serviceaccount.yaml":
            assert template["spec"]["serviceAccountName"] == document["metadata"]["name"]


@settings(deadline=None, max_examples=60)
@given(specs())
def test_an_editor_complains_of_nothing_that_renders(
    tmp_path_factory: pytest.TempPathFactory, spec: dict[str, Any]
) -> None:
    assert rendered(_load(tmp_path_factory.mktemp("checkout"), spec))
    jsonschema.Draft202012Validator(service_schema()).validate(spec)


def test_a_service_without_a_port_has_no_service_object(tmp_path: Path) -> None:
    spec = {
        "apiVersion": "slipway/v1",
        "name": "worker",
        "team": "sales",
        "image": {"repository": "ghcr.io/slipway-dev/worker", "tag": "1.0.0"},
        "resources": {"requests": {"cpu": "100m", "memory": "64Mi"}},
        "environments": {"local": {}},
    }
    assert [name for _, name in rendered(_load(tmp_path, spec))] == ["deployment.yaml", "serviceaccount.yaml"]


def test_the_version_changes_the_pods_and_no_selector(checkout: Path, edit: Callable[..., None]) -> None:
    before = _documents(load_service(checkout, Path("apps/shop/service.yaml")))
    edit('"1.0"', '"1.1"')
    after = _documents(load_service(checkout, Path("apps/shop/service.yaml")))
    key: tuple[Environment, str] = ("local", "deployment.yaml")
    assert after[key]["spec"]["template"] != before[key]["spec"]["template"]
    assert after[key]["spec"]["selector"] == before[key]["spec"]["selector"]
    assert {name for name in after if after[name] != before[name]} == {key, ("dev", "deployment.yaml")}
