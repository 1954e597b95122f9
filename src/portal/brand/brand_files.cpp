#include "portal/brand/brand_files.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <stdexcept>
#include <utility>

#include "portal/brand/tile.hpp"
#include "postern/base/bytes.hpp"
#include "postern/base/file.hpp"
#include "postern/base/fnv.hpp"
#include "postern/text/safe_svg.hpp"

namespace postern::portal {

namespace {

using NameAndType = std::pair<std::string_view, std::string_view>;

constexpr std::array<NameAndType, 7> kTypes{{{".css", "text/css; charset=utf-8"},
                                             {".js", "text/javascript; charset=utf-8"},
                                             {".svg", "image/svg+xml"},
                                             {".png", "image/png"},
                                             {".jpg", "image/jpeg"},
                                             {".jpeg", "image/jpeg"},
                                             {".webp", "image/webp"}}};

[[noreturn]] void refuse(const std::string& where, std::string_view what) {
    throw std::runtime_error{where + ": " + std::string{what}};
}

std::string line_at(const std::string& path, std::string_view text, std::size_t offset) {
    const auto line = 1 + std::ranges::count(text.substr(0, offset), '\n');
    return path + ':' + std::to_string(line);
}

void require_picture(const std::string& path, std::string_view type, std::string_view content) {
    constexpr std::string_view kPng{"\x89PNG\r\n\x1a\n"};
    constexpr std::string_view kJpeg{"\xFF\xD8\xFF"};
    const bool is_one = (type == "image/png" && content.starts_with(kPng)) ||
                        (type == "image/jpeg" && content.starts_with(kJpeg)) ||
                        (type == "image/webp" && content.starts_with("RIFF") &&
                         content.substr(std::min<std::size_t>(8, content.size()), 4) == "WEBP");
    if (!is_one) refuse(path, "is not the kind of picture that its name says");
}

/// The pages' policy blocks what is elsewhere: better said now than wondered at later.
void require_own_style(const std::string& path, std::string_view css) {
    if (!is_utf8(css)) refuse(path, "is not UTF-8");
    const std::string lower = to_ascii_lower(css);
    if (const auto at = lower.find("@import"); at != std::string::npos)
        refuse(line_at(path, css, at), "imports a style sheet; put its rules here");
    for (auto at = lower.find("url("); at != std::string::npos; at = lower.find("url(", at + 4)) {
        std::string_view target = std::string_view{lower}.substr(at + 4);
        target.remove_prefix(std::min(target.find_first_not_of(" \t\"'"), target.size()));
        if (target.starts_with("http:") || target.starts_with("https:") || target.starts_with("//"))
            refuse(line_at(path, css, at),
                   "loads something from elsewhere, which the pages do not; put the file into the "
                   "overlay's folder static");
    }
    if (css.find("</") != std::string_view::npos) refuse(path, "has markup in it");
}

std::string rules(std::string_view indent, Colour accent, Colour strong) {
    const auto line = [&](std::string_view name, Colour colour) {
        return std::string{indent} + "    --" + std::string{name} + ": " + to_text(colour) + ";\n";
    };
    return std::string{indent} + ":root {\n" + line("accent", accent) +
           line("accent-strong", strong) + line("focus", accent) + std::string{indent} + "}\n";
}

/// The brand's colours as values of the variables of postern.css.
std::string colour_rules(const Brand& brand) {
    constexpr double kDarker = 0.2;
    constexpr double kLighter = 0.3;
    std::string css;
    if (brand.accent) {
        const Colour accent = light_palette(brand).accent;
        css += rules("", accent, mixed(accent, kBlack, kDarker));
    }
    if (brand.accent || brand.accent_dark) {
        const Colour accent = dark_palette(brand).accent;
        css += "@media (prefers-color-scheme: dark) {\n" +
               rules("    ", accent, mixed(accent, kWhite, kLighter)) + "}\n";
    }
    return css;
}

StaticFile static_file(std::string name, std::string content) {
    auto version = version_of(content);
    std::string type{content_type_of(name)};
    return {std::move(name), std::move(type), std::move(content), std::move(version)};
}

/// A logo or an icon, as `STEM.svg` or `STEM.png`.
StaticFile picture(const std::string& stem, const std::string& path) {
    const auto type = content_type_of(path);
    if (type != "image/svg+xml" && type != "image/png")
        refuse(path, "is neither .svg nor .png by its name");
    return static_file(stem + (type == "image/png" ? ".png" : ".svg"), read_checked_file(path));
}

}  // namespace

std::string version_of(std::string_view content) {
    const std::uint64_t hash = fnv1a(content);
    std::string bytes;
    for (int shift = 56; shift >= 0; shift -= 8) bytes += static_cast<char>((hash >> shift) & 0xFF);
    return to_hex(bytes);
}

std::string_view content_type_of(std::string_view name) noexcept {
    for (const auto& [end, type] : kTypes)
        if (name.ends_with(end)) return type;
    return {};
}

std::string read_checked_file(const std::string& path) {
    std::string content = read_nonempty_file(path, kMaxBrandFileBytes);
    const auto type = content_type_of(path);
    if (type == "image/svg+xml") {
        if (const auto problem = text::svg_problem(content))
            refuse(path + ':' + std::to_string(problem->line), problem->what);
    } else if (type.starts_with("image/")) {
        require_picture(path, type, content);
    } else if (type.starts_with("text/css")) {
        require_own_style(path, content);
    } else if (!is_utf8(content)) {
        refuse(path, "is not UTF-8");
    }
    return content;
}

std::vector<StaticFile> brand_files(const PageFiles& files) {
    std::vector<StaticFile> added;
    std::string css = colour_rules(files.brand);
    if (!files.css.empty()) {
        std::string own = read_nonempty_file(files.css, kMaxBrandFileBytes);
        require_own_style(files.css, own);
        css += own;
    }
    if (!css.empty()) added.push_back(static_file(std::string{kBrandStyle}, std::move(css)));
    if (!files.logo.empty()) added.push_back(picture("brand-logo", files.logo));
    if (!files.icon.empty()) {
        added.push_back(picture("brand-icon", files.icon));
    } else if (!files.brand.name.empty()) {
        const auto palette = light_palette(files.brand);
        added.push_back(static_file("brand-icon.svg",
                                    tile_svg(files.brand.name, palette.accent, palette.on_accent)));
    }
    return added;
}

}  // namespace postern::portal
