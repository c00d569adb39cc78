"""The files that the rules read, and C++ as the rules see it: without comments, strings and macros."""

import os
import re
import subprocess

TEXT_ENDINGS = {
    ".cpp", ".hpp", ".h", ".js", ".mjs", ".ts", ".svelte", ".css", ".html", ".json", ".py", ".sh", ".md",
    ".txt", ".toml", ".tsv", ".yml", ".yaml", ".mqtt", ".scenario", ".trace", ".cmake", ".svg", ".webmanifest", "",
}


class Source:
    """One file: its path from the top folder, and its text ("" for a file that is not text)."""

    def __init__(self, path, text):
        self.path = path
        self.text = text
        self.lines = text.split("\n")
        if self.lines[-1] == "":
            self.lines.pop()
        self.folders = path.split("/")[:-1]
        self.name = path.split("/")[-1]
        self.ending = os.path.splitext(self.name)[1]

    @property
    def is_cpp(self):
        return self.ending in (".cpp", ".hpp", ".h")

    @property
    def is_page_code(self):
        return self.ending in (".js", ".mjs", ".ts", ".svelte")

    @property
    def is_lock_file(self):
        return self.name in ("package-lock.json", "npm-shrinkwrap.json")

    @property
    def code(self):
        """C++ with comments, literals and preprocessor lines blanked; every line keeps its number."""
        return blank_cpp(self.text)


def repository_sources(top):
    """Every file that git tracks or would track, so that a file counts before it is committed."""
    listing = subprocess.run(
        ["git", "-c", "safe.directory=*", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=top, check=True, capture_output=True)
    sources = []
    for path in sorted(set(listing.stdout.decode().split("\0")) - {""}):
        full = os.path.join(top, path)
        if os.path.islink(full) or not os.path.isfile(full):
            continue  # deleted but not committed yet, or a link
        text = ""
        if os.path.splitext(path)[1] in TEXT_ENDINGS:
            with open(full, encoding="utf-8") as file:
                text = file.read()
        sources.append(Source(path, text))
    return sources


_CPP_TOKEN = re.compile(
    r'R"(?P<mark>[^()\\\s]*)\(.*?\)(?P=mark)"'  # raw string
    r"|//[^\n]*|/\*.*?\*/"
    r'|"(?:\\.|[^"\\\n])*"'
    r"|(?<![0-9A-Fa-f])'(?:\\.|[^'\\\n])+'"  # not the separator in 1'000
    r"|^[ \t]*#(?:\\\n|[^\n])*",
    re.DOTALL | re.MULTILINE)


def blank_cpp(text):
    def blank(match):
        token = match.group()
        kept = re.sub(r"[^\n]", " ", token)
        return '""' + kept[2:] if token[0] in "\"R" else kept

    return _CPP_TOKEN.sub(blank, text)


def line_of(text, offset):
    return text.count("\n", 0, offset) + 1


def cpp_functions(code):
    """(first line, last line) of every function body outside other functions, by counting braces.

    `code` is blanked C++. What stands before a brace says what it opens: a namespace, a type, a value
    ({...} of a variable or of a constructor's member), or else a function.
    """
    found = []
    opened = []  # kind and line of each open brace
    head = ""
    for match in re.finditer(r"[{};\n]|[^{};\n]+", code):
        token = match.group()
        inside = bool(opened) and opened[-1][0] in ("function", "value")
        if token == "{":
            kind = "value" if inside else _kind_of_brace(head)
            opened.append((kind, line_of(code, match.start())))
            if kind in ("namespace", "type", "function"):
                head = ""
        elif token == "}" and opened:
            kind, first = opened.pop()
            if kind == "function":
                found.append((first, line_of(code, match.start())))
            head = head + "{}" if kind == "value" else ""
        elif token == ";" and not inside:
            head = ""
        elif not inside:
            head += token
    return found


def _kind_of_brace(head):
    head = re.sub(r"\[\[[^\]]*\]\]|\b(public|private|protected)\s*:(?!:)", " ", head).strip()
    if re.search(r"\bnamespace\b[^()]*$", head) or re.search(r'\bextern\s*""$', head):
        return "namespace"
    if re.match(r"(template\s*<.*>\s*)?((static|constexpr|inline|typedef|const)\s+)*(class|struct|union|enum)\b", head, re.DOTALL):
        if not re.search(r"\)\s*(const|noexcept|override|final)*$", head):
            return "type"
    if "(" not in head or re.search(r"[=,(]$", head):
        return "value"
    if re.search(r"\)\s*(noexcept\s*)?:(?!:).*[\w>]$", head, re.DOTALL):
        return "value"  # a member in a constructor's list
    return "function"
