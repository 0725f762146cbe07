"""What a program can mend: in the text that people write, keeping comments and style, shown before it is written."""

from __future__ import annotations

from policies.gate.fixing.plan import FileEdit, Left, Plan, Rendered, plan_of

__all__ = ["FileEdit", "Left", "Plan", "Rendered", "plan_of"]
