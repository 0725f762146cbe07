from __future__ import annotations

from itertools import pairwise

import pytest

from components.addons.versions import ADDON_VERSIONS, EKS_ADDONS
from components.cluster.upgrades import UPGRADE_NOTES, addon_changes, upgrade_notes, upgrade_steps
from components.errors import ConfigurationError


def test_a_cluster_is_raised_one_minor_at_a_time() -> None:
    assert upgrade_steps("1.33", "1.36") == ("1.34", "1.35", "1.36")
    assert upgrade_steps("1.35", "1.35") == ()


def test_a_step_back_is_refused() -> None:
    with pytest.raises(ConfigurationError, match=r"Kubernetes 1.35 can't go back to 1.34"):
        upgrade_notes("1.35", "1.34")


def test_a_version_without_row_is_refused_by_name_and_the_last_known_is_named() -> None:
    with pytest.raises(ConfigurationError, match=r"Kubernetes 1.37 has no row .* go no further than 1.36"):
        addon_changes("1.36", "1.38")


def test_notes_are_those_of_the_versions_on_the_way_and_of_no_other() -> None:
    assert {note.minor for note in upgrade_notes("1.34", "1.36")} == {"1.35", "1.36"}
    assert upgrade_notes("1.36", "1.36") == ()


def test_every_note_is_about_a_version_of_the_table_and_says_its_source() -> None:
    assert {note.minor for note in UPGRADE_NOTES} <= set(ADDON_VERSIONS)
    assert [note for note in UPGRADE_NOTES if not note.source.startswith("https://")] == []
    assert list(UPGRADE_NOTES) == sorted(UPGRADE_NOTES, key=lambda note: note.minor)


def test_kube_proxy_moves_with_every_minor() -> None:
    minors = list(ADDON_VERSIONS)
    for before, after in pairwise(minors):
        (change,) = (change for change in addon_changes(before, after) if change.addon == "kube-proxy")
        assert change.after.startswith(f"v{after}.")


def test_every_row_of_the_table_knows_every_add_on() -> None:
    assert [minor for minor, row in ADDON_VERSIONS.items() if set(row) != set(EKS_ADDONS)] == []
