"""Every text of the page exists in Spanish and in English.

A catalogue is a module `export default { key: 'text', group: { key: 'text' } }` in a file es.js or
en.js, or in a folder es/ or en/. It may import and spread others, which are checked on their own.
"""

import re

LANGUAGES = ("es", "en")
FIRST_CATALOGUE = "web/src/i18n/{}.js"

_TOKEN = re.compile(
    r"(?P<skip>\s+|//[^\n]*|/\*.*?\*/)"
    r"|(?P<text>'(?:\\.|[^'\\\n])*'|\"(?:\\.|[^\"\\\n])*\"|`(?:\\.|[^`\\])*`)"
    r"|(?P<word>\.\.\.[\w$]+|[\w$]+)|(?P<mark>[{}\[\]:,;+])",
    re.DOTALL)


class NotPlain(Exception):
    """The module is more than texts; holds the line and what stands there."""


def catalogue_texts(text):
    """{key path: (line, text)} of a catalogue; raises NotPlain."""
    start = re.search(r"^export default\s*(?:/\*.*?\*/\s*)?(?=\{)", text, re.MULTILINE | re.DOTALL)
    if not start:
        raise NotPlain(1, "no `export default {`")
    tokens = []
    at = start.end()
    while at < len(text):
        match = _TOKEN.match(text, at)
        line = text.count("\n", 0, at) + 1
        if not match:
            raise NotPlain(line, text[at:at + 20].split("\n")[0])
        if match.lastgroup != "skip":
            tokens.append((match.lastgroup, match.group(), line))
        at = match.end()
    found = {}
    _read_object(tokens, 0, "", found)
    return found


def _read_object(tokens, at, prefix, found):
    """Reads from the `{` at `at`; returns the place after its `}`."""
    at += 1
    while True:
        kind, token, line = _token(tokens, at)
        if token == "}":
            return at + 1
        if token == "," or token.startswith("..."):
            at += 1
            continue
        key = prefix + (token[1:-1] if kind == "text" else token)
        if kind == "mark" or _token(tokens, at + 1)[1] != ":":
            raise NotPlain(line, token)
        at = _read_value(tokens, at + 2, key, found)


def _read_value(tokens, at, key, found):
    kind, token, line = _token(tokens, at)
    if token == "{":
        return _read_object(tokens, at, key + ".", found)
    if token == "[":
        at, place = at + 1, 0
        while _token(tokens, at)[1] != "]":
            if _token(tokens, at)[1] == ",":
                at += 1
                continue
            at, place = _read_value(tokens, at, f"{key}.{place}", found), place + 1
        return at + 1
    whole = ""
    while True:
        kind, token, line = _token(tokens, at)
        if kind != "text":
            raise NotPlain(line, token)
        whole += token[1:-1]
        if _token(tokens, at + 1)[1] != "+":
            found[key] = (line, whole)
            return at + 1
        at += 2


def _token(tokens, at):
    if at >= len(tokens):
        raise NotPlain(tokens[-1][2] if tokens else 1, "the end of the file")
    return tokens[at]


def _other_language(path):
    """(language, the same path in the other language) of a catalogue, or None."""
    match = re.fullmatch(r"(web/src/(?:.*/)?)(es|en)(\.js|/.+\.js)", path)
    if not match:
        return None
    other = LANGUAGES[1 - LANGUAGES.index(match.group(2))]
    return match.group(2), match.group(1) + other + match.group(3)


def both_languages(sources):
    """Each catalogue has the same keys, the same {values} and no empty text in both languages."""
    by_path = {source.path: source for source in sources}
    page = [source for source in sources if source.path.startswith("web/src/")]
    for language in LANGUAGES:
        path = FIRST_CATALOGUE.format(language)
        if page and path not in by_path:
            yield page[0], 1, f"{path} is missing"
    for source in page:
        language_and_other = _other_language(source.path)
        if not language_and_other:
            continue
        other = by_path.get(language_and_other[1])
        if not other:
            yield source, 1, f"{language_and_other[1]} is missing"
            continue
        try:
            texts = catalogue_texts(source.text)
        except NotPlain as problem:
            yield source, problem.args[0], f"not a plain catalogue: {problem.args[1]}"
            continue
        try:
            other_texts = catalogue_texts(other.text)
        except NotPlain:
            continue  # told when its turn comes
        yield from _compare(source, texts, other, other_texts)


def _compare(source, texts, other, other_texts):
    for key, (line, text) in texts.items():
        if not text.strip():
            yield source, line, f"'{key}' is empty"
        if key not in other_texts:
            yield source, line, f"'{key}' is not in {other.path}"
        elif _values(text) != _values(other_texts[key][1]):
            yield source, line, f"'{key}' has other {{values}} than in {other.path}"


def _values(text):
    return sorted(set(re.findall(r"\{(\w+)\}", text)))
