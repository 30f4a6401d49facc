"""The committed messages say what the protocol file says."""

from pathlib import Path

import pytest
from google.protobuf import descriptor_pb2

from keel_gym._generated import environment_pb2 as pb

PROTO = Path(__file__).parents[3] / "proto/src/main/proto/keel/env/v1/environment.proto"


@pytest.mark.skipif(not PROTO.exists(), reason="not in the source tree")
def test_every_message_field_and_enum_value_of_the_protocol_file_is_there() -> None:
    """Names and numbers, read from the text: no compiler is needed where tests run."""
    descriptor = descriptor_pb2.FileDescriptorProto()
    pb.DESCRIPTOR.CopyToProto(descriptor)
    generated = {
        **{m.name: {f.name: f.number for f in m.field} for m in descriptor.message_type},
        **{e.name: {v.name: v.number for v in e.value} for e in descriptor.enum_type},
    }
    written: dict[str, dict[str, int]] = {}
    block: str | None = None
    depth = 0
    for line in PROTO.read_text().splitlines():
        code = line.split("//")[0].strip()
        words = code.replace("=", " = ").split()
        if words and words[0] in ("message", "enum") and depth == 0:
            block = words[1]
            written[block] = {}
        elif block is not None and "=" in words and words[0] != "option":
            name = words[words.index("=") - 1]
            written[block][name] = int(words[words.index("=") + 1].rstrip(";"))
        depth += code.count("{") - code.count("}")
        if depth == 0:
            block = None
    assert written == generated
