"""The rules as people read, test, document and extend them; the gate itself needs none of this to judge."""
