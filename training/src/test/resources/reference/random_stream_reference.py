"""Writes random-stream-reference.json: xoshiro256++, SplitMix64 and FNV-1a written again from their definitions.

Sources: Blackman & Vigna, "Scrambled linear pseudorandom number generators" (2019) and its xoshiro256plusplus.c and
splitmix64.c; Fowler, Noll, Vo, FNV-1a with 64 bits. Python's whole numbers have no width, so every wrap is written out.
Needs nothing but Python: python random_stream_reference.py > random-stream-reference.json
"""

import json

MASK = (1 << 64) - 1
GOLDEN = 0x9E3779B97F4A7C15


class SplitMix64:
    def __init__(self, state: int) -> None:
        self.state = state & MASK

    def next(self) -> int:
        self.state = (self.state + GOLDEN) & MASK
        z = self.state
        z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & MASK
        z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & MASK
        return z ^ (z >> 31)


def fnv1a(data: bytes) -> int:
    value = 0xCBF29CE484222325
    for byte in data:
        value ^= byte
        value = (value * 0x100000001B3) & MASK
    return value


def rotl(x: int, k: int) -> int:
    return ((x << k) | (x >> (64 - k))) & MASK


class Xoshiro256PlusPlus:
    def __init__(self, state: list[int]) -> None:
        self.s = list(state)

    def next(self) -> int:
        s = self.s
        result = (rotl((s[0] + s[3]) & MASK, 23) + s[0]) & MASK
        t = (s[1] << 17) & MASK
        s[2] ^= s[0]
        s[3] ^= s[1]
        s[1] ^= s[2]
        s[0] ^= s[3]
        s[2] ^= t
        s[3] = rotl(s[3], 45)
        return result


def stream(seed: int, name: str) -> Xoshiro256PlusPlus:
    """The seed, mixed once, with the name's hash; four draws of SplitMix64 from there are the state."""
    key = SplitMix64(seed).next() ^ fnv1a(name.encode("utf-8"))
    splitmix = SplitMix64(key)
    return Xoshiro256PlusPlus([splitmix.next() for _ in range(4)])


def check_published_values() -> None:
    """The generators against values of others before they vouch for anything."""
    assert fnv1a(b"") == 0xCBF29CE484222325 and fnv1a(b"a") == 0xAF63DC4C8601EC8C  # draft-eastlake-fnv
    assert fnv1a(b"foobar") == 0x85944171F73967E8
    assert SplitMix64(1234567).next() == 6457827717110365317  # Rosetta Code, "Pseudo-random numbers/Splitmix64"
    first = Xoshiro256PlusPlus([1, 2, 3, 4])  # Rust's rand_xoshiro, test "reference"
    assert [first.next() for _ in range(4)] == [41943041, 58720359, 3588806011781223, 3591011842654386]


def main() -> None:
    check_published_values()
    cases = []
    for seed in (0, 1, 42, (1 << 63) - 1, -1, -(1 << 63)):
        for name in ("", "actions", "init/critic", "Größe μ ≠ 0 🎲"):
            source = stream(seed, name)
            # Decimal strings of signed values: JSON numbers of this size do not survive every reader.
            longs = [str(v - (1 << 64) if v >> 63 else v) for v in (source.next() for _ in range(8))]
            cases.append({"seed": str(seed), "name": name, "longs": longs})
    provenance = "random_stream_reference.py beside this file: xoshiro256++, SplitMix64 and FNV-1a from their definitions"
    rows = ",\n".join("  " + json.dumps(case) for case in cases)
    print("{\n" + f'"provenance": {json.dumps(provenance)},\n"cases": [\n{rows}\n]\n' + "}")


if __name__ == "__main__":
    main()
