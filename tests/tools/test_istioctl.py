import json
import subprocess
from pathlib import Path

import yaml


def route(weights: tuple[int, ...]) -> dict[str, object]:
    return {
        "apiVersion": "networking.istio.io/v1",
        "kind": "VirtualService",
        "metadata": {"name": "cart", "namespace": "shop"},
        "spec": {
            "hosts": ["cart"],
            "http": [
                {
                    "route": [
                        {"destination": {"host": "cart", "subset": f"v{index}"}, "weight": weight}
                        for index, weight in enumerate(weights)
                    ]
                }
            ],
        },
    }


def validated(tools: dict[str, Path], folder: Path, document: dict[str, object]) -> subprocess.CompletedProcess[str]:
    path = folder / "route.json"
    path.write_text(json.dumps(document))
    return subprocess.run([tools["istioctl"], "validate", "-f", str(path)], capture_output=True, text=True, check=False)


def test_istioctl_renders_istio_without_a_network(tools: dict[str, Path]) -> None:
    done = subprocess.run([tools["istioctl"], "manifest", "generate"], capture_output=True, text=True, check=True)
    objects = [one for one in yaml.load_all(done.stdout, yaml.CSafeLoader) if one]
    kinds = {one["kind"] for one in objects}
    assert "CustomResourceDefinition" in kinds
    assert "istiod" in {one["metadata"]["name"] for one in objects if one["kind"] == "Deployment"}


def test_istioctl_tells_a_good_route_from_a_bad_one(tools: dict[str, Path], tmp_path: Path) -> None:
    assert validated(tools, tmp_path, route((90, 10))).returncode == 0
    bad = validated(tools, tmp_path, route((90, -10)))
    assert bad.returncode != 0
    assert "weight" in bad.stderr + bad.stdout
