#include "portal/page/language_switch.hpp"

#include <algorithm>

namespace postern::portal {

namespace {

constexpr std::string_view kField = "lang";
/// Pages that keep a return link add it when it is allowed: keep_return().
constexpr std::string_view kReturnField = "rd";

bool is_plain(char c) noexcept {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '/' ||
           c == '-' || c == '_' || c == '.';
}

/// The path of a page of ours; the start page for anything that a browser could read as something
/// else, such as `//host`.
std::string_view safe_path(std::string_view path) noexcept {
    const bool safe = path.starts_with('/') && path.find("//") == std::string_view::npos &&
                      std::ranges::all_of(path, is_plain);
    return safe ? path : "/";
}

/// `before=7&lang=de&rd=x` -> `&before=7`.
std::string rest_of(std::string_view query) {
    std::string rest;
    while (!query.empty()) {
        const auto end = std::min(query.find('&'), query.size());
        const auto field = query.substr(0, end);
        const auto name = field.substr(0, field.find('='));
        if (!field.empty() && name != kField && name != kReturnField)
            rest.append("&").append(field);
        query.remove_prefix(std::min(end + 1, query.size()));
    }
    return rest;
}

}  // namespace

std::optional<std::string> chosen_language(const text::Catalogue& words,
                                           const http::Request& request) {
    auto wanted = request.query_value(kField);
    if (!wanted || !words.has(*wanted)) return std::nullopt;
    return wanted;
}

std::vector<LanguageLink> language_links(const text::Catalogue& words, std::string_view base_path,
                                         std::string_view current, const http::Request& request) {
    const bool reads = request.method == http::Method::Get || request.method == http::Method::Head;
    const std::string page = std::string{base_path}.append(safe_path(request.path));
    const std::string rest = rest_of(request.query);
    std::vector<LanguageLink> links;
    for (const auto& code : words.languages())
        links.push_back({.code = code,
                         .name = words.text(code, "language.name"),
                         .url = reads ? std::string{page}.append("?lang=").append(code).append(rest)
                                      : std::string{},
                         .current = code == current});
    return links;
}

}  // namespace postern::portal
