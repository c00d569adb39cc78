"""Rules on any text: length, names, paths, hosts, notes to oneself, tests that were switched off."""

import re

FILE_LINES_MAX = 450
CODE_ENDINGS = (".cpp", ".hpp", ".h", ".js", ".mjs", ".ts", ".svelte", ".css", ".py", "")

VAGUE_NAMES = ("util", "common", "helper", "manager")

# Built from parts, so that these files pass their own rules.
ABSOLUTE_PATH = re.compile(r"(?<![\w.*+#$})\]/~-])/(" + "|".join(["work", "root", "home", "tmp"]) + r")/")
LEFT_NOTE = re.compile(r"\b(" + "|".join(["TO" + "DO", "FIX" + "ME", "X" * 3, "HA" + "CK"]) + r")\b")
NARROWED = re.compile(
    r"\b(?:it|test|describe|suite)(?:\.\w+)*\.(?:only|skip|todo|fixme|fails)\b"  # vitest, Playwright
    r"|\[!(?:mayfail|shouldfail)\]|\"[^\"]*\[\.\w*\]|\bSKIP\s*\("  # Catch2
    r"|@(?:unittest\.)?(?:skip|expectedFailure)")  # unittest

URL = re.compile(r"https?://([^\s/\"'`)<>,;|\\]+)")
ALLOWED_HOSTS = re.compile(
    r"(www\.)?w3\.org|docs\.oasis-open\.org|localhost|127\.0\.0\.1|0\.0\.0\.0|\[::1\]"
    r"|([\w-]+\.)*example(\.(com|org|net))?|192\.0\.2\.\d+|[A-Z_]+")  # RFC 2606, RFC 5737, a placeholder
PACKAGE_SERVER = re.compile(r"\b(?:(?:deb|security|snapshot)\.debian|registry\.npmjs|npmjs|pypi|nodesource)\.(?:org|com)\b")


def _matches(sources, pattern):
    for source in sources:
        for number, line in enumerate(source.lines, 1):
            for match in pattern.finditer(line):
                yield source, number, line, match


def file_length(sources):
    """A file of code has at most 450 lines."""
    for source in sources:
        if source.ending in CODE_ENDINGS and len(source.lines) > FILE_LINES_MAX:
            yield source, len(source.lines), f"{len(source.lines)} lines, more than {FILE_LINES_MAX}"


def telling_names(sources):
    """No file or folder has a name that could hold anything."""
    for source in sources:
        for part in source.path.split("/"):
            for word in VAGUE_NAMES:
                if word in part.lower():
                    yield source, 1, f"'{part}' contains '{word}'"


def no_absolute_path(sources):
    """No file names a folder of one machine."""
    for source, number, line, match in _matches(sources, ABSOLUTE_PATH):
        if not (source.folders[:1] == ["scripts"] and "mktemp" in line):
            yield source, number, f"the absolute path {match.group()}"


def no_foreign_host(sources):
    """No file names a server other than specifications, this machine and examples."""
    for source, number, _, match in _matches(sources, URL):
        host = re.sub(r":[^:\]]*$", "", match.group(1).rsplit("@", 1)[-1]).rstrip(".")
        is_filled_in_later = match.group(1)[0] in "${%"
        if not (source.is_lock_file or is_filled_in_later or ALLOWED_HOSTS.fullmatch(host)):
            yield source, number, f"the host {host}"
    for source, number, _, match in _matches(sources, PACKAGE_SERVER):
        if not source.is_lock_file:
            yield source, number, f"the package server {match.group()}"


def no_resolved_address(sources):
    """Lock files hold no address of a package server: npm asks the one that is configured."""
    lock_files = [source for source in sources if source.is_lock_file]
    for source, number, _, _ in _matches(lock_files, re.compile(r'"resolved"\s*:\s*"(?:git\+)?(?:http|ssh)')):
        yield source, number, "a resolved address (npm config set omit-lockfile-registry-resolved true)"


def no_left_note(sources):
    """No note of work left to do."""
    for source, number, _, match in _matches(sources, LEFT_NOTE):
        if not source.is_lock_file:
            yield source, number, match.group()


def no_narrowed_test(sources):
    """Every test runs, and none may fail."""
    tests = [source for source in sources
             if (source.folders[:1] == ["tests"] and source.folders[:2] != ["tests", "tidy"] and source.ending != ".md")
             or re.search(r"\.(test|spec)\.\w+$", source.name)]
    for source, number, _, match in _matches(tests, NARROWED):
        yield source, number, match.group()
