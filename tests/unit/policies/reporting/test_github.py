"""Annotations on a pull request, as GitHub's runner reads them."""

from __future__ import annotations

from pathlib import Path

from policies.gate.finding import Location, Severity, Undecided
from tests.unit.policies.made import finding, report, written


def test_a_finding_is_a_command_with_its_place_title_and_remedy() -> None:
    assert written("github", report(finding())).splitlines()[0] == (
        "::error file=apps/cart/prod/deployment.yaml,line=11,col=13,"
        "title=critical%3A SLIP-POD-001 Containers are not privileged::"
        'Deployment shop/cart, container web: container "web" is privileged'
        "%0AWhy: A privileged container is root on the node.%0AHow to mend it: Take out `privileged: true`."
    )


def test_no_more_than_ten_of_a_level_and_the_worst_of_them_the_rest_in_a_group() -> None:
    slight = [finding(severity=Severity.HIGH, rule=f"SLIP-H-{number:03}") for number in range(15)]
    told = written("github", report(*slight, finding(), finding(severity=Severity.NOTICE))).splitlines()
    errors = [line for line in told if line.startswith("::error")]
    assert len(errors) == 10
    assert "SLIP-POD-001" in errors[0]
    assert len([line for line in told if line.startswith("::notice")]) == 1
    group = told[told.index("::group::6 more, for which GitHub has no room as annotations") + 1 :]
    assert group.index("::endgroup::") == 6


def test_waived_findings_are_no_annotations() -> None:
    told = written("github", report(finding(waived=True), finding(new=False)), status=0)
    assert told.splitlines() == [
        "12 resources judged by 88 rules of opa 1.22.2 in 0.41 s",
        "passes: no findings, 1 waived, 1 in the baseline",
    ]


def test_what_could_not_be_judged_is_an_error() -> None:
    told = written("github", report(undecided=(Undecided("A", "b", 1),)), status=2, errors=("opa: ended\nthere",))
    assert told.splitlines()[0] == "::error title=The gate could not judge::opa: ended there"


def test_properties_and_messages_are_escaped_as_the_runner_unescapes_them() -> None:
    evil = finding(message="100%\n::set-env name=A::b", location=Location("a,b:c\n::error::.yaml", 1, 1))
    first, *rest = written("github", report(evil)).splitlines()
    assert "file=a%2Cb%3Ac\\n%3A%3Aerror%3A%3A.yaml," in first
    assert "100%25 ::set-env" in first
    assert not any(line.lstrip().startswith("::") for line in rest)


def test_the_jobs_summary_is_appended_to_the_file_that_github_names(tmp_path: Path) -> None:
    summary = tmp_path / "summary.md"
    summary.write_text("before\n")
    written("github", report(finding()), environ={"GITHUB_STEP_SUMMARY": str(summary)})
    assert summary.read_text().startswith("before\n## ❌ The gate fails: 1 finding (1 critical)\n")
