import subprocess
from pathlib import Path

import yaml

TEMPLATE = """apiVersion: v1
kind: ConfigMap
metadata:
  name: {{ .Release.Name }}-settings
data:
  color: {{ required "color is needed" .Values.color | quote }}
"""


def chart(folder: Path) -> Path:
    (folder / "templates").mkdir(parents=True)
    (folder / "Chart.yaml").write_text("apiVersion: v2\nname: tiny\nversion: 0.1.0\n")
    (folder / "values.yaml").write_text("color: green\n")
    (folder / "templates" / "settings.yaml").write_text(TEMPLATE)
    return folder


def test_helm_renders_a_chart_with_its_values(tools: dict[str, Path], tmp_path: Path) -> None:
    command: list[str | Path] = [tools["helm"], "template", "shop", chart(tmp_path / "tiny"), "--set", "color=blue"]
    rendered = yaml.safe_load(subprocess.run(command, capture_output=True, text=True, check=True).stdout)
    assert rendered["metadata"]["name"] == "shop-settings"
    assert rendered["data"] == {"color": "blue"}


def test_helm_refuses_what_the_chart_refuses(tools: dict[str, Path], tmp_path: Path) -> None:
    command: list[str | Path] = [tools["helm"], "template", "shop", chart(tmp_path / "tiny"), "--set", "color="]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode != 0
    assert "color is needed" in done.stderr
