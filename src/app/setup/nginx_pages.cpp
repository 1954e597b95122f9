#include "app/setup/nginx_pages.hpp"

#include <array>
#include <filesystem>
#include <functional>

#include "postern/base/file.hpp"

namespace postern::app {

namespace {

constexpr const char* kWritten =
    "# Written by `postern brand apply`, which replaces it. Change [brand] in postern.toml, and "
    "the\n"
    "# words in the overlay folder. http.conf includes this file.\n";

/// Text of a page that stands in a string of nginx in double quotes.
std::string escaped(std::string_view text) {
    std::string safe;
    for (const char c : text) {
        switch (c) {
            case '&':
                safe += "&amp;";
                break;
            case '<':
                safe += "&lt;";
                break;
            case '>':
                safe += "&gt;";
                break;
            case '"':
                safe += "&quot;";
                break;
            case '\'':
                safe += "&#39;";
                break;
            case '$':  // begins a variable, and cannot be escaped
                safe += "&#36;";
                break;
            case '\\':
                safe += "&#92;";
                break;
            default:
                safe += c;
        }
    }
    return safe;
}

std::string style(const Brand& brand) {
    const auto light = light_palette(brand);
    const auto dark = dark_palette(brand);
    return "<meta charset=utf-8><meta name=viewport content='width=device-width'>"
           "<meta name=color-scheme content='light dark'>\n"
           "<style>body{font:1rem/1.5 system-ui,sans-serif;max-width:32rem;margin:15vh auto;"
           "padding:0 1rem}.brand{font-weight:600;color:" +
           to_text(light.accent) +
           "}\n@media(prefers-color-scheme:dark){body{background:" + to_text(dark.page) +
           ";color:" + to_text(dark.text) + "}.brand{color:" + to_text(dark.accent) + "}}</style>";
}

std::string suffix(const Brand& brand) {
    return brand.name.empty() ? std::string{} : " \xC2\xB7 " + escaped(brand.name);
}

std::string name_line(const Brand& brand) {
    return brand.name.empty() ? std::string{} : "<p class=brand>" + escaped(brand.name) + "</p>\n";
}

/// Title and heading; both say whose page it is. `title` is escaped.
std::string heading(const std::string& title, const Brand& brand) {
    return "<title>" + title + suffix(brand) + "</title>\n" + name_line(brand) + "<h1>" + title +
           "</h1>";
}

using TextIn = std::function<std::string(const std::string& language)>;

/// English is the default; a line for each other language that says something else.
std::string map_of(const std::string& variable, const text::Catalogue& words, const TextIn& text) {
    std::string map = "map $postern_language $" + variable + " {\n";
    const std::string english = text(std::string{text::kFallbackLanguage});
    map += "    default \"" + english + "\";\n";
    for (const auto& language : words.languages())
        if (const auto own = text(language); own != english)
            map += "    " + language + " \"" + own + "\";\n";
    return map + "}\n";
}

/// Which of the languages: the one chosen on the portal's pages, else the browser's.
std::string language_maps(const text::Catalogue& words) {
    std::string all;
    std::string lines;
    for (const auto& language : words.languages()) {
        all.append(all.empty() ? "" : "|").append(language);
        if (language != text::kFallbackLanguage)
            lines += "    \"~*^,?" + language + "(?:[-,; ]|$)\" " + language + ";\n";
    }
    return "map $http_cookie $postern_language_chosen {\n    default \"\";\n"
           "    \"~(?:^|;\\s*)(?:__Host-)?postern_language=(?<postern_language_kept>" +
           all + ")\\s*(?:;|$)\" $postern_language_kept;\n}\n" +
           "map \"$postern_language_chosen,$http_accept_language\" $postern_language {\n"
           "    default en;\n" +
           lines + "}\n";
}

struct Words {
    const char* variable;
    const char* key;
};

constexpr std::array<Words, 3> kHeadings{{
    {"postern_unavailable_heading", "nginx.unavailable.title"},
    {"postern_too_many_heading", "nginx.too_many.title"},
    {"postern_too_large_heading", "nginx.too_large.title"},
}};

constexpr std::array<Words, 4> kWords{{
    {"postern_unavailable_site", "nginx.unavailable.site"},
    {"postern_unavailable_portal", "nginx.unavailable.portal"},
    {"postern_too_many_text", "nginx.too_many.text"},
    {"postern_too_large_text", "nginx.too_large.text"},
}};

}  // namespace

std::string nginx_pages(const Brand& brand, const text::Catalogue& words) {
    const auto word = [&words](const std::string& language, const char* key) {
        return escaped(words.text(language, key));
    };
    std::string file = kWritten + language_maps(words);
    for (const auto& [variable, key] : kHeadings)
        file += map_of(variable, words, [&, name = key](const std::string& language) {
            return heading(word(language, name), brand);
        });
    for (const auto& [variable, key] : kWords)
        file += map_of(variable, words, [&, name = key](const std::string& language) {
            return word(language, name);
        });
    file += map_of("postern_forbidden_words", words, [&](const std::string& language) {
        return heading(word(language, "nginx.forbidden.title"), brand) + "\n<p>" +
               word(language, "nginx.forbidden.text") + "</p>";
    });
    file += map_of("postern_page_style", words, [&](const auto&) { return style(brand); });
    return file;
}

std::vector<NginxPage> sample_nginx_pages(const Brand& brand, const text::Catalogue& words,
                                          const std::string& language) {
    const auto page = [&](const char* name, const char* title, const char* text) {
        return NginxPage{name, "<!doctype html><html lang=" + language + ">" + style(brand) + "\n" +
                                   heading(escaped(words.text(language, title)), brand) + "\n<p>" +
                                   escaped(words.text(language, text)) + "</p></html>\n"};
    };
    return {page("nginx-unavailable_site", "nginx.unavailable.title", "nginx.unavailable.site"),
            page("nginx-unavailable_portal", "nginx.unavailable.title", "nginx.unavailable.portal"),
            page("nginx-too_many", "nginx.too_many.title", "nginx.too_many.text"),
            page("nginx-too_large", "nginx.too_large.title", "nginx.too_large.text"),
            page("nginx-forbidden", "nginx.forbidden.title", "nginx.forbidden.text")};
}

std::string note_of_nginx_pages(const std::string& folder, const Brand& brand,
                                const text::Catalogue& words, const text::Catalogue& installed) {
    std::error_code error;
    const std::string path = folder + '/' + kNginxPagesFile;
    if (!std::filesystem::exists(folder + "/http.conf", error)) return {};
    const bool is_there = std::filesystem::exists(path, error);
    const std::string wanted = nginx_pages(brand, words);
    if (!is_there && wanted == nginx_pages({}, installed)) return {};
    try {
        if (is_there && read_file(path) == wanted) return {};
    } catch (const FileError&) {  // only root may read it, say: then nobody can tell here
        return {};
    }
    return "nginx's own pages, for when the portal cannot answer, do not have your name, colours "
           "and words yet; run `postern brand apply` and reload nginx";
}

}  // namespace postern::app
