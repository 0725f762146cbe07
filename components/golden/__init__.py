"""Golden graphs: what each committed stack's program registers, kept in Git, so that a review sees what changes."""
