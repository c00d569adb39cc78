#!/usr/bin/env python3
"""The house rules as a test: prints each violation as file:line, and closes with the rules' count.

Run from the top folder: python3 tests/tidy/tidy.py
"""

import os
import sys

sys.dont_write_bytecode = True

import catalogue_rules
import engine_rules
import source_text
import text_rules

RULES = [
    engine_rules.include_direction,
    engine_rules.no_clock_no_environment,
    engine_rules.no_hash_order,
    engine_rules.no_floating_point,
    engine_rules.function_length,
    text_rules.file_length,
    text_rules.telling_names,
    text_rules.no_absolute_path,
    text_rules.no_foreign_host,
    text_rules.no_resolved_address,
    text_rules.no_left_note,
    text_rules.no_narrowed_test,
    catalogue_rules.both_languages,
]


def check(sources, out=sys.stdout):
    """Applies every rule; returns how many failed."""
    failed = 0
    for rule in RULES:
        violations = list(rule(sources))
        for source, line, message in violations:
            print(f"{source.path}:{line}: {rule.__name__}: {message}", file=out)
        failed += bool(violations)
    print(f"tidy: {len(sources)} files, {len(RULES)} rules: {len(RULES) - failed} passed, {failed} failed", file=out)
    return failed


if __name__ == "__main__":
    top = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..")
    sys.exit(1 if check(source_text.repository_sources(top)) else 0)
