#include "portal/page/static_files.hpp"

#include <algorithm>
#include <array>
#include <filesystem>
#include <iterator>
#include <stdexcept>

#include "portal/brand/brand_files.hpp"
#include "postern/base/file.hpp"
#include "postern/portal/gallery.hpp"

namespace postern::portal {

namespace {

struct Known {
    std::string_view name;
    std::string_view content_type;
};

constexpr std::array<Known, 11> kKnown{{
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
    {kAdminScript, "text/javascript; charset=utf-8"},
}};

/// A visitor who opens the address of a picture sees the picture, and nothing acts.
constexpr std::string_view kPicturePolicy =
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; sandbox";

constexpr std::size_t kMostOverlayFiles = 64;

bool is_plain_name(std::string_view name) {
    return !name.empty() && !name.starts_with('.') &&
           name.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-_.") ==
               std::string_view::npos;
}

/// The names in the overlay's folder, sorted; none where there is no such folder.
std::vector<std::string> overlay_names(const std::string& folder) {
    std::vector<std::string> names;
    std::error_code error;
    for (const auto& entry : std::filesystem::directory_iterator{folder, error})
        names.push_back(entry.path().filename().string());
    std::ranges::sort(names);
    return names;
}

/// Puts the file in the place of the one of the same name, or adds it.
void put(std::vector<StaticFile>& files, StaticFile file) {
    const auto same = std::ranges::find(files, file.name, &StaticFile::name);
    if (same == files.end())
        files.push_back(std::move(file));
    else
        *same = std::move(file);
}

std::vector<StaticFile> overlay_files(const std::string& folder) {
    std::vector<StaticFile> files;
    for (const auto& name : overlay_names(folder)) {
        const std::string path = folder + '/' + name;
        const auto type = content_type_of(name);
        if (type.empty() || !is_plain_name(name))
            throw std::runtime_error{path +
                                     ": is no file that can be served; write its name in "
                                     "lowercase, with .css, .js, .svg, .png, .jpg or .webp at its "
                                     "end"};
        if (files.size() == kMostOverlayFiles)
            throw std::runtime_error{folder + ": has more than " +
                                     std::to_string(kMostOverlayFiles) + " files"};
        auto content = read_checked_file(path);
        auto version = version_of(content);
        files.push_back({name, std::string{type}, std::move(content), std::move(version)});
    }
    return files;
}

http::Handler serve(const StaticFile& file) {
    return [&file](const http::Request& request) {
        const bool versioned = request.query_value("v") == file.version;
        // For pages of the gallery, which are shown in either scheme.
        const auto wanted = request.query_value("scheme");
        const auto scheme = wanted == "dark" ? Scheme::Dark : Scheme::Light;
        const bool is_fixed = wanted == to_text(scheme) && file.has_schemes();
        auto content = is_fixed ? in_scheme(file.content, scheme) : file.content;
        auto answer =
            http::Response::with_body(http::Status::Ok, file.content_type, std::move(content))
                .add("Cache-Control",
                     versioned ? "public, max-age=31536000, immutable" : "public, max-age=60");
        if (file.content_type == "image/svg+xml")
            answer.add("Content-Security-Policy", std::string{kPicturePolicy});
        return answer;
    };
}

}  // namespace

std::vector<StaticFile> load_static_files(const PageFiles& from) {
    std::vector<StaticFile> files;
    for (const auto& [name, content_type] : kKnown) {
        std::string content = read_nonempty_file(from.folder + "/static/" + std::string{name});
        std::string version = version_of(content);
        files.push_back(
            {std::string{name}, std::string{content_type}, std::move(content), std::move(version)});
    }
    if (!from.overlay.empty())
        for (auto& file : overlay_files(from.overlay + "/static")) put(files, std::move(file));
    for (auto& file : brand_files(from)) put(files, std::move(file));
    return files;
}

std::vector<http::Route> static_file_routes(const Pages& pages) {
    std::vector<http::Route> rows;
    for (const auto& file : pages.static_files())
        rows.push_back({http::Method::Get, "/static/" + file.name, http::Guard::None,
                        http::ErrorFormat::Plain, serve(file)});
    return rows;
}

}  // namespace postern::portal
