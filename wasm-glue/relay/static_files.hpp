// Which file of the page's folder a request names.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

namespace relay {

struct StaticFile {
    enum class Outcome { found, not_found, bad_target };

    Outcome outcome = Outcome::not_found;
    std::filesystem::path path; // with every symbolic link resolved
    std::uintmax_t size = 0;
    std::string_view mime_type;
    std::string etag; // changes when the file does
};

/// Finds the file for a request target, e.g. /assets/index.js?v=1; / is /index.html. Nothing outside `folder` is ever found:
/// a target with .., %, \ or a control character is bad, and a link that leads out of the folder is not found.
StaticFile find_static_file(const std::filesystem::path& folder, std::string_view target);

/// By the file's extension; application/octet-stream if it is not one that a page uses.
std::string_view mime_type(const std::filesystem::path& path);

} // namespace relay
