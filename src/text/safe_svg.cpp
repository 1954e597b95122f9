#include "postern/text/safe_svg.hpp"

#include <algorithm>
#include <array>
#include <vector>

#include "postern/base/bytes.hpp"

namespace postern::text {

namespace {

/// Elements that act, that show other documents, or that change attributes after the check.
constexpr std::array<std::string_view, 15> kForbidden{
    "script",  "foreignobject", "iframe",           "object",   "embed",
    "audio",   "video",         "handler",          "listener", "set",
    "animate", "animatemotion", "animatetransform", "link",     "meta"};

bool is_space(char c) noexcept { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }

bool is_name_character(char c) noexcept {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == ':' ||
           c == '-' || c == '_' || c == '.' || static_cast<unsigned char>(c) > 127;
}

/// Without the prefix of its namespace, in lowercase.
std::string local_name(std::string_view name) {
    return to_ascii_lower(name.substr(name.rfind(':') + 1));
}

bool is_picture_data(std::string_view link) noexcept {
    constexpr std::array<std::string_view, 3> kTypes{
        "data:image/png;base64,", "data:image/jpeg;base64,", "data:image/webp;base64,"};
    return std::ranges::any_of(kTypes, [&](auto type) { return link.starts_with(type); }) &&
           link.find_first_of("<>&\"'") == std::string_view::npos;
}

/// In CSS: anything but `url(#name)` could be loaded from elsewhere. A backslash or an entity could
/// hide such a word.
std::string_view style_fault(std::string_view style) {
    const std::string css = to_ascii_lower(style);
    if (css.find('\\') != std::string::npos || css.find('&') != std::string::npos)
        return "has an escape in its style";
    if (css.find("@import") != std::string::npos) return "imports a style sheet";
    if (css.find("expression") != std::string::npos || css.find("javascript") != std::string::npos)
        return "has a script in its style";
    for (auto at = css.find("url("); at != std::string::npos; at = css.find("url(", at + 4)) {
        auto target = std::string_view{css}.substr(at + 4);
        while (!target.empty() &&
               (is_space(target.front()) || target.front() == '\'' || target.front() == '"'))
            target.remove_prefix(1);
        if (!target.starts_with('#')) return "loads something from elsewhere";
    }
    if (css.find("image-set(") != std::string::npos || css.find("src(") != std::string::npos)
        return "loads something from elsewhere";
    return {};
}

std::string_view attribute_fault(std::string_view name, std::string_view value) {
    const std::string local = local_name(name);
    if (local.starts_with("on")) return "has an event handler";
    if (local == "href" || local == "src" || local == "base") {
        const bool is_inside = value.starts_with('#') || is_picture_data(value);
        return is_inside ? std::string_view{} : "links to something outside of it";
    }
    // Names of namespaces look like links and are none.
    if (name == "xmlns" || name.starts_with("xmlns:")) return {};
    const std::string lower = to_ascii_lower(value);
    if (lower.find("javascript:") != std::string::npos) return "has a script";
    // A character by its number could hide such a word.
    const bool may_load = local == "style" || lower.find("url") != std::string::npos ||
                          lower.find('\\') != std::string::npos ||
                          lower.find("&#") != std::string::npos;
    return may_load ? style_fault(value) : std::string_view{};
}

/// Reads the markup from its start to its end, and stops at the first thing that must not be there.
class Reader {
public:
    explicit Reader(std::string_view svg) : whole_{svg}, rest_{svg} {}

    std::optional<SvgProblem> check() {
        if (!is_utf8(whole_)) return SvgProblem{1, "is not UTF-8"};
        skip("\xEF\xBB\xBF");
        if (rest_.starts_with("<?xml ") && !skip_past("?>")) return problem("has no end");
        while (fault_.empty() && !rest_.empty()) read_next();
        if (fault_.empty() && !open_.empty()) fault_ = "does not end what it begins";
        if (fault_.empty() && !has_root_) fault_ = "is no SVG";
        if (fault_.empty()) return std::nullopt;
        return problem(fault_);
    }

private:
    SvgProblem problem(std::string_view what) const {
        const auto read = whole_.substr(0, whole_.size() - rest_.size());
        return {static_cast<unsigned>(1 + std::ranges::count(read, '\n')), std::string{what}};
    }

    bool skip(std::string_view text) {
        if (!rest_.starts_with(text)) return false;
        rest_.remove_prefix(text.size());
        return true;
    }

    bool skip_past(std::string_view text) {
        const auto at = rest_.find(text);
        if (at == std::string_view::npos) return false;
        rest_.remove_prefix(at + text.size());
        return true;
    }

    void skip_spaces() {
        while (!rest_.empty() && is_space(rest_.front())) rest_.remove_prefix(1);
    }

    std::string_view take_name() {
        const auto end = std::ranges::find_if_not(rest_, is_name_character);
        const auto name = rest_.substr(0, static_cast<std::size_t>(end - rest_.begin()));
        rest_.remove_prefix(name.size());
        return name;
    }

    void read_next() {
        if (!rest_.starts_with('<')) return read_text();
        if (rest_.starts_with("<!--")) {
            if (!skip_past("-->")) fault_ = "has a comment without an end";
        } else if (rest_.starts_with("<!") || rest_.starts_with("<?")) {
            fault_ = "has a document type, a CDATA section or a processing instruction";
        } else if (rest_.starts_with("</")) {
            read_end();
        } else {
            read_start();
        }
    }

    void read_text() {
        const auto text = rest_.substr(0, std::min(rest_.find('<'), rest_.size()));
        if (open_.empty() && !trim_all(text).empty()) {
            fault_ = "is no SVG";
            return;
        }
        if (!open_.empty() && open_.back() == "style") fault_ = style_fault(text);
        if (fault_.empty()) rest_.remove_prefix(text.size());
    }

    static std::string_view trim_all(std::string_view text) {
        while (!text.empty() && is_space(text.front())) text.remove_prefix(1);
        return text;
    }

    void read_end() {
        rest_.remove_prefix(2);
        const std::string name = local_name(take_name());
        skip_spaces();
        if (open_.empty() || open_.back() != name || !skip(">"))
            fault_ = "does not end what it begins";
        else
            open_.pop_back();
    }

    void read_start() {
        const auto at_tag = rest_;
        rest_.remove_prefix(1);
        const std::string name = local_name(take_name());
        if (std::ranges::find(kForbidden, name) != kForbidden.end()) {
            rest_ = at_tag;
            fault_ = name == "script" ? "has a script" : "has an element that a picture must not";
            return;
        }
        const bool is_root = open_.empty();
        if (is_root && (name != "svg" || has_root_)) {
            fault_ = "is no SVG";
            return;
        }
        has_root_ = true;
        if (open_.size() >= kMostDepth) {
            fault_ = "nests too deep";
            return;
        }
        for (;;) {
            skip_spaces();
            if (skip("/>")) return;
            if (skip(">")) return open_.push_back(name);
            read_attribute();
            if (!fault_.empty()) return;
        }
    }

    void read_attribute() {
        const auto name = take_name();
        skip_spaces();
        const bool has_value = !name.empty() && skip("=");
        skip_spaces();
        const char quote = rest_.empty() ? '\0' : rest_.front();
        if (!has_value || (quote != '"' && quote != '\'')) {
            fault_ = "has an attribute without a value in quotes";
            return;
        }
        const auto end = rest_.find(quote, 1);
        if (end == std::string_view::npos) {
            fault_ = "has an attribute without an end";
            return;
        }
        const auto value = rest_.substr(1, end - 1);
        fault_ = value.find('<') == std::string_view::npos ? attribute_fault(name, value)
                                                           : "has markup in an attribute";
        if (fault_.empty()) rest_.remove_prefix(end + 1);
    }

    static constexpr std::size_t kMostDepth = 64;

    std::string_view whole_;
    std::string_view rest_;
    std::vector<std::string> open_{};
    bool has_root_ = false;
    std::string_view fault_{};
};

}  // namespace

std::optional<SvgProblem> svg_problem(std::string_view svg) { return Reader{svg}.check(); }

}  // namespace postern::text
