"""Spaces, batches, infos and values survive the wire."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from gymnasium import spaces
from gymnasium.vector.utils import batch_space, iterate

from keel_gym import codec
from keel_gym._generated import environment_pb2 as pb
from keel_gym.errors import Refused

BOX = spaces.Box(-1, np.inf, (2, 3), np.float32)
SPACES: list[spaces.Space[Any]] = [
    BOX,
    spaces.Box(0, 255, (4, 4, 1), np.uint8),
    spaces.Box(-np.inf, np.inf, (), np.float64),
    spaces.Discrete(5, start=-2),
    spaces.MultiDiscrete([[2, 3], [4, 5]], dtype=np.int32, start=[[1, 0], [-3, 2]]),
    spaces.MultiBinary([2, 2]),
    spaces.Text(8, min_length=0, charset="aé漢😀"),
    spaces.Tuple([spaces.Discrete(3), BOX, spaces.Text(3)]),
    spaces.Dict([("z", BOX), ("a", spaces.Dict({"n": spaces.Discrete(4)}))]),
    spaces.Graph(BOX, spaces.Discrete(4)),
    spaces.Graph(spaces.Discrete(3), None),
    spaces.Sequence(spaces.Dict({"x": BOX, "t": spaces.Text(4)}), seed=0),
    spaces.Sequence(BOX, stack=True),
    spaces.OneOf([spaces.Discrete(3), BOX, spaces.Tuple([spaces.Text(3)])]),
    spaces.Dict({"s": spaces.Sequence(spaces.OneOf([spaces.Discrete(2), spaces.Sequence(BOX)]))}),
]


@pytest.mark.parametrize("space", SPACES, ids=str)
def test_spaces_come_back(space: spaces.Space[Any]) -> None:
    data = codec.encode_space(space, "s").SerializeToString()
    again = codec.decode_space(pb.Space.FromString(data), "s")
    assert again == space
    if isinstance(space, spaces.Dict) and isinstance(again, spaces.Dict):
        assert list(again.spaces) == list(space.spaces)


@pytest.mark.parametrize("space", SPACES, ids=str)
@pytest.mark.parametrize("count", [1, 5])
def test_batches_come_back(space: spaces.Space[Any], count: int) -> None:
    batched = batch_space(space, count)
    batched.seed(count)
    for _ in range(20):
        batch = batched.sample()
        message = codec.encode_batch(space, batch)
        decoded = codec.decode_batch(space, message, count, "b")
        assert [m.SerializeToString() for m in codec.encode_batch(space, decoded)] == [
            m.SerializeToString() for m in message
        ]
        assert batched.contains(decoded)
        assert all(array.flags.writeable for array in arrays(decoded))
        assert len(list(iterate(batched, decoded))) == count
        for ours, theirs in zip(codec.split(space, decoded, count), iterate(batched, batch)):
            np.testing.assert_equal(plain(ours), plain(theirs))


@pytest.mark.parametrize("space", SPACES, ids=str)
def test_single_values_come_back_with_their_types(space: spaces.Space[Any]) -> None:
    space.seed(3)
    values = [space.sample() for _ in range(20)]
    leaves = codec.encode_batch(space, codec.stack(space, values), "b", 20)
    singles = codec.split(space, codec.decode_batch(space, leaves, 20, "b"), 20)
    for ours, theirs in zip(singles, values, strict=True):
        assert ours in space and codec.with_python_integers(space, ours) in space
        np.testing.assert_equal(plain(ours), plain(theirs))
        assert [array.dtype for array in arrays(ours)] == [array.dtype for array in arrays(theirs)]


def test_integers_are_pythons_where_environments_have_them() -> None:
    space = spaces.Dict({"a": spaces.Tuple([spaces.Discrete(3), BOX]), "b": spaces.Discrete(2)})
    single = codec.split(space, codec.zeros(space, 1), 1)[0]
    assert type(single["b"]) is np.int64
    again = codec.with_python_integers(space, single)
    assert type(again["b"]) is int and type(again["a"][0]) is int and again["a"][1] is single["a"][1]


def arrays(value: Any) -> list[Any]:
    """Every array in a value."""
    if isinstance(value, np.ndarray):
        return [value]
    if isinstance(value, dict):
        value = tuple(value.values())
    return [array for part in value for array in arrays(part)] if isinstance(value, tuple) else []


def plain(value: Any) -> Any:
    if isinstance(value, spaces.GraphInstance):
        empty = value.edges is None or len(value.edges) == 0
        return [value.nodes, None if empty else value.edges, None if empty else value.edge_links]
    if isinstance(value, dict):
        return {key: plain(part) for key, part in value.items()}
    if isinstance(value, (tuple, list)):
        return [plain(part) for part in value]
    return value


@pytest.mark.parametrize("space", SPACES, ids=str)
def test_zeros_are_zeros_in_every_leaf(space: spaces.Space[Any]) -> None:
    for leaf in codec.to_leaves(space, codec.zeros(space, 3)):
        assert not leaf.any()


def test_text_is_columnar() -> None:
    lengths, data = codec.to_leaves(spaces.Text(4, charset="aé"), ("aé", "", "a"))
    assert lengths.tolist() == [3, 0, 1]
    assert data.tobytes() == "aéa".encode()


@pytest.mark.parametrize(
    "value",
    [None, True, 3, -(1 << 63), 1 << 63, -(1 << 63) - 1, 1 << 400, 0.5, np.inf, "é", [1, [2.0]], {"b": 1, "a": 2}],
)
def test_values_come_back(value: Any) -> None:
    again = codec.decode_value(pb.Value.FromString(codec.encode_value(value).SerializeToString()), "v")
    assert again == value and type(again) is type(value)


def test_a_value_without_wire_form_is_its_repr() -> None:
    assert codec.encode_value({1, 2}).text == "{1, 2}"
    nested: Any = 1
    for _ in range(40):
        nested = [nested]
    codec.decode_value(codec.encode_value(nested), "v")


def test_infos_come_back() -> None:
    objects = np.full(2, None, dtype=object)
    objects[1] = "text"
    mask = np.array([False, True])
    infos = {
        "n": np.array([0.0, 2.5]),
        "_n": mask,
        "rows": np.arange(6, dtype=np.int8).reshape(2, 3),
        "_rows": np.array([True, True]),
        "o": objects,
        "_o": mask,
        "deep": {"k": np.array([1, 0]), "_k": ~mask},
        "_deep": ~mask,
    }
    again = codec.decode_infos(codec.encode_infos(infos, 2), 2, "infos")
    np.testing.assert_equal(again, infos)
    assert list(again) == list(infos)


def test_leaves_that_do_not_fit_name_their_place() -> None:
    space = spaces.Dict({"camera": spaces.Tuple([spaces.Discrete(2), BOX])})
    good = codec.encode_batch(space, batch_space(space, 2).sample())
    for wrong in ([good[0]], [*good, good[0]], [good[0], good[0]]):
        with pytest.raises(Refused) as refused:
            codec.decode_batch(space, wrong, 2, "step.actions")
        assert refused.value.field.startswith("step.actions")
    assert refused.value.field == "step.actions.camera[1]"


PAIR = spaces.Dict({"camera": spaces.Tuple([spaces.Discrete(2), BOX])})


@pytest.mark.parametrize(
    "space, batch, words",
    [
        (spaces.Discrete(2), np.zeros(3, dtype=np.int64), "2 values, but has 3"),
        (spaces.Discrete(2), np.int64(1), "2 values, but is a single one"),
        (spaces.Discrete(2), np.zeros((2, 1), dtype=np.int64), r"int64 \[\] a lane, but is int64 \[1\]"),
        (spaces.Discrete(2), np.zeros(2), "int64, but is float64"),
        (spaces.MultiDiscrete([300, 300], dtype=np.int16), np.full((2, 2), 1 << 15), "int16, but is int64"),
        (spaces.Text(4), ("a",), "2 values, but has 1"),
        (PAIR, {"camera": (np.zeros(2, dtype=np.int64),)}, r"actions\.camera should be a tuple of 2"),
        (PAIR, {"lens": 1}, "dict with camera, but is one with lens"),
        (spaces.OneOf([spaces.Discrete(2)]), ((0, 1), (1, 1)), "1 alternatives"),
    ],
)
def test_batches_that_do_not_fit_are_refused(space: spaces.Space[Any], batch: Any, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        codec.encode_batch(space, batch, "actions", 2)


def test_whole_numbers_of_another_width_are_taken_if_they_fit() -> None:
    space = spaces.MultiDiscrete([300, 300], dtype=np.int16)
    (leaf,) = codec.to_leaves(space, np.full((2, 2), 299), "actions", 2)
    assert leaf.dtype == np.int16 and leaf.tolist() == [[299, 299]] * 2


@pytest.mark.parametrize("value", [object(), 1 << 600, "\udc80", {3: 1}, [1, {"a": {2}}], np.array(["x"])])
def test_a_value_that_may_not_be_lost_is_refused_if_it_has_no_wire_form(value: Any) -> None:
    codec.encode_value(value)
    with pytest.raises(TypeError, match="options.*cannot be sent"):
        codec.encode_value(value, field="options")


def test_one_lanes_infos_have_pythons_types() -> None:
    deep = {"k": np.array([1, 0]), "_k": np.array([True, False])}
    infos = {"n": np.array([0.5, 2.5], dtype=np.float32), "rows": np.eye(2), "deep": deep}
    message = codec.encode_infos(infos, 2)
    decoded = codec.decode_infos(message, 2, "infos")
    first, second = (codec.lane_info(message, decoded, lane) for lane in range(2))
    assert type(first["n"]) is float and first["deep"] == {"k": 1} and second["deep"] == {}
    assert second["rows"].tolist() == [0.0, 1.0]
