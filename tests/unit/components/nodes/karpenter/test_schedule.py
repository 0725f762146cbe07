from __future__ import annotations

import pytest

from components.nodes.karpenter.schedule import complaint_about


@pytest.mark.parametrize(
    "schedule",
    ["0 9 * * mon-fri", "*/15 * * * *", "0 0 1,15 JAN-MAR ?", "5-10/2 0 31 12 6", "@daily", "@hourly"],
)
def test_schedules_that_cron_knows_are_taken(schedule: str) -> None:
    assert complaint_about(schedule) is None


@pytest.mark.parametrize(
    ("schedule", "what"),
    [
        ("0 9 * *", "has 4 fields and not five"),
        ("0 0 9 * * mon", "has 6 fields and not five"),
        ("", "has 0 fields and not five"),
        ("60 9 * * *", "'60' is no minute"),
        ("0 24 * * *", "'24' is no hour"),
        ("0 9 0 * *", "'0' is no day of the month"),
        ("0 9 * 13 *", "'13' is no month"),
        ("0 9 * * 7", "'7' is no day of the week"),
        ("0 9 * * fri-mon", "'fri-mon' is no day of the week"),
        ("*/0 9 * * *", "'*/0' is no minute"),
        ("0 9, * * *", "'' is no hour"),
        ("@fortnightly", "'@fortnightly' is none of"),
    ],
)
def test_other_schedules_are_told_for_what_they_are(schedule: str, what: str) -> None:
    assert what in (complaint_about(schedule) or "")
