// Reads the templates itself, puts the words of each language in, and hands them to ctemplate as
// texts: the engine never opens a file, and after load() its cache is frozen.
#include "postern/text/templates.hpp"

#include <cstring>  // which the next one needs and does not include

#include <ctemplate/template_cache.h>
#include <ctemplate/template_dictionary.h>

#include <algorithm>
#include <filesystem>
#include <map>
#include <set>
#include <stdexcept>

#include "postern/base/check.hpp"
#include "postern/base/file.hpp"
#include "text/count_section.hpp"
#include "text/escape_html.hpp"
#include "text/placeholders.hpp"

namespace postern::text {

namespace {

constexpr std::string_view kAutoEscape = "{{%AUTOESCAPE context=\"HTML\"}}";

[[noreturn]] void refuse(const std::string& file, const std::string& what) {
    throw std::runtime_error{"template " + file + ' ' + what};
}

// What stands between {{ and }} is a name, or #name, /name, or a comment; never a modifier
// (`NAME:none` would send a value out as it is) and never an include that is not known.
bool is_plain_marker(std::string_view marker) {
    if (marker.starts_with('!')) return true;
    if (marker.starts_with('#') || marker.starts_with('/')) marker.remove_prefix(1);
    return is_placeholder_name(marker);
}

void require_plain_markers(std::string_view text, const std::string& file) {
    for (auto at = text.find("{{"); at != std::string_view::npos; at = text.find("{{")) {
        const auto end = text.find("}}", at);
        if (end == std::string_view::npos) refuse(file, "has a marker without an end");
        if (!is_plain_marker(text.substr(at + 2, end - at - 2)))
            refuse(file, "has an unknown marker");
        text.remove_prefix(end + 2);
    }
}

void require_safe(std::string_view text, TemplateFormat format, const std::string& file) {
    if (format == TemplateFormat::Html) {
        if (!text.starts_with(kAutoEscape))
            refuse(file, "does not begin with the auto-escape marker");
        text.remove_prefix(kAutoEscape.size());
    }
    require_plain_markers(text, file);
}

bool is_section_marker(std::string_view line) {
    return (line.starts_with("{{#") || line.starts_with("{{/")) &&
           line.find("}}") == line.size() - 2;
}

// A line that only opens or closes a section is none of the text's; in HTML the engine sees to it.
std::string without_marker_lines(std::string_view text) {
    std::string kept;
    while (!text.empty()) {
        const auto end = std::min(text.find('\n'), text.size());
        const auto line = text.substr(0, end);
        const bool marker = is_section_marker(line);
        kept.append(text.substr(0, marker ? end : std::min(end + 1, text.size())));
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return kept;
}

/// A template before its words are put in.
struct Source {
    std::string file;
    std::string text;
    TemplateFormat format;

    std::string in(const Catalogue& catalogue, std::string_view language) const {
        std::string_view rest = text;
        std::string whole;
        for (auto at = rest.find("[["); at != std::string_view::npos; at = rest.find("[[")) {
            const auto end = rest.find("]]", at);
            if (end == std::string_view::npos) refuse(file, "has a word without an end");
            const std::string key{rest.substr(at + 2, end - at - 2)};
            whole.append(rest.substr(0, at));
            if (catalogue.has_plural(key))
                whole.append(counted(catalogue.plural(language, key), language));
            else if (catalogue.has_key(key))
                whole.append(word(catalogue.text(language, key)));
            else
                refuse(file, "uses the unknown word " + key);
            rest.remove_prefix(end + 2);
        }
        return whole.append(rest);
    }

    std::string word(const std::string& plain) const {
        return format == TemplateFormat::Html ? escape_html(plain) : plain;
    }

    /// A section for each plural form, of which Fields::count shows one. A sentence that is taken
    /// from English is counted as in English.
    std::string counted(const Catalogue::Plural& lines, std::string_view language) const {
        std::string whole;
        for (const auto& [form, line] : lines.texts) {
            const auto section = count_section(form, lines.language == language);
            whole.append("{{#").append(section).append("}}").append(word(line));
            whole.append("{{/").append(section).append("}}");
        }
        return whole;
    }
};

bool is_template_name(std::string_view name) noexcept {
    return !name.empty() && name.find_first_not_of("abcdefghijklmnopqrstuvwxyz_") == name.npos;
}

/// Reads templates with what they include, and remembers which files it has read.
class Reader {
public:
    explicit Reader(const TemplateFiles& files) : files_{files} {}

    Source read(const std::string& name) {
        std::string text = read_whole(name, 0);
        if (files_.format == TemplateFormat::Text) text = without_marker_lines(text);
        return {name + files_.extension, std::move(text), files_.format};
    }

    /// A file that nothing uses is one that somebody forgot to name, or to remove.
    void require_all_used() const {
        for (const auto& entry : std::filesystem::directory_iterator{files_.folder}) {
            const auto& path = entry.path();
            if (path.extension() == files_.extension && !used_.contains(path.stem().string()))
                refuse(path.filename().string(), "is used by nothing; name it or remove the file");
        }
    }

private:
    // Puts the partials in as text, so that the engine escapes each page as the one document it is.
    std::string read_whole(const std::string& name, int depth) {
        const std::string file = name + files_.extension;
        if (depth > kMaxDepth) refuse(file, "includes itself");
        used_.insert(name);
        const std::string text = read_nonempty_file(files_.folder + '/' + file);
        std::string_view rest = text;
        std::string whole;
        for (auto at = rest.find(kInclude); at != rest.npos; at = rest.find(kInclude)) {
            const auto name_at = at + kInclude.size();
            const auto end = rest.find("}}", name_at);
            if (end == rest.npos) refuse(file, "has a marker without an end");
            const std::string included{rest.substr(name_at, end - name_at)};
            if (!is_template_name(included)) refuse(file, "includes an unknown template");
            whole.append(rest.substr(0, at)).append(read_whole(included, depth + 1));
            rest.remove_prefix(end + 2);
        }
        return whole.append(rest);
    }

    static constexpr std::string_view kInclude = "{{>";
    static constexpr int kMaxDepth = 8;

    const TemplateFiles& files_;
    std::set<std::string> used_;
};

std::string cache_key(std::string_view name, std::string_view language) {
    return std::string{name}.append(1, '/').append(language);
}

ctemplate::Strip strip_of(TemplateFormat format) noexcept {
    return format == TemplateFormat::Html ? ctemplate::STRIP_BLANK_LINES : ctemplate::DO_NOT_STRIP;
}

}  // namespace

struct Templates::Loaded {
    Loaded(ctemplate::Strip stripping, std::vector<std::string> all_languages)
        : strip{stripping}, languages{std::move(all_languages)} {}

    ctemplate::TemplateCache cache;
    ctemplate::Strip strip;
    std::vector<std::string> languages;

    void add(const std::string& name, const Source& source, const Catalogue& catalogue) {
        require_safe(source.text, source.format, source.file);
        for (const auto& language : languages) {
            const auto text = source.in(catalogue, language);
            if (!cache.StringToTemplateCache(cache_key(name, language), text, strip))
                refuse(source.file, "is broken");
        }
    }
};

Templates::Templates(std::unique_ptr<Loaded> loaded) : loaded_{std::move(loaded)} {}
Templates::Templates(Templates&&) noexcept = default;
Templates& Templates::operator=(Templates&&) noexcept = default;
Templates::~Templates() = default;

Templates Templates::load(const TemplateFiles& files, const Catalogue& catalogue) {
    auto loaded = std::make_unique<Loaded>(strip_of(files.format), catalogue.languages());
    Reader reader{files};
    for (const auto& name : files.names) loaded->add(name, reader.read(name), catalogue);
    reader.require_all_used();
    loaded->cache.Freeze();
    return Templates{std::move(loaded)};
}

std::string Templates::read(const TemplateFiles& files, const Catalogue& catalogue,
                            const std::string& name) {
    return Reader{files}.read(name).in(catalogue, kFallbackLanguage);
}

std::string Templates::render(std::string_view name, std::string_view language,
                              const Filler& filler) const {
    const bool known = std::ranges::find(loaded_->languages, language) != loaded_->languages.end();
    ctemplate::TemplateDictionary dictionary{"text"};
    Fields fields{dictionary, known ? language : kFallbackLanguage};
    filler(fields);

    std::string text;
    // Fails only for a template that was never loaded; load() has proved that all are good.
    POSTERN_CHECK(loaded_->cache.ExpandNoLoad(cache_key(name, known ? language : kFallbackLanguage),
                                              loaded_->strip, &dictionary, nullptr, &text));
    return text;
}

}  // namespace postern::text
