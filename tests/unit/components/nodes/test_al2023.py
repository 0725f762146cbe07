"""The script of a node's first start, run by a shell with a made-up kernel and recorded tools."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from components.nodes.al2023 import RESTARTED, TUNE, boot_script
from components.nodes.instance_types import INSTANCE_TYPES
from components.nodes.tuning import tuning_of

TUNING = tuning_of(INSTANCE_TYPES["c7i.4xlarge"], {"2Mi": 4, "1Gi": 2})
ARGUMENTS = ("skew_tick=1", "transparent_hugepage=never")


class Node:
    """A folder that stands for a node's files, and the tools that the script would call."""

    def __init__(self, folder: Path, script: str) -> None:
        self.folder = folder
        self.tools = folder / "tools"
        self.tools.mkdir()
        self.said = folder / "said"
        for tool in ("grubby", "systemctl", "sync", "sleep"):
            file = self.tools / tool
            file.write_text(f'#!/bin/sh\necho "{tool} $*" >> {self.said}\n')
            file.chmod(0o755)
        self.boot("")
        for size in (2048, 1048576):
            pages = self.at(f"/sys/devices/system/node/node0/hugepages/hugepages-{size}kB/nr_hugepages")
            pages.parent.mkdir(parents=True)
            pages.write_text("0\n")
        (folder / "proc/sys/vm").mkdir(parents=True)
        for prefix in ("/proc/", "/sys/devices", "/usr/local/sbin", "/var/lib/slipway", "/etc/systemd", "/dev/console"):
            script = script.replace(prefix, f"{folder}{prefix}")
        (folder / "dev").mkdir()
        self.script = script

    def at(self, path: str) -> Path:
        return self.folder / path.lstrip("/")

    def boot(self, more: str) -> None:
        cmdline = self.at("/proc/cmdline")
        cmdline.parent.mkdir(exist_ok=True)
        cmdline.write_text(f"BOOT_IMAGE=/boot/vmlinuz root=UUID=1 {more}\n")

    def run(self, text: str) -> list[str]:
        self.said.write_text("")
        path = f"{self.tools}:{os.environ['PATH']}"
        subprocess.run(["sh", "-c", text], env={"PATH": path}, check=True, capture_output=True)
        return self.said.read_text().splitlines()

    def first_start(self) -> list[str]:
        return self.run(self.script)

    def later_start(self) -> list[str]:
        return self.run(str(self.at(TUNE)))

    def pages(self, size: int) -> str:
        return self.at(f"/sys/devices/system/node/node0/hugepages/hugepages-{size}kB/nr_hugepages").read_text().strip()


@pytest.fixture
def node(tmp_path: Path) -> Node:
    return Node(tmp_path, boot_script(TUNING, ARGUMENTS, memory_lock=True) or "")


def test_a_node_whose_kernel_lacks_an_argument_adds_all_and_restarts_before_anything_that_waits_for_it(
    node: Node,
) -> None:
    said = node.first_start()
    assert said[-4:] == [
        "grubby --update-kernel=ALL --args=skew_tick=1 transparent_hugepage=never",
        "sync ",
        "systemctl --no-block reboot",
        "sleep infinity",
    ]
    assert node.pages(2048) == "0"


def test_after_the_restart_it_makes_its_hugepages_and_restarts_no_more(node: Node) -> None:
    node.first_start()
    node.boot("skew_tick=1 transparent_hugepage=never")
    assert node.later_start() == []
    assert (node.pages(2048), node.pages(1048576)) == ("4", "2")
    assert not node.at("/dev/console").exists()


def test_a_kernel_that_lacks_them_still_is_told_on_the_console_and_the_node_goes_on(node: Node) -> None:
    node.first_start()
    node.boot("skew_tick=1")
    assert node.later_start() == []
    assert node.at("/dev/console").read_text() == "slipway: the kernel runs without transparent_hugepage=never\n"
    assert node.pages(2048) == "4"


def test_run_again_on_a_node_that_has_restarted_it_changes_nothing(node: Node) -> None:
    node.first_start()
    node.boot("transparent_hugepage=never skew_tick=1")
    assert node.first_start() == ["systemctl daemon-reload", "systemctl enable slipway-tune.service"]


def test_a_node_whose_image_has_the_arguments_does_not_restart(node: Node) -> None:
    node.boot("skew_tick=1 transparent_hugepage=never")
    assert "systemctl --no-block reboot" not in node.first_start()
    assert not node.at(RESTARTED).exists()


def test_pages_that_the_kernel_could_not_make_are_named_on_the_console(node: Node) -> None:
    node.boot("skew_tick=1 transparent_hugepage=never")
    full = node.at("/sys/devices/system/node/node0/hugepages/hugepages-1048576kB/nr_hugepages")
    full.unlink()
    full.symlink_to("/dev/null")
    node.first_start()
    assert "of 2 pages of 1Gi" in node.at("/dev/console").read_text()


def test_the_program_runs_at_each_boot_before_nodeadm_and_kubelet(node: Node) -> None:
    assert "systemctl enable slipway-tune.service" in node.first_start()
    unit = node.at("/etc/systemd/system/slipway-tune.service").read_text()
    assert "Before=nodeadm-run.service kubelet.service" in unit
    assert "WantedBy=multi-user.target" in unit


def test_there_is_no_script_where_there_is_nothing_to_do() -> None:
    assert boot_script(tuning_of(INSTANCE_TYPES["m7i.large"], {}, 0), (), memory_lock=False) is None
