#include "relay/static_files.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace relay {
namespace {

namespace fs = std::filesystem;

bool is_bad(std::string_view path) {
    if (path.empty() || path.front() != '/') return true;
    const bool odd = std::any_of(path.begin(), path.end(), [](char c) {
        return c == '%' || c == '\\' || static_cast<unsigned char>(c) < 0x20 || c == 0x7f;
    });
    return odd || path.find("..") != std::string_view::npos || path.find("//") != std::string_view::npos;
}

bool is_within(const fs::path& folder, const fs::path& path) {
    const auto [folder_end, unused] = std::mismatch(folder.begin(), folder.end(), path.begin(), path.end());
    return folder_end == folder.end();
}

} // namespace

std::string_view mime_type(const fs::path& path) {
    using Row = std::pair<std::string_view, std::string_view>;
    static constexpr auto table = std::to_array<Row>({
        {".html", "text/html; charset=utf-8"},
        {".js", "text/javascript; charset=utf-8"},
        {".mjs", "text/javascript; charset=utf-8"},
        {".css", "text/css; charset=utf-8"},
        {".wasm", "application/wasm"},
        {".json", "application/json"},
        {".map", "application/json"},
        {".webmanifest", "application/manifest+json"},
        {".svg", "image/svg+xml"},
        {".png", "image/png"},
        {".jpg", "image/jpeg"},
        {".webp", "image/webp"},
        {".ico", "image/x-icon"},
        {".woff2", "font/woff2"},
        {".txt", "text/plain; charset=utf-8"},
        {".mqtt", "text/plain; charset=utf-8"},
    });
    const std::string extension = path.extension().string();
    const auto row = std::find_if(table.begin(), table.end(), [&](const Row& r) { return r.first == extension; });
    return row == table.end() ? std::string_view("application/octet-stream") : row->second;
}

StaticFile find_static_file(const fs::path& folder, std::string_view target) {
    StaticFile file;
    const std::string_view path = target.substr(0, target.find('?'));
    if (is_bad(path)) {
        file.outcome = StaticFile::Outcome::bad_target;
        return file;
    }
    if (folder.empty()) return file;
    std::error_code error;
    const fs::path root = fs::canonical(folder, error);
    if (error) return file;
    fs::path wanted = root / path.substr(1);
    if (path.back() == '/') wanted /= "index.html";
    fs::path resolved = fs::canonical(wanted, error);
    if (error || !is_within(root, resolved) || !fs::is_regular_file(resolved, error) || error) return file;
    file.size = fs::file_size(resolved, error);
    if (error) return file;
    const auto changed = fs::last_write_time(resolved, error);
    if (error) return file;
    file.etag = "\"" + std::to_string(file.size) + "-" + std::to_string(changed.time_since_epoch().count()) + "\"";
    file.mime_type = mime_type(resolved);
    file.path = std::move(resolved);
    file.outcome = StaticFile::Outcome::found;
    return file;
}

} // namespace relay
