// Reads the templates itself and hands them to ctemplate as texts: the engine never opens a file,
// and after load() its cache is frozen.
#include "postern/portal/pages.hpp"

#include <cstring>  // which the next one needs and does not include

#include <ctemplate/template_cache.h>
#include <ctemplate/template_dictionary.h>

#include <array>
#include <map>
#include <stdexcept>
#include <vector>

#include "portal/fields.hpp"
#include "portal/static_files.hpp"
#include "postern/base/check.hpp"

namespace postern::portal {

namespace {

constexpr std::array<std::string_view, 6> kTemplates{"account", "error",    "login",
                                                     "logout",  "register", "register_closed"};
constexpr std::array<std::string_view, 4> kPartials{"head", "header", "footer",
                                                    "password_problems"};

constexpr std::string_view kAutoEscape = "{{%AUTOESCAPE context=\"HTML\"}}";

std::string template_file(const std::string& folder, std::string_view name) {
    return read_file(folder + "/templates/" + std::string{name} + ".html");
}

void replace_all(std::string& text, const std::string& from, const std::string& to) {
    for (auto at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size()))
        text.replace(at, from.size(), to);
}

// Partials are put in as text, so that the engine escapes each page as the one document it is.
std::string whole_template(const std::string& folder, std::string_view name) {
    std::string text = template_file(folder, name);
    for (const auto partial : kPartials)
        replace_all(text, "{{>" + std::string{partial} + "}}", template_file(folder, partial));
    return text;
}

// What stands between {{ and }} is a name, or #name, /name, or a comment; never a modifier
// (`NAME:none` would send a value out as it is) and never an include that is not known.
bool is_plain_marker(std::string_view marker) {
    if (marker.starts_with('!')) return true;
    if (marker.starts_with('#') || marker.starts_with('/')) marker.remove_prefix(1);
    return !marker.empty() &&
           marker.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZ_") == std::string_view::npos;
}

void require_safe(std::string_view text, std::string_view name) {
    const auto refuse = [&](const char* what) {
        throw std::runtime_error{"template " + std::string{name} + ".html " + what};
    };
    if (!text.starts_with(kAutoEscape)) refuse("does not begin with the auto-escape marker");
    text.remove_prefix(kAutoEscape.size());
    for (auto at = text.find("{{"); at != std::string_view::npos; at = text.find("{{")) {
        const auto end = text.find("}}", at);
        if (end == std::string_view::npos) refuse("has a marker without an end");
        if (!is_plain_marker(text.substr(at + 2, end - at - 2))) refuse("has an unknown marker");
        text.remove_prefix(end + 2);
    }
}

}  // namespace

struct Pages::Loaded {
    ctemplate::TemplateCache cache;
    std::map<std::string, std::string, std::less<>> texts;
    std::vector<StaticFile> files;

    void add_template(const std::string& folder, const std::string& name) {
        std::string text = whole_template(folder, name);
        require_safe(text, name);
        if (!cache.StringToTemplateCache(name, text, ctemplate::STRIP_BLANK_LINES))
            throw std::runtime_error{"template " + name + ".html is broken"};
        texts.emplace(name, std::move(text));
    }
};

Pages::Pages(std::unique_ptr<Loaded> loaded) : loaded_{std::move(loaded)} {}
Pages::Pages(Pages&&) noexcept = default;
Pages& Pages::operator=(Pages&&) noexcept = default;
Pages::~Pages() = default;

Pages Pages::load(const std::string& folder) {
    auto loaded = std::make_unique<Loaded>();
    for (const auto name : kTemplates) loaded->add_template(folder, std::string{name});
    loaded->files = load_static_files(folder + "/static");
    loaded->cache.Freeze();
    return Pages{std::move(loaded)};
}

const StaticFile& Pages::static_file(std::string_view name) const {
    for (const auto& file : loaded_->files)
        if (file.name == name) return file;
    check_failed("static file is one of those loaded", __FILE__, __LINE__);
}

const std::string& Pages::text_of(std::string_view template_name) const {
    const auto found = loaded_->texts.find(template_name);
    POSTERN_CHECK(found != loaded_->texts.end());
    return found->second;
}

std::string Pages::render(std::string_view template_name, const Filler& filler) const {
    ctemplate::TemplateDictionary dictionary{"page"};
    Fields fields{dictionary};
    fields.set("STYLE_VERSION", static_file(kStyleSheet).version);
    fields.set("ICON_VERSION", static_file(kIcon).version);
    fields.set("SCRIPT_VERSION", static_file(kRevealScript).version);
    filler(fields);

    std::string html;
    // Fails only for a template that was never loaded; load() has proved that all are good.
    POSTERN_CHECK(loaded_->cache.ExpandNoLoad(
        ctemplate::TemplateString{template_name.data(), template_name.size()},
        ctemplate::STRIP_BLANK_LINES, &dictionary, nullptr, &html));
    return html;
}

}  // namespace postern::portal
