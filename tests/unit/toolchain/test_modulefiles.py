"""Files of pinned modules, fetched by a Go that takes its orders from a test."""

from __future__ import annotations

import json
import threading
from pathlib import Path

import pytest

from tests.unit.toolchain.conftest import Recorded, Workshop
from toolchain import files, modulefiles
from toolchain.errors import SlipwayError
from toolchain.modulefiles import module_files, module_folder

MODULE = "github.com/argoproj/argo-cd/v3"
CRDS = "manifests/crds/*-crd.yaml"

GO = """#!/bin/sh
case "$1" in
version) echo "go version go1.27.3 linux/amd64" ;;
mod)
  echo "$PWD $*" >> {orders}/fetched
  cat {orders}/answer
  [ ! -f {orders}/fails ] || {{ cat {orders}/fails >&2; exit 1; }}
  ;;
esac
"""


@pytest.fixture
def shop(workshop: Workshop) -> Workshop:
    """A workshop whose Go has fetched a module with three CRDs."""
    (workshop.tools / "core" / "go.mod").write_text(
        f"module x\n\nrequire (\n\texample.com/a v1.0.0\n\t{MODULE} v3.6.1\n)\n"
    )
    source = workshop.root / "fetched-module"
    for name in ("application-crd", "appproject-crd", "kustomization", "applicationset-crd"):
        file = source / "manifests" / "crds" / f"{name}.yaml"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(f"name: {name}\n")
        file.chmod(0o444)
    workshop.put("go", GO.format(orders=workshop.root / "orders"))
    workshop.order("answer", json.dumps({"Path": MODULE, "Dir": str(source)}))
    return workshop


def fetches(shop: Workshop) -> list[str]:
    file = shop.root / "orders" / "fetched"
    return file.read_text().splitlines() if file.exists() else []


def test_the_files_that_were_asked_for_are_copied_and_named_as_they_were(shop: Workshop, recorded: Recorded) -> None:
    folder = module_files("core", MODULE, CRDS, recorded, places=shop.places)
    assert sorted(path.name for path in folder.iterdir()) == [
        "application-crd.yaml",
        "applicationset-crd.yaml",
        "appproject-crd.yaml",
    ]
    assert (folder / "application-crd.yaml").read_text() == "name: application-crd\n"
    assert folder.is_relative_to(shop.places.cache / "files")
    assert "v3.6.1" in str(folder)
    assert recorded.outcomes == {"fetch the files of argo-cd": "done"}
    assert fetches(shop) == [f"{shop.tools / 'core'} mod download -json {MODULE}"]


def test_they_are_fetched_once(shop: Workshop, recorded: Recorded) -> None:
    first = module_files("core", MODULE, CRDS, recorded, places=shop.places)
    assert module_files("core", MODULE, CRDS, recorded, places=shop.places) == first
    assert len(fetches(shop)) == 1
    assert recorded.steps == ["fetch the files of argo-cd"]


def test_other_files_of_the_same_module_are_not_mistaken_for_them(shop: Workshop, recorded: Recorded) -> None:
    module_files("core", MODULE, CRDS, recorded, places=shop.places)
    other = module_files("core", MODULE, "manifests/crds/kust*.yaml", recorded, places=shop.places)
    assert [path.name for path in other.iterdir()] == ["kustomization.yaml"]


def test_another_version_is_fetched_anew(shop: Workshop, recorded: Recorded) -> None:
    first = module_files("core", MODULE, CRDS, recorded, places=shop.places)
    (shop.tools / "core" / "go.mod").write_text(f"module x\nrequire {MODULE} v3.6.2\n")
    second = module_files("core", MODULE, CRDS, recorded, places=shop.places)
    assert second != first
    assert len(fetches(shop)) == 2


def test_two_clones_at_once_both_get_all_of_them(
    shop: Workshop, recorded: Recorded, monkeypatch: pytest.MonkeyPatch
) -> None:
    both = threading.Barrier(2)
    write = files.write_whole
    met = threading.local()

    def slowly(path: Path, content: bytes) -> None:
        write(path, content)
        if not hasattr(met, "once"):
            met.once = True
            both.wait(10)

    monkeypatch.setattr(modulefiles, "write_whole", slowly)
    given: list[list[str]] = []

    def fetch() -> None:
        folder = module_files("core", MODULE, CRDS, recorded, places=shop.places)
        given.append(sorted(path.name for path in folder.iterdir()))

    clones = [threading.Thread(target=fetch) for _ in range(2)]
    for clone in clones:
        clone.start()
    for clone in clones:
        clone.join(20)
    assert [len(names) for names in given] == [3, 3]
    assert list((shop.places.cache / "files").rglob(".new-*")) == []


def test_a_full_disk_leaves_no_half_of_them(
    shop: Workshop, recorded: Recorded, monkeypatch: pytest.MonkeyPatch
) -> None:
    done: list[Path] = []
    write = files.write_whole

    def full(path: Path, content: bytes) -> None:
        if done:
            raise SlipwayError("cannot be written (No space left on device)", where=str(path), do="free space")
        done.append(path)
        write(path, content)

    with monkeypatch.context() as patch:
        patch.setattr(modulefiles, "write_whole", full)
        with pytest.raises(SlipwayError, match="No space left on device"):
            module_files("core", MODULE, CRDS, recorded, places=shop.places)
    assert list((shop.places.cache / "files").rglob("*.yaml")) == []
    assert len(list(module_files("core", MODULE, CRDS, recorded, places=shop.places).iterdir())) == 3


def test_a_cache_that_cannot_be_written_is_named(shop: Workshop, recorded: Recorded) -> None:
    shop.places.cache.mkdir(parents=True, exist_ok=True)
    (shop.places.cache / "files").touch()
    with pytest.raises(SlipwayError, match=r"cache/files/.*: cannot be written"):
        module_files("core", MODULE, CRDS, recorded, places=shop.places)


def test_a_module_that_is_not_pinned_is_named_with_the_file(shop: Workshop, recorded: Recorded) -> None:
    with pytest.raises(SlipwayError, match=r"core/go\.mod: does not pin example\.com/none; require it there"):
        module_files("core", "example.com/none", "*", recorded, places=shop.places)
    # A name that only begins like a pinned one is another module.
    with pytest.raises(SlipwayError, match=r"does not pin github\.com/argoproj/argo-cd;"):
        module_files("core", MODULE.removesuffix("/v3"), "*", recorded, places=shop.places)


def test_a_catalogue_folder_that_is_not_there_is_named(shop: Workshop, recorded: Recorded) -> None:
    with pytest.raises(SlipwayError, match=r"mesh/go\.mod: cannot be read \(No such file or directory\)"):
        module_files("mesh", MODULE, CRDS, recorded, places=shop.places)


def test_a_module_without_such_a_file_is_named_with_its_version(shop: Workshop, recorded: Recorded) -> None:
    with pytest.raises(SlipwayError, match=rf"^{MODULE} v3\.6\.1: has no file nothing/\*; pin another version"):
        module_files("core", MODULE, "nothing/*", recorded, places=shop.places)


def test_two_files_of_one_name_are_refused_instead_of_one_lost(shop: Workshop, recorded: Recorded) -> None:
    twin = shop.root / "fetched-module" / "manifests" / "other" / "application-crd.yaml"
    twin.parent.mkdir()
    twin.touch()
    with pytest.raises(
        SlipwayError, match=r"has two files named application-crd\.yaml among manifests/\*/\*-crd\.yaml"
    ):
        module_files("core", MODULE, "manifests/*/*-crd.yaml", recorded, places=shop.places)


@pytest.mark.parametrize(
    ("answer", "said", "reason"),
    [
        ('{"Error": "checksum mismatch"}', "go: exit", "checksum mismatch"),
        ("", "go: first\\ngo: no route to host", "go: no route to host"),
        ("", "", "no word"),
        ('{"Dir": ""}', "gone", "gone"),
    ],
)
def test_a_fetch_that_fails_tells_gos_own_reason(
    shop: Workshop, recorded: Recorded, answer: str, said: str, reason: str
) -> None:
    shop.order("answer", answer)
    shop.order("fails", said.replace("\\n", "\n"))
    with pytest.raises(SlipwayError) as refused:
        module_files("core", MODULE, CRDS, recorded, places=shop.places)
    assert str(refused.value) == (
        f"{MODULE}: cannot be fetched ({reason}); look at the network, then run the same command again"
    )
    assert recorded.outcomes["fetch the files of argo-cd"].startswith("failed: ")
    (shop.root / "orders" / "fails").unlink()
    assert not list((shop.places.cache / "files").rglob("*.yaml"))


def test_a_folder_is_copied_with_all_below_it_and_once(shop: Workshop, recorded: Recorded) -> None:
    source = shop.root / "fetched-module" / "manifests"
    (source / "crds" / "nested").mkdir()
    (source / "crds" / "nested" / "application-crd.yaml").write_text("name: nested\n")
    folder, version = module_folder("core", MODULE, "manifests", recorded, places=shop.places)
    assert version == "v3.6.1"
    assert (folder / "crds" / "application-crd.yaml").read_text() == "name: application-crd\n"
    assert (folder / "crds" / "nested" / "application-crd.yaml").read_text() == "name: nested\n"
    assert module_folder("core", MODULE, "manifests", recorded, places=shop.places) == (folder, version)
    assert len(fetches(shop)) == 1


def test_a_folder_that_the_module_lacks_is_named(shop: Workshop, recorded: Recorded) -> None:
    with pytest.raises(SlipwayError, match="has no folder charts"):
        module_folder("core", MODULE, "charts", recorded, places=shop.places)
