"""Replies of groups, put together into one of all their lanes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from keel_gym import codec
from keel_gym._generated import environment_pb2 as pb


def merge_batches(batches: Sequence[Any]) -> list[pb.Tensor]:
    """Batches one after the other: of any space, leaf after leaf."""
    merged = []
    for leaves in zip(*batches):
        length = sum(leaf.shape[0] for leaf in leaves)
        values = b"".join(leaf.values for leaf in leaves)
        merged.append(
            pb.Tensor(element_type=leaves[0].element_type, shape=[length, *leaves[0].shape[1:]], values=values)
        )
    return merged


def merge_steps(replies: Sequence[pb.StepReply], space: codec.AnySpace, reply: pb.StepReply) -> None:
    """Steps of neighbouring groups as one."""
    counts = [len(part.terminated) for part in replies]
    reply.observations.extend(merge_batches([part.observations for part in replies]))
    reply.rewards = b"".join(part.rewards for part in replies)
    reply.terminated = b"".join(part.terminated for part in replies)
    reply.truncated = b"".join(part.truncated for part in replies)
    if any(part.final_observations for part in replies):
        finals: list[Any] = [
            part.final_observations or codec.encode_batch(space, codec.zeros(space, count))
            for part, count in zip(replies, counts)
        ]
        reply.final_observations.extend(merge_batches(finals))
    for name in ("infos", "final_infos"):
        if any(part.HasField(name) for part in replies):
            getattr(reply, name).CopyFrom(merge_infos([getattr(part, name) for part in replies], counts))


def merge_infos(parts: Sequence[pb.Infos], counts: Sequence[int]) -> pb.Infos:
    """Columns of neighbouring groups; lanes of a group without a key do not have it."""
    merged = pb.Infos()
    found = [{column.key: column for column in part.columns} for part in parts]
    for key in dict.fromkeys(key for columns in found for key in columns):
        columns = [group.get(key) for group in found]
        there = [column for column in columns if column is not None]
        out = merged.columns.add(
            key=key, present=b"".join(c.present if c is not None else bytes(n) for c, n in zip(columns, counts))
        )
        kinds = {column.WhichOneof("values") for column in there}
        forms = {(c.tensor.element_type, tuple(c.tensor.shape[1:])) for c in there}
        if kinds == {"nested"}:
            nested = [c.nested if c is not None else pb.Infos() for c in columns]
            out.nested.CopyFrom(merge_infos(nested, counts))
        elif kinds == {"tensor"} and len(forms) == 1:
            form = there[0].tensor
            row = len(form.values) // max(form.shape[0], 1)
            values = b"".join(c.tensor.values if c is not None else bytes(n * row) for c, n in zip(columns, counts))
            out.tensor.CopyFrom(
                pb.Tensor(element_type=form.element_type, shape=[sum(counts), *form.shape[1:]], values=values)
            )
        else:
            for column, count in zip(columns, counts):
                out.objects.values.extend(_objects(column, count))
    return merged


def _objects(column: pb.InfoColumn | None, count: int) -> list[pb.Value]:
    if column is None:
        return [pb.Value(nothing=pb.Nothing())] * count
    if column.WhichOneof("values") == "objects":
        return list(column.objects.values)
    if column.WhichOneof("values") == "nested":
        infos = codec.decode_infos(column.nested, count, column.key)
        return [codec.encode_value(codec.lane_info(column.nested, infos, i)) for i in range(count)]
    return [codec.encode_value(row) for row in codec.decode_array(column.tensor, column.key)]
