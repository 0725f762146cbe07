import pytest
from google.protobuf.struct_pb2 import Struct
from hypothesis import given
from hypothesis import strategies as st

from sandbox.providers.kubernetes import properties
from sandbox.providers.kubernetes.document import UNKNOWN
from sandbox.providers.kubernetes.errors import Refused
from sandbox.providers.kubernetes.properties import Properties, decode, encode, marked

KEYS = st.text("abcdefgh./-", min_size=1, max_size=6)
LEAVES = st.one_of(
    st.none(), st.booleans(), st.integers(-(2**53), 2**53), st.text("xyz ", max_size=5), st.just(UNKNOWN)
)
VALUES = st.recursive(
    LEAVES, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=3), max_leaves=12
)


def wire(**values: object) -> Struct:
    struct = Struct()
    struct.update(values)  # type: ignore[arg-type]
    return struct


@given(st.dictionaries(KEYS, VALUES, max_size=4))
def test_what_is_written_to_the_wire_is_read_back(body) -> None:  # type: ignore[no-untyped-def]
    secrets = frozenset((key,) for key in list(body)[:1])
    assert decode(encode(Properties(body, secrets))) == Properties(body, secrets)


def test_secret_is_opened_and_its_path_kept() -> None:
    struct = wire(data={"password": {properties.SIGNATURE: properties.SECRET, "value": "hunter22"}})
    assert decode(struct) == Properties({"data": {"password": "hunter22"}}, frozenset({("data", "password")}))


@pytest.mark.parametrize("identity", sorted(properties.UNKNOWN_IDS))
def test_every_kind_of_unknown_is_unknown(identity: str) -> None:
    assert decode(wire(a=[identity])).body == {"a": [UNKNOWN]}


def test_output_without_a_value_is_unknown_and_secret_if_it_says_so() -> None:
    struct = wire(a={properties.SIGNATURE: properties.OUTPUT, "secret": True})
    assert decode(struct) == Properties({"a": UNKNOWN}, frozenset({("a",)}))


def test_asset_is_refused_with_its_place() -> None:
    struct = wire(data={"file": {properties.SIGNATURE: "c44067f5952c0a294b673a41bacd8c17", "text": "x"}})
    with pytest.raises(Refused, match=r"^data\.file: an asset"):
        decode(struct)


def test_secret_input_stays_secret_where_the_server_moved_it() -> None:
    inputs = Properties({"env": [{"value": "hunter22"}]}, frozenset({("env", 0, "value")}))
    live = {"env": [{"value": "plain"}, {"value": "hunter22"}], "note": "it is hunter22!"}
    found = marked(live, inputs=inputs).secrets  # type: ignore[arg-type]
    assert found >= {("env", 1, "value"), ("note",)}


def test_short_secret_hides_only_equal_strings() -> None:
    inputs = Properties({"a": "no"}, frozenset({("a",)}))
    assert marked({"b": "no", "c": "nothing"}, inputs=inputs).secrets == {("b",)}


def test_map_that_is_always_secret_is_marked_once_as_a_whole() -> None:
    inputs = Properties({"data": {"k": "c2VjcmV0"}}, frozenset({("data", "k")}))
    assert marked({"data": {"k": "c2VjcmV0"}}, inputs=inputs, always=[("data",)]).secrets == {("data",)}
