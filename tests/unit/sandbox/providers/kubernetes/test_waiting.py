import threading
from typing import Any

import pytest

from sandbox.providers.kubernetes import waiting
from sandbox.providers.kubernetes.api import Reference
from sandbox.providers.kubernetes.errors import Cancelled, NotReady, Unreachable
from sandbox.providers.kubernetes.readiness import Verdict

CART = Reference("apps/v1", "Deployment", "shop", "cart")


def patience(seconds: float = 5.0, noted: list[str] | None = None) -> waiting.Patience:
    return waiting.Patience(seconds, threading.Event(), (noted if noted is not None else []).append)


def wait(looks: list[Any], told: waiting.Patience) -> None:
    def look() -> Verdict:
        answer = looks.pop(0) if len(looks) > 1 else looks[0]
        if isinstance(answer, Exception):
            raise answer
        assert isinstance(answer, Verdict)
        return answer

    waiting.until("to be ready", CART, look, told, do="mend it")


def test_each_new_event_is_told_once() -> None:
    noted: list[str] = []
    half = Verdict(False, "1 of 2")
    wait([Verdict(False, "0 of 2"), half, half, Verdict(True, "ready")], patience(noted=noted))
    assert noted == [
        "waiting for Deployment shop/cart to be ready: 0 of 2",
        "waiting for Deployment shop/cart to be ready: 1 of 2",
        "Deployment shop/cart is ready",
    ]


def test_object_that_is_ready_at_once_is_not_talked_about() -> None:
    noted: list[str] = []
    wait([Verdict(True, "ready")], patience(noted=noted))
    assert noted == []


def test_deadline_says_since_when_and_the_last_event() -> None:
    with pytest.raises(
        NotReady, match=r"^Deployment shop/cart: waited 0 s \(since 20.*\) .*last event was: 1 of 2; mend it"
    ):
        wait([Verdict(False, "1 of 2")], patience(0.0))


def test_failure_ends_the_wait_at_once() -> None:
    with pytest.raises(NotReady, match="cart: image is gone"):
        wait([Verdict(False, "image is gone", failed=True)], patience())


def test_silent_server_is_waited_for() -> None:
    noted: list[str] = []
    wait([Unreachable("the API server does not answer"), Verdict(True, "ready")], patience(noted=noted))
    assert "does not answer" in noted[0]


def test_interrupt_ends_the_wait_and_says_what_it_waited_for() -> None:
    told = patience()
    told.cancelled.set()
    with pytest.raises(Cancelled, match="interrupted while waiting for it to be ready; the last event was: 1 of 2"):
        wait([Verdict(False, "1 of 2")], told)


def test_finalizers_are_named() -> None:
    live: Any = {"metadata": {"deletionTimestamp": "now", "finalizers": ["a/x", "b/y"]}}
    assert waiting.holding(live) == "held by finalizers a/x, b/y"


def test_namespace_says_what_is_left_in_it() -> None:
    left = {
        "type": "NamespaceContentRemaining",
        "status": "True",
        "message": "Some resources are remaining: pods. has 3",
    }
    live: Any = {"kind": "Namespace", "metadata": {"deletionTimestamp": "now"}, "status": {"conditions": [left]}}
    assert waiting.holding(live) == left["message"]


@pytest.mark.parametrize(
    ("annotation", "asked", "expected"), [("30", 0, 30), ("30", 5, 5), ("soon", 0, 600), (None, 0, 600)]
)
def test_deadline_is_pulumis_then_the_annotations_then_ten_minutes(
    annotation: str | None, asked: float, expected: float
) -> None:
    annotations = {} if annotation is None else {"pulumi.com/timeoutSeconds": annotation}
    assert waiting.seconds({"metadata": {"annotations": annotations}}, asked) == expected  # type: ignore[dict-item]


@pytest.mark.parametrize(("value", "expected"), [("true", True), (True, True), ("false", False), (None, False)])
def test_wait_is_skipped_when_the_program_says_so(value: Any, expected: bool) -> None:
    assert waiting.skipped({"metadata": {"annotations": {"pulumi.com/skipAwait": value}}}) is expected
