#!/bin/sh
# Writes the protocol's Python messages anew. Needs: pip install grpcio-tools==1.76.0
# That version sets the least protobuf in pyproject.toml: change both together.
set -eu
cd "$(dirname "$0")"
proto=../../proto/src/main/proto
out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT
python3 -m grpc_tools.protoc -I "$proto" --python_out="$out" --pyi_out="$out" keel/env/v1/environment.proto
cp "$out"/keel/env/v1/environment_pb2.py "$out"/keel/env/v1/environment_pb2.pyi src/keel_gym/_generated/
