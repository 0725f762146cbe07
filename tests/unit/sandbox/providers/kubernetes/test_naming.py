import pytest

from sandbox.providers.kubernetes import naming
from sandbox.providers.kubernetes.document import UNKNOWN, Document
from sandbox.providers.kubernetes.errors import Refused

URN = "urn:pulumi:dev::shop::my:app:Web$kubernetes:core/v1:ConfigMap::settings"


def name_of(document: Document) -> object:
    metadata = document["metadata"]
    assert isinstance(metadata, dict)
    return metadata["name"]


def test_unnamed_object_gets_pulumis_name_and_seven_hex_digits() -> None:
    named = naming.named({"metadata": {"labels": {"a": "b"}}}, old={}, urn=URN, seed=b"s")
    assert str(name_of(named))[:9] == "settings-"
    assert len(bytes.fromhex("0" + str(name_of(named))[9:])) == 4
    assert naming.is_autonamed(named)
    assert named["metadata"]["labels"] == {"a": "b"}  # type: ignore[index, call-overload]


def test_same_seed_gives_the_same_name_and_another_gives_another() -> None:
    names = [name_of(naming.named({}, old={}, urn=URN, seed=seed)) for seed in (b"a", b"a", b"b")]
    assert names[0] == names[1] != names[2]


def test_autonamed_object_keeps_its_name() -> None:
    first = naming.named({}, old={}, urn=URN, seed=b"a")
    assert naming.named({}, old=first, urn=URN, seed=b"b") == first


def test_object_that_loses_its_own_name_gets_a_new_one() -> None:
    named = naming.named({}, old={"metadata": {"name": "mine"}}, urn=URN, seed=b"a")
    assert str(name_of(named)).startswith("settings-")


@pytest.mark.parametrize(
    "document",
    [
        {"metadata": {"name": "mine"}},
        {"metadata": {"name": UNKNOWN}},
        {"metadata": UNKNOWN},
        {"metadata": {"generateName": "x-"}},
    ],
)
def test_named_object_is_left_alone(document: Document) -> None:
    assert naming.named(document, old={}, urn=URN, seed=b"") == document


def test_engines_proposal_is_taken() -> None:
    assert name_of(naming.named({}, old={}, urn=URN, seed=b"", proposed="dev-settings")) == "dev-settings"


def test_switched_off_autonaming_names_the_resource() -> None:
    with pytest.raises(Refused, match=r"settings: has no metadata\.name"):
        naming.named({}, old={}, urn=URN, seed=b"", allowed=False)


def test_field_manager_is_the_same_for_a_resource_and_differs_between_two() -> None:
    assert naming.manager_of(URN, {}, {}) == naming.manager_of(URN, {}, {})
    assert naming.manager_of(URN, {}, {}) != naming.manager_of(URN + "2", {}, {})


def test_field_manager_of_the_state_and_of_the_annotation_win() -> None:
    state: Document = {naming.MANAGER_OUTPUT: "pulumi-kubernetes-0a"}
    annotated: Document = {"metadata": {"annotations": {"pulumi.com/patchFieldManager": "team"}}}
    assert naming.manager_of(URN, {}, state) == "pulumi-kubernetes-0a"
    assert naming.manager_of(URN, annotated, state) == "team"


def test_urn_gives_name_and_type_without_parents() -> None:
    assert (naming.resource_name(URN), naming.resource_type(URN)) == ("settings", "kubernetes:core/v1:ConfigMap")


@pytest.mark.parametrize("place", [("shop", "cart"), ("", "node-1")])
def test_identifier_is_read_back(place: tuple[str, str]) -> None:
    assert naming.from_identifier(naming.identifier(*place)) == place


@pytest.mark.parametrize(
    ("token", "kind"),
    [
        ("kubernetes:core/v1:Pod", ("v1", "Pod")),
        ("kubernetes:apps/v1:Deployment", ("apps/v1", "Deployment")),
        ("kubernetes:argoproj.io/v1alpha1:Application", ("argoproj.io/v1alpha1", "Application")),
    ],
)
def test_token_gives_version_and_kind(token: str, kind: tuple[str, str]) -> None:
    assert naming.kind_of_token(token) == kind


def test_token_of_something_else_is_refused_by_name() -> None:
    with pytest.raises(Refused, match="aws:s3:Bucket"):
        naming.kind_of_token("aws:s3:Bucket")
