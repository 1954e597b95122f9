// Reads the templates itself, puts the words of each language in, and hands them to ctemplate as
// texts: the engine never opens a file, and after load() its cache is frozen.
#include "postern/text/templates.hpp"

#include <cstring>  // which the next one needs and does not include

#include <ctemplate/template_cache.h>
#include <ctemplate/template_dictionary.h>

#include <algorithm>
#include <filesystem>
#include <iterator>
#include <map>
#include <set>
#include <stdexcept>

#include "postern/base/check.hpp"
#include "postern/base/file.hpp"
#include "text/between_tags.hpp"
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

/// Where in a file something stands: `/etc/postern/share/templates/head.html:12`.
std::string place(const std::string& path, std::string_view text, std::size_t offset) {
    const auto line = 1 + std::ranges::count(text.substr(0, offset), '\n');
    return path + ':' + std::to_string(line) + ':';
}

/// Names what the engine would refuse without saying where, in one file before it is put together.
void require_sound(std::string_view text, const std::string& path, const Catalogue& catalogue) {
    std::vector<std::string_view> open;
    for (auto at = text.find("{{"); at != std::string_view::npos; at = text.find("{{", at + 2)) {
        const auto end = text.find("}}", at);
        if (end == std::string_view::npos)
            refuse(place(path, text, at), "has a marker without an end");
        auto marker = text.substr(at + 2, end - at - 2);
        const bool is_first = at == 0 && text.starts_with(kAutoEscape);
        if (!is_first && !marker.starts_with('>') && !is_plain_marker(marker))
            refuse(place(path, text, at), "has an unknown marker");
        if (marker.starts_with('#')) open.push_back(marker.substr(1));
        if (!marker.starts_with('/')) continue;
        if (open.empty() || open.back() != marker.substr(1))
            refuse(place(path, text, at), "closes a section that is not open");
        open.pop_back();
    }
    if (!open.empty())
        refuse(place(path, text, text.find("{{#" + std::string{open.back()} + "}}")),
               "opens a section and does not close it");
    for (auto at = text.find("[["); at != std::string_view::npos; at = text.find("[[", at + 2)) {
        const auto end = text.find("]]", at);
        if (end == std::string_view::npos)
            refuse(place(path, text, at), "has a word without an end");
        const std::string key{text.substr(at + 2, end - at - 2)};
        if (!catalogue.has_plural(key) && !catalogue.has_key(key))
            refuse(place(path, text, at), "uses the unknown word " + key);
    }
}

/// What a file shows of values: `NAME`, `#SECTION`, and `>partial`, which may show more.
std::set<std::string> shown_in(std::string_view text) {
    std::set<std::string> shown;
    for (auto at = text.find("{{"); at != std::string_view::npos; at = text.find("{{", at + 2)) {
        const auto end = std::min(text.find("}}", at), text.size());
        const auto marker = text.substr(at + 2, end - at - 2);
        if (!marker.starts_with('/') && !marker.starts_with('!') && !marker.starts_with('%'))
            shown.emplace(marker);
    }
    return shown;
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

/// Whether every section that the text opens is closed in it.
bool closes_its_sections(std::string_view text) {
    std::ptrdiff_t open = 0;
    for (auto at = text.find("{{"); at != std::string_view::npos; at = text.find("{{", at + 2)) {
        if (text.substr(at).starts_with("{{#")) ++open;
        if (text.substr(at).starts_with("{{/")) --open;
    }
    return open == 0;
}

bool is_template_name(std::string_view name) noexcept {
    return !name.empty() && name.find_first_not_of("abcdefghijklmnopqrstuvwxyz_") == name.npos;
}

/// Reads templates with what they include, and remembers which files it has read.
class Reader {
public:
    Reader(const TemplateFiles& files, const Catalogue& catalogue)
        : files_{files}, catalogue_{catalogue} {}

    Source read(const std::string& name) {
        std::string text = read_whole(name, 0);
        if (files_.format == TemplateFormat::Text) text = without_marker_lines(text);
        return {name + files_.extension, std::move(text), files_.format};
    }

    /// The template in pieces, one behind the other: an HTML template is cut at what it includes,
    /// where both the cut and the end of what is included stand between tags and outside of
    /// sections. So the engine escapes each piece as it would in the whole.
    std::vector<Source> read_parts(const std::string& name) {
        Source whole = read(name);
        require_safe(whole.text, whole.format, whole.file);
        if (files_.format == TemplateFormat::Text) return {std::move(whole)};
        std::vector<Source> parts;
        std::string before;  // of the page
        std::string piece;
        const std::string text = read_file(path_of(whole.file));
        std::string_view rest = text;
        const auto end_piece = [&] {
            if (!piece.empty()) parts.push_back(part(whole.file, piece));
            piece.clear();
        };
        for (auto at = rest.find(kInclude); at != rest.npos; at = rest.find(kInclude)) {
            const auto end = rest.find("}}", at);
            const std::string included{
                rest.substr(at + kInclude.size(), end - at - kInclude.size())};
            const std::string shared = read_whole(included, 1);
            piece.append(rest.substr(0, at));
            before.append(rest.substr(0, at));
            const bool can_cut = closes_its_sections(before) && ends_between_tags(before) &&
                                 ends_between_tags(shared);
            if (can_cut) end_piece();
            if (can_cut) parts.push_back(part(included + files_.extension, shared));
            if (!can_cut) piece.append(shared);
            before.append(shared);
            rest.remove_prefix(end + 2);
        }
        piece.append(rest);
        end_piece();
        return parts;
    }

    /// A file that nothing uses is one that somebody forgot to name, or to remove.
    void require_all_used() const {
        for (const auto& entry : std::filesystem::directory_iterator{files_.folder}) {
            const auto& path = entry.path();
            if (path.extension() == files_.extension && !used_.contains(path.stem().string()))
                refuse(path.filename().string(), "is used by nothing; name it or remove the file");
        }
    }

    /// The files of the overlay that nobody reads, and what those that are read leave out.
    std::vector<std::string> notes() const {
        std::vector<std::string> notes;
        for (const auto& name : overlay_names()) {
            const std::string own = files_.overlay + '/' + name + files_.extension;
            if (!used_.contains(name)) {
                notes.push_back(own + ": no page uses this template, so it does nothing");
                continue;
            }
            std::error_code error;
            const std::string original = files_.folder + '/' + name + files_.extension;
            if (!std::filesystem::exists(original, error)) continue;
            const auto shown = shown_in(read_file(own));
            std::vector<std::string> lacking;
            std::ranges::set_difference(shown_in(read_file(original)), shown,
                                        std::back_inserter(lacking));
            if (lacking.empty()) continue;
            std::string note = own + ": leaves out";
            for (const auto& marker : lacking) note.append(" {{").append(marker).append("}}");
            notes.push_back(note + ", which the installed template has");
        }
        return notes;
    }

private:
    std::vector<std::string> overlay_names() const {
        std::vector<std::string> names;
        std::error_code error;
        for (const auto& entry : std::filesystem::directory_iterator{files_.overlay, error})
            if (entry.path().extension() == files_.extension)
                names.push_back(entry.path().stem().string());
        std::ranges::sort(names);
        return names;
    }

    /// In the overlay, if it is there.
    std::string path_of(const std::string& file) const {
        std::error_code error;
        const std::string own = files_.overlay + '/' + file;
        if (!files_.overlay.empty() && std::filesystem::exists(own, error)) return own;
        return files_.folder + '/' + file;
    }

    Source part(std::string file, std::string_view text) const {
        if (text.starts_with(kAutoEscape)) text.remove_prefix(kAutoEscape.size());
        if (text.starts_with('\n')) text.remove_prefix(1);
        return {std::move(file), std::string{kAutoEscape}.append(text), files_.format};
    }

    // Puts the partials in as text.
    std::string read_whole(const std::string& name, int depth) {
        const std::string file = name + files_.extension;
        if (depth > kMaxDepth) refuse(file, "includes itself");
        used_.insert(name);
        const std::string path = path_of(file);
        const std::string text = read_nonempty_file(path);
        require_sound(text, path, catalogue_);
        std::string_view rest = text;
        std::string whole;
        for (auto at = rest.find(kInclude); at != rest.npos; at = rest.find(kInclude)) {
            const auto name_at = at + kInclude.size();
            const auto end = rest.find("}}", name_at);
            const std::string included{rest.substr(name_at, end - name_at)};
            if (!is_template_name(included))
                refuse(place(path, text, text.size() - rest.size() + at),
                       "includes an unknown template");
            whole.append(rest.substr(0, at)).append(read_whole(included, depth + 1));
            rest.remove_prefix(end + 2);
        }
        return whole.append(rest);
    }

    static constexpr std::string_view kInclude = "{{>";
    static constexpr int kMaxDepth = 8;

    const TemplateFiles& files_;
    const Catalogue& catalogue_;
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
    std::map<std::string, std::vector<std::string>, std::less<>> pieces{};  ///< of each template
};

/// Gives the engine the pieces of the templates, in each language. What it parses takes a hundred
/// bytes for each marker, and 4 KiB for each piece: pages that have a piece in common share it, so
/// that the frame of the console is there once, not once for each of its pages.
class Templates::Parser {
public:
    Parser(Loaded& loaded, const Catalogue& catalogue) : loaded_{loaded}, catalogue_{catalogue} {}

    std::string key_of(const Source& part) {
        const auto [found, is_new] = keys_.try_emplace(part.text, std::to_string(keys_.size()));
        if (is_new) parse(part, found->second);
        return found->second;
    }

private:
    void parse(const Source& part, const std::string& key) {
        for (const auto& language : loaded_.languages) {
            const auto text = part.in(catalogue_, language);
            if (!loaded_.cache.StringToTemplateCache(cache_key(key, language), text, loaded_.strip))
                refuse(part.file, "is broken");
        }
    }

    Loaded& loaded_;
    const Catalogue& catalogue_;
    std::map<std::string, std::string> keys_{};  ///< of each text
};

Templates::Templates(std::unique_ptr<Loaded> loaded) : loaded_{std::move(loaded)} {}
Templates::Templates(Templates&&) noexcept = default;
Templates& Templates::operator=(Templates&&) noexcept = default;
Templates::~Templates() = default;

Templates Templates::load(const TemplateFiles& files, const Catalogue& catalogue,
                          std::vector<std::string>* notes) {
    auto loaded = std::make_unique<Loaded>(strip_of(files.format), catalogue.languages());
    Reader reader{files, catalogue};
    Parser parser{*loaded, catalogue};
    for (const auto& name : files.names)
        for (const auto& part : reader.read_parts(name))
            loaded->pieces[name].push_back(parser.key_of(part));
    reader.require_all_used();
    if (notes) std::ranges::move(reader.notes(), std::back_inserter(*notes));
    loaded->cache.Freeze();
    return Templates{std::move(loaded)};
}

std::string Templates::read(const TemplateFiles& files, const Catalogue& catalogue,
                            const std::string& name) {
    return Reader{files, catalogue}.read(name).in(catalogue, kFallbackLanguage);
}

std::string Templates::render(std::string_view name, std::string_view language,
                              const Filler& filler) const {
    const bool known = std::ranges::find(loaded_->languages, language) != loaded_->languages.end();
    if (!known) language = kFallbackLanguage;
    ctemplate::TemplateDictionary dictionary{"text"};
    Fields fields{dictionary, language};
    filler(fields);

    const auto found = loaded_->pieces.find(name);
    POSTERN_CHECK(found != loaded_->pieces.end());  // load() has proved that all are good
    std::string text;
    for (const auto& key : found->second)
        POSTERN_CHECK(loaded_->cache.ExpandNoLoad(cache_key(key, language), loaded_->strip,
                                                  &dictionary, nullptr, &text));
    return text;
}

}  // namespace postern::text
