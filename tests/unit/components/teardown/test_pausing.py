from components.teardown.in_cluster import APPLICATION
from components.teardown.pausing import ENDED, PAUSED, PAUSED_TEMPLATE, complaints, of_stack, pauses
from tests.unit.components.teardown.conftest import application, application_set, thing


def test_templates_are_paused_before_applications() -> None:
    assert [one.patch for one in pauses([application_set("a")], [application("b", "c")])] == [PAUSED_TEMPLATE, PAUSED]


def test_what_is_paused_already_is_not_patched_again() -> None:
    manual = thing(APPLICATION, "cart-dev", "argocd", stack="dev", spec={"syncPolicy": {"retry": {"limit": 3}}})
    assert pauses([], [manual]) == []


def test_a_sync_that_runs_is_ended_so_that_it_brings_nothing_back() -> None:
    running = thing(APPLICATION, "cart-dev", "argocd", stack="dev", status={"operationState": {"phase": "Running"}})
    assert [one.patch for one in pauses([], [running])] == [ENDED]


def test_what_is_being_deleted_is_left_to_its_deletion() -> None:
    going = thing(APPLICATION, "a", "argocd", spec={"syncPolicy": {"automated": {}}}, deleted="2026-01-01T00:00:00Z")
    assert pauses([], [going]) == []


def test_only_the_stack_s_label_counts() -> None:
    found = [application("a", "b"), application("c", "d", "prod-uswest"), thing(APPLICATION, "unlabelled", "argocd")]
    assert [one.name for one in of_stack(found, "dev")] == ["a"]


def test_of_conditions_only_errors_are_complaints() -> None:
    conditions = [
        {"type": "DeletionError", "message": "namespace is Terminating"},
        {"type": "OrphanedResourceWarning", "message": "3 orphans"},
    ]
    assert complaints(thing(APPLICATION, "a", status={"conditions": conditions})) == "namespace is Terminating"


def test_a_sync_that_holds_a_deletion_up_is_ended() -> None:
    status = {"operationState": {"phase": "Running"}}
    going = thing(APPLICATION, "a", "argocd", status=status, deleted="2026-01-01T00:00:00Z")
    assert [one.patch for one in pauses([], [going])] == [ENDED]
