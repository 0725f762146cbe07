"""The one function that the stand-in answers: `kubernetes:yaml:decode`, on which `pulumi_kubernetes.yaml` stands."""

from __future__ import annotations

from sandbox.providers.kubernetes.document import Document, Value, entries, text
from sandbox.providers.kubernetes.errors import Refused

TOKEN = "kubernetes:yaml:decode"  # noqa: S105 - a Pulumi type token


def decoded(arguments: Document) -> list[Value]:
    """Give the objects of a YAML text; the items of `…List` objects are given one by one.

    Args:
        arguments: `text`, the YAML; `defaultNamespace` is left to the provider's own.

    Raises:
        Refused: it isn't YAML, or holds something else than objects.
    """
    import yaml

    found: list[Value] = []
    try:
        for number, document in enumerate(
            yaml.load_all(text(arguments, "text"), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
        ):
            if document is None:
                continue
            if not isinstance(document, dict) or not document.get("kind") or not document.get("apiVersion"):
                raise Refused(
                    "is no Kubernetes object: apiVersion or kind is missing",
                    where=f"document {number + 1} of the YAML",
                    do="add it",
                )
            found += entries(document, "items") if str(document["kind"]).endswith("List") else [document]
    except yaml.YAMLError as error:
        raise Refused(f"is not YAML: {' '.join(str(error).split())}", where=TOKEN, do="mend the text") from error
    return found
