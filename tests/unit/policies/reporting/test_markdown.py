"""The comment on a pull request."""

from __future__ import annotations

from policies.gate.finding import Location, Severity, Undecided
from tests.unit.policies.made import finding, report, written

WHOLE = """\
## ❌ The gate fails: 1 finding (1 critical)

| severity | to mend | waived | in the baseline |
|---|--:|--:|--:|
| critical | 1 | 0 | 0 |

### `apps/cart/prod/deployment.yaml`

<details><summary><b>critical</b> · line 11 · container &quot;web&quot; is privileged · \
<code>SLIP-POD-001</code></summary>

**Where**: `apps/cart/prod/deployment.yaml:11`, Deployment shop/cart, container web

```yaml
  10 |           securityContext:
> 11 |             privileged: true
```

**Why**: A privileged container is root on the node.

**How to mend it**: Take out `privileged: true`.

Asked by `pss/baseline/privileged`, `CKV_K8S_16`.

</details>

<sub>12 resources judged by 88 rules of opa 1.22.2 in 0.41 s.</sub>

<!-- slipway-gate -->
"""


def test_the_verdict_is_first_and_each_finding_opens_to_its_lines_and_remedy() -> None:
    assert written("markdown", report(finding())) == WHOLE


def test_a_change_that_passes_is_told_in_a_line() -> None:
    told = written("markdown", report(), status=0)
    assert told.splitlines()[0] == "## ✅ The gate passes: no findings"
    assert "|" not in told


def test_what_is_waived_or_undecided_is_listed() -> None:
    what = report(
        finding(waived=True, waiver="old | image"),
        undecided=(Undecided("SLIP-A-001", "spec.x", 2), Undecided("excluded", "y", 1)),
    )
    told = written("markdown", what, status=0)
    assert "| `SLIP-POD-001` | Deployment shop/cart, container web | old \\| image |" in told
    assert "| unknown | `SLIP-A-001` | spec.x | 2 |" in told
    assert "| skipped | `excluded` | y | 1 |" in told


def test_files_with_the_worst_findings_come_first() -> None:
    slight = finding(severity=Severity.LOW, location=Location("a.yaml", 1, 1))
    told = written("markdown", report(slight, finding()))
    assert told.index("deployment.yaml") < told.index("`a.yaml`")


def test_a_comment_keeps_githubs_limit_and_counts_what_does_not_fit() -> None:
    many = [finding(location=Location(f"{number}.yaml", 11, 1), why="why " * 100) for number in range(1000)]
    many += [finding(waived=True, waiver="x" * 500, container=str(number)) for number in range(100)]
    told = written("markdown", report(*many))
    assert len(told) < 65_536
    shown = told.count("<b>critical</b>")
    assert 50 < shown < 1000
    assert f"**{1000 - shown} more findings do not fit here**" in told
    assert told.count("<details>") == told.count("</details>")
    assert told.endswith("<!-- slipway-gate -->\n")
