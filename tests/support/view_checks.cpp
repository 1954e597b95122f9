#include "support/view_checks.hpp"

#define BOOST_TEST_DYN_LINK
#include <boost/test/unit_test.hpp>

#include <ctemplate/template_dictionary.h>

#include <algorithm>
#include <iterator>
#include <map>
#include <regex>
#include <set>
#include <sstream>

namespace postern::test {

namespace {

using Names = std::set<std::string>;

// {{NAME}} and {{#NAME}}; the ends of sections and {{%AUTOESCAPE ...}} name nothing new.
Names placeholders_of(std::string_view template_name) {
    const std::string whole = template_text(std::string{template_name});
    std::string_view text = whole;
    Names names;
    for (auto at = text.find("{{"); at != std::string_view::npos; at = text.find("{{")) {
        const auto end = text.find("}}", at);
        auto marker = text.substr(at + 2, end - at - 2);
        if (marker.starts_with('#')) marker.remove_prefix(1);
        // The forms of a sentence with a number: Fields::count shows one of them.
        const bool is_form = marker.starts_with("COUNT_IS_");
        // Pages::render writes the versions of the static files, and what the brand is.
        const bool is_ours =
            !is_form && !marker.ends_with("_VERSION") && !marker.starts_with("BRAND");
        if (is_ours && marker.front() >= 'A' && marker.front() <= 'Z') names.emplace(marker);
        text.remove_prefix(end + 2);
    }
    return names;
}

std::string without(std::string text, std::string_view part) {
    for (auto at = text.find(part); at != std::string::npos; at = text.find(part))
        text.erase(at, part.size());
    return text;
}

std::string unescaped(std::string text) {
    static const std::pair<const char*, const char*> kEntities[] = {
        {"&lt;", "<"}, {"&gt;", ">"}, {"&quot;", "\""}, {"&#39;", "'"}, {"&amp;", "&"}};
    for (const auto& [entity, plain] : kEntities)
        for (auto at = text.find(entity); at != std::string::npos; at = text.find(entity, at + 1))
            text.replace(at, std::string_view{entity}.size(), plain);
    return text;
}

/// A start tag of our own pages: attributes in double quotes, or without a value.
struct Tag {
    std::string name;
    std::map<std::string, std::string> attributes;
    std::string text;  ///< up to the next tag

    bool has(const std::string& attribute) const { return attributes.contains(attribute); }
    std::string get(const std::string& attribute) const {
        const auto found = attributes.find(attribute);
        return found == attributes.end() ? std::string{} : found->second;
    }
};

std::vector<Tag> tags_of(const std::string& html) {
    static const std::regex kTag{
        R"re(<([a-z][a-z0-9]*)((?:\s+[a-z_-]+(?:="[^"]*")?)*)\s*>([^<]*))re"};
    static const std::regex kAttribute{R"re(([a-z_-]+)(?:="([^"]*)")?)re"};
    std::vector<Tag> tags;
    for (std::sregex_iterator at{html.begin(), html.end(), kTag}, end; at != end; ++at) {
        Tag tag{(*at)[1], {}, (*at)[3]};
        const std::string attributes = (*at)[2];
        for (std::sregex_iterator one{attributes.begin(), attributes.end(), kAttribute}; one != end;
             ++one)
            tag.attributes[(*one)[1]] = unescaped((*one)[2]);
        tags.push_back(std::move(tag));
    }
    return tags;
}

bool is_field(const Tag& tag) {
    return tag.name == "input" || tag.name == "select" || tag.name == "textarea";
}

const Tag& field_named(const std::vector<Tag>& tags, std::string_view name) {
    const auto is_it = [name](const Tag& tag) { return is_field(tag) && tag.get("name") == name; };
    BOOST_TEST_REQUIRE(std::ranges::count_if(tags, is_it) == 1, "fields of the name " << name);
    return *std::ranges::find_if(tags, is_it);
}

Names words_of(const std::string& text) {
    std::istringstream in{text};
    return {std::istream_iterator<std::string>{in}, {}};
}

Names ids_of(const std::vector<Tag>& tags) {
    Names ids;
    for (const auto& tag : tags)
        if (tag.has("id")) BOOST_TEST(ids.insert(tag.get("id")).second, "twice: " << tag.get("id"));
    return ids;
}

/// The name of each invalid field; what describes it must be on the page.
Names invalid_fields(const std::vector<Tag>& tags, const Names& ids) {
    Names invalid;
    for (const auto& tag : tags) {
        if (tag.get("aria-invalid") != "true") continue;
        invalid.insert(tag.get("name"));
        const auto described_by = words_of(tag.get("aria-describedby"));
        BOOST_TEST(described_by.contains(tag.get("id") + "-error"), tag.get("name"));
        for (const auto& id : described_by) BOOST_TEST(ids.contains(id), "nowhere: " << id);
    }
    return invalid;
}

std::size_t count(const std::string& html, std::string_view part) {
    std::size_t found = 0;
    for (auto at = html.find(part); at != std::string::npos; at = html.find(part, at + 1)) ++found;
    return found;
}

std::string title_of(const std::string& html) {
    const auto at = html.find("<title>") + 7;
    return html.substr(at, html.find("</title>") - at);
}

}  // namespace

void check_names(std::string_view template_name, const FillFields& fill) {
    Names names;
    ctemplate::TemplateDictionary dictionary{"test"};
    text::Fields fields{dictionary, "en", &names};
    fill(fields);
    const Names wanted = placeholders_of(template_name);
    BOOST_TEST_CONTEXT(template_name) {
        for (const auto& name : names) BOOST_TEST(wanted.contains(name), name << " is not shown");
        for (const auto& name : wanted) BOOST_TEST(names.contains(name), name << " is not set");
    }
}

void check_escaped(std::string_view template_name, const std::string& language,
                   const std::string& html) {
    BOOST_TEST_CONTEXT(template_name << " in " << language) {
        BOOST_TEST(html.find("<html lang=\"" + language + "\">") != std::string::npos);
        BOOST_TEST(html.find("[[") == std::string::npos);
        BOOST_TEST(without(html, "{{FORM_TOKEN}}{{#X}}").find("{{") == std::string::npos);
        BOOST_TEST(html.find("<script>alert") == std::string::npos);
        BOOST_TEST(html.find("=\"javascript:") == std::string::npos);
        for (auto at = html.find("HOSTILE"); at != std::string::npos;
             at = html.find("HOSTILE", at + 1)) {
            const auto behind = std::string_view{html}.substr(at + 7, 24);
            const bool escaped = behind.starts_with("&quot;&#39;&lt;&gt;&amp;") ||
                                 behind.starts_with("%22%27%3C%3E%26");
            BOOST_TEST(escaped, "found " << behind);
        }
    }
}

std::string value_of(const std::string& html, std::string_view name) {
    const auto tags = tags_of(html);
    const Tag& field = field_named(tags, name);
    if (field.name == "input") return field.get("value");
    if (field.name == "textarea") return unescaped(field.text);
    std::string chosen;  // a browser takes the first unless another is selected
    const auto first = tags.begin() + (&field - tags.data()) + 1;
    bool has_first = false;
    for (auto at = first; at != tags.end() && (at->name == "option" || at->name == "optgroup");
         ++at) {
        const bool is_first = !has_first && at->name == "option";
        if (is_first || at->has("selected")) chosen = at->get("value");
        has_first = has_first || is_first;
    }
    return chosen;
}

bool is_checked(const std::string& html, std::string_view name) {
    return field_named(tags_of(html), name).has("checked");
}

void check_problem(const std::string& html, const std::vector<std::string>& fields) {
    const auto tags = tags_of(html);
    const auto ids = ids_of(tags);
    BOOST_TEST(title_of(html).starts_with("Error: "), title_of(html));
    BOOST_TEST(count(html, "role=\"alert\"") == 1u);
    const auto invalid = invalid_fields(tags, ids);
    BOOST_TEST(invalid == Names(fields.begin(), fields.end()), boost::test_tools::per_element());
    const auto errors = std::ranges::count_if(
        tags, [](const Tag& tag) { return words_of(tag.get("class")).contains("field-error"); });
    BOOST_TEST(static_cast<std::size_t>(errors) == fields.size());
    for (const auto& tag : tags)
        if (const auto link = tag.get("href");
            tag.get("class") != "skip-link" && link.starts_with('#') && link.size() > 1)
            BOOST_TEST(invalid.contains(link.substr(1)), "leads to a field that is good: " << link);
}

void check_no_problem(const std::string& html) {
    const auto tags = tags_of(html);
    BOOST_TEST(!title_of(html).starts_with("Error: "));
    BOOST_TEST(count(html, "role=\"alert\"") == 0u);
    BOOST_TEST(count(html, "field-error") == 0u);
    BOOST_TEST(invalid_fields(tags, ids_of(tags)).empty());
}

}  // namespace postern::test
