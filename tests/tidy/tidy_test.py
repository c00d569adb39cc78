#!/usr/bin/env python3
"""Each house rule can fail, and lets pass what it should. Run: python3 tests/tidy/tidy_test.py"""

import io
import os
import subprocess
import sys
import tempfile
import unittest

sys.dont_write_bytecode = True

import catalogue_rules
import engine_rules
import source_text
import text_rules
import tidy
from source_text import Source


def found(rule, *files):
    """["path:line", ...] that a rule finds in (path, text) files."""
    return [f"{source.path}:{line}" for source, line, _ in rule([Source(path, text) for path, text in files])]


class RuleTest(unittest.TestCase):
    def assert_fails(self, rule, path, *texts):
        for text in texts:
            with self.subTest(text=text):
                self.assertNotEqual(found(rule, (path, text)), [])

    def assert_passes(self, rule, path, *texts):
        for text in texts:
            with self.subTest(text=text):
                self.assertEqual(found(rule, (path, text)), [])


class IncludeDirection(RuleTest):
    def test_an_engine_folder_includes_itself_and_those_before_it(self):
        rule = engine_rules.include_direction
        self.assert_passes(rule, "engine/broker/a.hpp", '#include "base/a.hpp"\n#include "trace/a.hpp"\n#include "broker/b.hpp"')
        self.assert_fails(rule, "engine/base/a.hpp", '#include "mqtt/a.hpp"')
        self.assert_fails(rule, "engine/broker/a.cpp", '#include "sim/a.hpp"', '#include "../sim/a.hpp"')
        self.assert_fails(rule, "engine/other/a.cpp", '#include "base/a.hpp"')

    def test_the_engine_includes_no_clock_thread_file_or_library(self):
        for header in ("chrono", "thread", "mutex", "atomic", "iostream", "fstream", "random",
                       "boost/asio.hpp", "emscripten.h", "sys/socket.h", "unistd.h"):
            self.assert_fails(engine_rules.include_direction, "engine/sim/a.cpp", f"#include <{header}>")
        self.assert_passes(engine_rules.include_direction, "engine/sim/a.cpp", "#include <vector>")

    def test_the_envelope_knows_base_alone(self):
        rule = engine_rules.include_direction
        self.assert_passes(rule, "wasm-glue/envelope/a.hpp", '#include "base/bytes.hpp"\n#include "envelope/b.hpp"')
        self.assert_fails(rule, "wasm-glue/envelope/a.hpp", '#include "mqtt/packet.hpp"', "#include <boost/asio.hpp>")

    def test_only_the_native_host_of_the_relay_knows_the_broker(self):
        rule = engine_rules.include_direction
        self.assert_passes(rule, "wasm-glue/relay/native_host.cpp", '#include "broker/broker.hpp"')
        self.assert_passes(rule, "wasm-glue/relay/hub.cpp", "#include <boost/asio.hpp>\n#include <chrono>")
        self.assert_fails(rule, "wasm-glue/relay/hub.cpp", '#include "broker/broker.hpp"')
        self.assert_fails(rule, "wasm-glue/relay/native_host.cpp", '#include "sim/world.hpp"')

    def test_the_bindings_know_the_engine_and_emscripten(self):
        rule = engine_rules.include_direction
        self.assert_passes(rule, "wasm-glue/bindings/a.cpp", '#include "sim/world.hpp"\n#include <emscripten/bind.h>')
        self.assert_fails(rule, "wasm-glue/bindings/a.cpp", '#include "relay/hub.hpp"', "#include <boost/asio.hpp>")


class Determinism(RuleTest):
    def test_the_engine_asks_nobody_for_time_chance_or_environment(self):
        rule = engine_rules.no_clock_no_environment
        self.assert_fails(rule, "engine/sim/a.cpp", "x = std::rand();", "return time(nullptr);", "auto t = ::clock();",
                          'auto v = std::getenv("HOME");', "if (a > time(nullptr)) f();", "f(time(nullptr));")
        self.assert_passes(rule, "engine/sim/a.cpp", "link.time();", "Instant World::time() const {", "Instant time() const;",
                           "// asks time() of nobody", 'say("time(");', "std::optional<Instant> time();", "run_time();")
        self.assert_passes(rule, "wasm-glue/relay/a.cpp", "time(nullptr);")

    def test_nothing_goes_through_an_unordered_container(self):
        rule = engine_rules.no_hash_order
        member = "std::unordered_map<Key, std::vector<int>, Hash<Key>> table_;\n"
        self.assert_fails(rule, "engine/sim/a.cpp", member + "for (auto& [k, v] : table_) f(k);",
                          member + "for (const auto& x : this->table_) {\n}", member + "auto i = table_.begin();",
                          "using Table = std::unordered_set<int>;\nTable seen;\nfor (int x : seen) f(x);")
        self.assert_passes(rule, "engine/sim/a.cpp", member + "for (auto& x : list_) f(x);", member + "table_.find(k);")
        header_and_source = (("engine/sim/a.hpp", member), ("engine/sim/a.cpp", "\nfor (auto& x : table_) f(x);"))
        self.assertEqual(found(rule, *header_and_source), ["engine/sim/a.cpp:2"])

    def test_the_engine_decides_nothing_in_floating_point(self):
        for folder in ("mqtt", "broker", "sim"):
            self.assert_fails(engine_rules.no_floating_point, f"engine/{folder}/a.cpp", "double x;", "f(float(x));", "x = 0.5;")
        self.assert_passes(engine_rules.no_floating_point, "engine/sim/a.cpp", "// a double", 'f("3.1.1");', "doubled();")


class Length(RuleTest):
    def test_a_file_of_code_has_at_most_450_lines(self):
        for path in ("engine/sim/a.cpp", "web/src/a.js", "web/src/A.svelte", "tests/tidy/a.py", "scripts/a"):
            self.assert_passes(text_rules.file_length, path, "x\n" * 450)
            self.assert_fails(text_rules.file_length, path, "x\n" * 451)
        self.assert_passes(text_rules.file_length, "web/package-lock.json", "x\n" * 451)

    def test_a_function_has_at_most_70_lines(self):
        rule = engine_rules.function_length
        for head in ("int f(int x)", "A::A(int x) : a_{x}, b_(x)", "void A::f() const noexcept", "bool operator==(A a, B b)",
                     "template <class T> auto f(T t) -> std::vector<T>", 'TEST_CASE("a { in a name")'):
            self.assert_passes(rule, "engine/sim/a.cpp", f"namespace n {{\n{head} {{\n" + "x();\n" * 68 + "}\n}")
            self.assert_fails(rule, "engine/sim/a.cpp", f"namespace n {{\n{head} {{\n" + "x();\n" * 69 + "}\n}")
        method = "class A : public B {\npublic:\n  void f() {\n" + "if (x) {\n}\n" * 40 + "}\n};"
        self.assertEqual(found(rule, ("engine/sim/a.hpp", method)), ["engine/sim/a.hpp:3"])

    def test_a_type_a_table_and_a_namespace_may_be_longer(self):
        for head in ("struct A", "enum class A : int", "namespace a::b", "namespace", "constexpr int table[] =",
                     "const std::array<Row, 3> rows"):
            self.assert_passes(engine_rules.function_length, "engine/sim/a.cpp", f"{head} {{\n" + "x\n" * 100 + "};")

    def test_braces_in_comments_and_literals_do_not_count(self):
        code = "void f() {\n// {\n/* { */ g('{', \"{\", 1'000);\n}\nvoid h() {\n}\n"
        self.assertEqual(source_text.cpp_functions(source_text.blank_cpp(code)), [(1, 4), (5, 6)])


class Text(RuleTest):
    def test_a_name_says_what_is_inside(self):
        for word in ("util", "common", "helper", "manager"):
            self.assert_fails(text_rules.telling_names, f"web/src/{word.title()}s.js", "")
            self.assert_fails(text_rules.telling_names, f"engine/{word}/a.hpp", "")
        self.assert_passes(text_rules.telling_names, "web/src/clock.js", "")

    def test_no_file_names_a_folder_of_one_machine(self):
        for folder in ("work", "root", "home", "tmp"):
            self.assert_fails(text_rules.no_absolute_path, "tests/a.js", f"open('/{folder}/x')")
        self.assert_passes(text_rules.no_absolute_path, "tests/a.js", "'casa/" + "home/x'", "`${top}/" + "tmp/x`")
        self.assert_passes(text_rules.no_absolute_path, "scripts/run", "mktemp -d /" + "tmp/playground.XXXX")

    def test_no_file_names_a_foreign_server(self):
        rule = text_rules.no_foreign_host
        web = "http" + "://"
        self.assert_fails(rule, "README.md", web + "cdn.test.org/x.js", web + "1.2.3.4:80/", "at deb" + ".debian.org")
        self.assert_passes(rule, "README.md", web + "www.w3.org/2000/svg", web + "127.0.0.1:8080/", web + "evil.example",
                           web + "docs.oasis-open.org/mqtt", "`" + web + "${host}/`", web + "localhost:1/", web + "[::1]:80/")

    def test_a_lock_file_has_no_resolved_address(self):
        line = '"resolved": "http' + 's://server.example/x.tgz"'
        self.assert_fails(text_rules.no_resolved_address, "web/package-lock.json", line)
        self.assert_passes(text_rules.no_resolved_address, "web/package-lock.json", '"resolved": "../x"')

    def test_no_note_of_work_left(self):
        for word in ("TO" + "DO", "FIX" + "ME", "X" * 3, "HA" + "CK"):
            self.assert_fails(text_rules.no_left_note, "engine/sim/a.cpp", f"// {word}: later")
        self.assert_passes(text_rules.no_left_note, "web/src/i18n/es.js", "todo, mastodon", "mktemp a.XXXXXX")

    def test_every_test_runs_and_none_may_fail(self):
        rule = text_rules.no_narrowed_test
        self.assert_fails(rule, "tests/sim/a_test.cpp", 'TEST_CASE("a", "[!mayfail]")', 'TEST_CASE("a", "[.slow]")', "SKIP();")
        self.assert_fails(rule, "web/src/a.test.js", "it.only('a')", "describe.skip('a')", "test.describe.only('a')")
        self.assert_passes(rule, "tests/sim/a_test.cpp", "reader.skip(2);", 'TEST_CASE("skips", "[sim]")')


class Catalogues(RuleTest):
    def found(self, es, en):
        return found(catalogue_rules.both_languages, ("web/src/i18n/es.js", es), ("web/src/i18n/en.js", en))

    def test_equal_keys_pass(self):
        es = "// Textos.\nexport default {\n  play: 'Sigue',\n  'a.b': { c: `Fin {n}` + \"!\" },\n  list: ['uno', 'dos'],\n};\n"
        en = "export default { play: 'Play', 'a.b': { c: 'End {n}', }, list: ['one', 'two'] };\n"
        self.assertEqual(self.found(es, en), [])

    def test_a_missing_key_fails_in_the_language_that_has_it(self):
        self.assertEqual(self.found("export default {\n a: 'x',\n b: 'y' }", "export default { a: 'x' }"), ["web/src/i18n/es.js:3"])
        self.assertEqual(self.found("export default { a: 'x' }", "export default { a: 'x', b: { c: 'y' } }"), ["web/src/i18n/en.js:1"])

    def test_an_empty_text_fails(self):
        self.assertEqual(self.found("export default { a: ' ' }", "export default { a: 'x' }"), ["web/src/i18n/es.js:1"])

    def test_other_values_fail(self):
        self.assertEqual(len(self.found("export default { a: '{n}' }", "export default { a: '{m}' }")), 2)

    def test_a_catalogue_is_nothing_but_texts(self):
        self.assertEqual(len(self.found("export default { a: f('x') }", "export default { a: 'x' }")), 1)
        self.assertEqual(len(self.found("const x = 1;", "export default { a: 'x' }")), 1)

    def test_a_missing_language_fails(self):
        files = [("web/src/i18n/es.js", "export default {}"), ("web/src/i18n/es/stage.js", "export default {}")]
        self.assertIn("web/src/i18n/es/stage.js:1", found(catalogue_rules.both_languages, *files))
        self.assertIn("web/src/i18n/es.js:1", found(catalogue_rules.both_languages, *files))


class Run(unittest.TestCase):
    def test_files_count_before_a_commit_and_ignored_ones_do_not(self):
        with tempfile.TemporaryDirectory() as top:
            subprocess.run(["git", "init", "--quiet", top], check=True)
            for path, text in ((".gitignore", "build/\n"), ("build/a.cpp", "x"), ("engine/base/a.hpp", "#include <chrono>\n")):
                os.makedirs(os.path.dirname(os.path.join(top, path)), exist_ok=True)
                with open(os.path.join(top, path), "w", encoding="utf-8") as file:
                    file.write(text)
            sources = source_text.repository_sources(top)
            self.assertEqual([source.path for source in sources], [".gitignore", "engine/base/a.hpp"])
            out = io.StringIO()
            self.assertEqual(tidy.check(sources, out), 1)
            self.assertIn("engine/base/a.hpp:1: include_direction: ", out.getvalue())
            self.assertRegex(out.getvalue(), r"\b\d+ passed, 1 failed\n$")


if __name__ == "__main__":
    unittest.main()
