"""Rules on C++: who may include whom, and nothing in the engine that could differ between two runs."""

import re

from source_text import cpp_functions, line_of

# A folder may include itself and those before it.
ENGINE_ORDER = ["base", "mqtt", "auth", "trace", "broker", "sim"]

# What the engine may take from the standard library: no clock, thread, file, socket, locale or random device.
ENGINE_HEADERS = set("""
    algorithm array bit bitset cassert charconv cinttypes climits compare concepts cstddef cstdint cstdio cstdlib
    cstring deque functional initializer_list iterator limits list map memory new numeric optional queue set span
    stack string string_view tuple type_traits unordered_map unordered_set utility variant vector version
""".split())

NO_FLOATING_POINT = ["broker", "mqtt", "sim"]
FUNCTION_LINES_MAX = 70


def in_folder(source, *folders):
    return source.folders[:len(folders)] == list(folders)


def includes(source):
    """(line, header, is standard) of every #include."""
    for number, line in enumerate(source.lines, 1):
        match = re.match(r'\s*#\s*include\s*([<"])([^>"]+)[>"]', line)
        if match:
            yield number, match.group(2), match.group(1) == "<"


def _may_include(source):
    """The folders that a file may include and whether it is bound to the engine's standard headers; None: any."""
    if in_folder(source, "engine"):
        folder = source.folders[1] if len(source.folders) > 1 else ""
        if folder not in ENGINE_ORDER:
            return [], True
        return ENGINE_ORDER[:ENGINE_ORDER.index(folder) + 1], True
    if in_folder(source, "wasm-glue", "envelope"):
        return ["base", "envelope"], True
    if in_folder(source, "wasm-glue", "relay"):
        engine = ENGINE_ORDER[:5] if source.name.startswith("native_host") else ["base", "mqtt"]
        return engine + ["envelope", "relay"], False
    if in_folder(source, "wasm-glue", "bindings"):
        return ENGINE_ORDER + ["bindings"], False
    return None


def include_direction(sources):
    """A folder includes only itself and those it may depend on."""
    for source in sources:
        allowed = _may_include(source) if source.is_cpp else None
        if allowed is None:
            continue
        folders, is_strict = allowed
        for line, header, is_standard in includes(source):
            if not is_standard:
                folder = header.split("/")[0] if "/" in header else source.folders[-1]
                if folder not in folders:
                    yield source, line, f'"{header}" is not in {", ".join(folders) or "a known folder"}'
            elif is_strict and header not in ENGINE_HEADERS:
                yield source, line, f"<{header}> is not one of the standard headers that the engine may use"
            elif not is_strict and in_folder(source, "wasm-glue", "bindings"):
                if "/" in header and not header.startswith("emscripten/"):
                    yield source, line, f"<{header}>: the bindings include the engine, Emscripten and the standard library"


def no_clock_no_environment(sources):
    """The engine asks nobody for the time, for a random number or for the environment."""
    call = re.compile(r"\b(rand|srand|time|clock|clock_gettime|gettimeofday|localtime|gmtime|getenv|system)\s*\(")
    # A member of one of our own types, a name qualified by another than std, or a declaration after its type.
    own_name = re.compile(r"(?:\.|->|\b(?!std\b)\w+\s*::|\b(?!(?:return|else|case|do)\b)\w+|\w>|[\w>][&*]+)$")
    for source in sources:
        if source.is_cpp and in_folder(source, "engine"):
            code = source.code
            for match in call.finditer(code):
                if not own_name.search(code[:match.start()].rstrip()):
                    yield source, line_of(code, match.start()), f"calls {match.group(1)}()"


def no_hash_order(sources):
    """The engine never goes through an unordered container: its order differs between builds."""
    engine = [source for source in sources if source.is_cpp and in_folder(source, "engine")]
    for source in engine:
        stem = source.path.rsplit(".", 1)[0]
        names = set()
        for other in engine:
            if other.path.rsplit(".", 1)[0] == stem:
                names |= _unordered_names(other.code)
        code = source.code
        for match in re.finditer(r"\bfor\s*\([^;{}]*?[^:]:(?!:)\s*([^;{}]*?)\)\s*(?=[\w{(*+-])", code):
            last = re.search(r"(\w+)\s*(\(\s*\))?$", match.group(1))
            if last and last.group(1) in names:
                yield source, line_of(code, match.start()), f"goes through {last.group(1)}, which is unordered"
        for match in re.finditer(r"\b(\w+)\s*\.\s*c?begin\s*\(", code):
            if match.group(1) in names:
                yield source, line_of(code, match.start()), f"goes through {match.group(1)}, which is unordered"


def _unordered_names(code):
    """Names of variables whose type is an unordered container, or an alias of one."""
    names = set()
    aliases = set(re.findall(r"\busing\s+(\w+)\s*=\s*(?:std::)?unordered_\w+\s*<", code))
    for match in re.finditer(r"\bunordered_(?:map|set|multimap|multiset)\s*<", code):
        depth, at = 1, match.end()
        while depth > 0 and at < len(code):
            depth += {"<": 1, ">": -1}.get(code[at], 0)
            at += 1
        name = re.match(r"[\s&*]*(\w+)\s*[;{=,)]", code[at:])
        if name:
            names.add(name.group(1))
    for alias in aliases:
        names |= set(re.findall(rf"\b{alias}\b[\s&*]+(\w+)\s*[;{{=,)]", code))
    return names


def no_floating_point(sources):
    """Nothing that decides in the engine is a floating-point number."""
    for source in sources:
        if source.is_cpp and any(in_folder(source, "engine", folder) for folder in NO_FLOATING_POINT):
            code = source.code
            for match in re.finditer(r"\b(float|double)\b|(?<![\w.])\d[\d']*\.\d+", code):
                yield source, line_of(code, match.start()), f"{match.group()} is floating point"


def function_length(sources):
    """A C++ function has at most 70 lines."""
    for source in sources:
        if source.is_cpp:
            for first, last in cpp_functions(source.code):
                if last - first + 1 > FUNCTION_LINES_MAX:
                    yield source, first, f"a function of {last - first + 1} lines, more than {FUNCTION_LINES_MAX}"
