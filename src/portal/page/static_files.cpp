#include "portal/page/static_files.hpp"

#include <array>
#include <cstdint>

#include "postern/base/bytes.hpp"
#include "postern/base/file.hpp"
#include "postern/base/fnv.hpp"

namespace postern::portal {

namespace {

struct Known {
    std::string_view name;
    std::string_view content_type;
};

constexpr std::array<Known, 10> kKnown{{
    {kStyleSheet, "text/css; charset=utf-8"},
    {kIcon, "image/svg+xml"},
    {kRevealScript, "text/javascript; charset=utf-8"},
    {kFragmentScript, "text/javascript; charset=utf-8"},
    {kTimesScript, "text/javascript; charset=utf-8"},
    {kMendedScript, "text/javascript; charset=utf-8"},
    {kTouchIcon, "image/png"},
    {kAdviceScript, "text/javascript; charset=utf-8"},
    {kCodesScript, "text/javascript; charset=utf-8"},
    {kPasskeysScript, "text/javascript; charset=utf-8"},
}};

/// Tells one release's file from the next one's; nobody is kept out by it.
std::string version_of(std::string_view content) {
    const std::uint64_t hash = fnv1a(content);
    std::string bytes;
    for (int shift = 56; shift >= 0; shift -= 8) bytes += static_cast<char>((hash >> shift) & 0xFF);
    return to_hex(bytes);
}

http::Handler serve(const StaticFile& file) {
    return [&file](const http::Request& request) {
        const bool versioned = request.query_value("v") == file.version;
        return http::Response::with_body(http::Status::Ok, file.content_type, file.content)
            .add("Cache-Control",
                 versioned ? "public, max-age=31536000, immutable" : "public, max-age=60");
    };
}

}  // namespace

std::vector<StaticFile> load_static_files(const std::string& folder) {
    std::vector<StaticFile> files;
    for (const auto& [name, content_type] : kKnown) {
        std::string content = read_nonempty_file(folder + '/' + std::string{name});
        std::string version = version_of(content);
        files.push_back(
            {std::string{name}, std::string{content_type}, std::move(content), std::move(version)});
    }
    return files;
}

std::vector<http::Route> static_file_routes(const Pages& pages) {
    std::vector<http::Route> rows;
    for (const auto& known : kKnown)
        rows.push_back({http::Method::Get, "/static/" + std::string{known.name}, http::Guard::None,
                        http::ErrorFormat::Plain, serve(pages.static_file(known.name))});
    return rows;
}

}  // namespace postern::portal
