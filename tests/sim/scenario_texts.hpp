// The scenario files of the page and of the tests.
#pragma once

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

namespace scenario_texts {

using std::filesystem::path;

const path traces = path(PLAYGROUND_SOURCE_DIR) / "tests" / "scenarios";

/// web/scenarios/*.mqtt, then tests/scenarios/*.mqtt.
inline std::vector<path> files() {
    std::vector<path> all;
    for (const path& folder : {path(PLAYGROUND_SOURCE_DIR) / "web" / "scenarios", traces}) {
        std::vector<path> here;
        for (const auto& entry : std::filesystem::directory_iterator(folder)) {
            if (entry.path().extension() == ".mqtt") here.push_back(entry.path());
        }
        std::sort(here.begin(), here.end());
        all.insert(all.end(), here.begin(), here.end());
    }
    return all;
}

inline std::string text_of(const path& file) {
    std::ifstream in(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

/// Without the version line, as world_run::scenario_of takes it.
inline std::string lines_of(const path& file) {
    const std::string text = text_of(file);
    return text.substr(text.find('\n') + 1);
}

} // namespace scenario_texts
