#!/usr/bin/env python3
"""Writes tests/fuzz/seeds anew: the sample packets, the scenarios, the envelope's cases, and steps for the broker.

Run from the top folder: python3 -B tests/fuzz/make_seeds.py
"""

import json
import pathlib
import re
import shutil

TESTS = pathlib.Path(__file__).resolve().parent.parent
SEEDS = TESTS / "fuzz" / "seeds"


def bytes_of(hexadecimal):
    """The notation of tests/support/hex.hpp: pairs of digits, 'text', and blanks and bars between."""
    result = b""
    for text, pair in re.findall(r"'([^']*)'|([0-9a-f]{2})", hexadecimal):
        result += text.encode() if not pair else bytes.fromhex(pair)
    return result


def packet_seeds():
    """Each sample packet behind the byte that chooses its version."""
    source = (TESTS / "mqtt" / "sample_packets.hpp").read_text()
    for version, literals in re.findall(r'\{(v31|v311|v5),\s*((?:"[^"]*"\s*)+)\}', source):
        hexadecimal = "".join(re.findall(r'"([^"]*)"', literals))
        yield bytes([("v31", "v311", "v5").index(version)]) + bytes_of(hexadecimal)


def scenario_seeds():
    for folder in (TESTS / "scenarios", TESTS.parent / "web" / "scenarios"):
        for path in sorted(folder.glob("*.mqtt")):
            yield path.read_bytes()


def envelope_seeds():
    cases = json.loads((TESTS / "envelope" / "envelope_cases.json").read_text())
    for list_of_cases in cases.values():
        for case in list_of_cases:
            if isinstance(case, dict) and "bytes" in case:
                yield bytes.fromhex(case["bytes"])


# Steps of the broker's target, as tests/fuzz/broker_steps.cpp reads them: what is done to which of the
# six lines, then the numbers that it takes.
def on(line, kind=0):
    """The byte that names a line, with the kind of step in its upper bits."""
    return next(byte for byte in range(32 * kind, 32 * kind + 32) if byte % 6 == line)


def opened(line, flags=1, more=0, *rest):
    """A connection and its CONNECT."""
    return bytes([on(line), on(line), flags, more, *rest])


def publish(line, flags, *rest):
    return bytes([on(line), 1, flags, *rest])


def subscribe(line, flags, *rest):
    return bytes([on(line), 3, flags, *rest])


def answer(line, flags, packet_id):
    return bytes([on(line), 5, flags, packet_id - 1])


def lost(line):
    return bytes([on(line, 6)])


def waits(exponent, to_deadline=0):
    return bytes([7 * 32, exponent, to_deadline])


V311, V5, CLEAN, KEEP_ALIVE, WILL = 1, 2, 4, 8, 16


def broker_seeds():
    for traced in (0, 1):
        # A subscriber and a publisher, QoS 0, 1 and 2, with their answers.
        yield (bytes([0, traced]) + opened(0, V311, 0, 1) + subscribe(0, 0, 2, 1) + opened(1, V5 | CLEAN, 0, 2) +
               publish(1, 0, 0) + publish(1, 1, 0, 0) + publish(1, 2, 1, 1) + answer(0, 0, 1) + answer(0, 1, 2) +
               answer(0, 3, 2) + answer(1, 2, 2))
        # Lost and back, with a queue, a Will, Keep Alive and expiry.
        yield (bytes([0, traced]) + opened(0, V5, 1, 1, 5) + subscribe(0, 0, 1, 1) + lost(0) +
               opened(1, V311 | CLEAN | KEEP_ALIVE | WILL, 0, 2, 0, 1) + publish(1, 1, 0, 0) + publish(1, 1, 0, 1) +
               waits(14) + waits(0, 1) + opened(2, V5, 1, 1, 5) + waits(17) + waits(0, 1))
        # A group, a member that leaves, retained messages, $SYS, aliases.
        yield (bytes([1, traced]) + opened(0, V5, 5, 1, 3, 2) + subscribe(0, 0, 1, 4) + opened(1, V5, 5, 2, 3, 2) +
               subscribe(1, 8, 1, 4, 0, 7) + subscribe(1, 0, 2, 7) + publish(1, 4, 0) + publish(1, 1, 0, 0) +
               publish(1, 1, 1, 1) + lost(0) + waits(16) + publish(1, 64, 0, 0) + publish(1, 192, 0, 0) + waits(13))
        # Users, rules and an exchange that is begun.
        yield (bytes([6, traced]) + opened(0, V5 | 64 | 128, 0, 4) + subscribe(0, 0, 0, 3) + publish(0, 1, 5, 0) +
               opened(1, V5, 32, 2) + opened(2, V311, 0, 3) + publish(2, 4, 6) + waits(15))
        # Raw bytes: a packet in two pieces, and one that is wrong.
        yield (bytes([0, traced]) + opened(0, V311, 0, 1) + bytes([on(0), 0, 3]) + bytes_of("30 04 00") +
               bytes([on(0), 0, 3]) + bytes_of("01 't' 'x'") + bytes([on(0), 0, 2]) + bytes_of("d0 00"))


def main():
    shutil.rmtree(SEEDS, ignore_errors=True)
    for target, seeds, ending in (("packet", packet_seeds, ".bin"), ("scenario", scenario_seeds, ".mqtt"),
                                  ("envelope", envelope_seeds, ".bin"), ("broker", broker_seeds, ".bin")):
        folder = SEEDS / target
        folder.mkdir(parents=True)
        unique = list(dict.fromkeys(seeds()))
        for number, seed in enumerate(unique, 1):
            (folder / f"{number:02}{ending}").write_bytes(seed)
        print(f"{target}: {len(unique)} seeds, {sum(map(len, unique))} bytes")


if __name__ == "__main__":
    main()
