"""What moto's GuardDuty leaves out: a detector's features changed one by one, and its tags."""

from __future__ import annotations

from typing import Any


def complete_guardduty() -> None:
    """Add what is missing to moto's GuardDuty, once in this process; call it when GuardDuty is first asked for."""
    from moto.guardduty import urls
    from moto.guardduty.models import Detector, GuardDutyBackend
    from moto.guardduty.responses import GuardDutyResponse

    if hasattr(GuardDutyResponse, "tag_resource"):
        return
    plain_create, plain_update = GuardDutyBackend.create_detector, Detector.update

    def create_detector(backend: Any, *arguments: Any, **named: Any) -> Any:
        """Refuse a second detector in a region, as GuardDuty does."""
        from moto.core.exceptions import JsonRESTError

        if backend.detectors:
            raise JsonRESTError(
                "BadRequestException",
                "The request is rejected because a detector already exists for the current account.",
            )
        return plain_create(backend, *arguments, **named)

    def update(detector: Any, enable: Any, frequency: Any, data_sources: Any, features: Any) -> None:
        """Keep the features that a change doesn't name."""
        if features is not None:
            known = {feature["name"]: feature for feature in detector.features}
            features = list((known | {feature["name"]: feature for feature in features}).values())
        plain_update(detector, enable, frequency, data_sources, features)

    def detector_of(response: Any) -> Any:
        from urllib.parse import unquote

        return response.guardduty_backend.get_detector(unquote(response.path).rpartition("/")[2])

    def tag_resource(response: Any) -> str:
        detector_of(response).tags.update(response._get_param("tags"))
        return "{}"

    def untag_resource(response: Any) -> str:
        tags = detector_of(response).tags
        for key in response.querystring.get("tagKeys", []):
            tags.pop(key, None)
        return "{}"

    GuardDutyBackend.create_detector = create_detector
    Detector.update = update
    GuardDutyResponse.tag_resource = tag_resource
    GuardDutyResponse.untag_resource = untag_resource
    urls.url_paths["{0}/tags/(?P<arn>.+)$"] = GuardDutyResponse.dispatch
