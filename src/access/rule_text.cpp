// The stored form of a site's rules. Version 1:
//
//     postern-rules 1
//     default deny
//     rule the%20admin%20area
//     path /admin/**
//     subject group:7:admins
//     effect allow
//     checksum 0123456789abcdef
//
// What has its usual value has no line.
#include "postern/access/rule_text.hpp"

#include <algorithm>
#include <array>
#include <charconv>

#include "postern/base/bytes.hpp"
#include "postern/base/fnv.hpp"

namespace postern::access {

namespace {

constexpr std::string_view kFirstLine = "postern-rules 1\n";
constexpr std::string_view kChecksumKey = "checksum ";
constexpr std::size_t kChecksumDigits = 16;
constexpr std::size_t kLastLineBytes = kChecksumKey.size() + kChecksumDigits + 1;
constexpr std::string_view kYes = "yes";

bool stands_for_itself(char c) noexcept {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           std::string_view{"._~/*:@-"}.find(c) != std::string_view::npos;
}

/// Everything else as %XX.
std::string encoded(std::string_view text) {
    constexpr std::string_view digits = "0123456789ABCDEF";
    std::string result;
    for (const char c : text) {
        if (stands_for_itself(c)) {
            result += c;
            continue;
        }
        const unsigned byte = static_cast<unsigned char>(c);
        result.append({'%', digits[byte >> 4], digits[byte & 15]});
    }
    return result;
}

std::string last_line(std::string_view body) {
    std::uint64_t checksum = fnv1a(body);
    std::string digits(kChecksumDigits, '0');
    for (auto digit = digits.rbegin(); digit != digits.rend(); ++digit, checksum >>= 4)
        *digit = "0123456789abcdef"[checksum & 15];
    return std::string{kChecksumKey}.append(digits).append("\n");
}

std::string_view word_of(RuleSubject::Kind kind) noexcept {
    switch (kind) {
        case RuleSubject::Kind::User:
            return "user";
        case RuleSubject::Kind::Group:
            return "group";
        case RuleSubject::Kind::Role:
            return "role";
    }
    return {};
}

std::string text_of(const RuleSubject& subject) {
    return std::string{word_of(subject.kind)}
        .append(":")
        .append(std::to_string(subject.id))
        .append(":")
        .append(subject.name);
}

std::string text_of(const RuleHours& hours) {
    return std::to_string(hours.days)
        .append(":")
        .append(std::to_string(hours.from))
        .append(":")
        .append(std::to_string(hours.to))
        .append(":")
        .append(hours.zone);
}

std::string text_of(TimePoint time) { return std::to_string(time.time_since_epoch().count()); }

std::string text_of(const ZoneOffset& offset) {
    return std::to_string(offset.ahead.count())
        .append(":")
        .append(text_of(offset.from))
        .append(":")
        .append(text_of(offset.until));
}

class Writer {
public:
    void add(std::string_view key, std::string_view value) {
        text_.append(key).append(" ").append(encoded(value)).append("\n");
    }
    void add_all(std::string_view key, const std::vector<std::string>& values) {
        for (const std::string& value : values) add(key, value);
    }
    void add_if(std::string_view key, bool is_set) {
        if (is_set) add(key, kYes);
    }
    void add_rule(const Rule& rule);

    std::string finish() && { return text_ + last_line(text_); }

private:
    std::string text_{kFirstLine};
};

void Writer::add_rule(const Rule& rule) {
    add("rule", rule.name);
    if (!rule.comment.empty()) add("comment", rule.comment);
    add_if("disabled", !rule.enabled);
    add_if("dry_run", rule.dry_run);
    add("effect", to_text(rule.effect));
    add_all("path", rule.path);
    add_all("method", rule.methods);
    add_all("from", rule.from);
    for (const RuleSubject& subject : rule.subjects) add("subject", text_of(subject));
    for (const RuleHours& hours : rule.hours) add("hours", text_of(hours));
    if (rule.not_before) add("not_before", text_of(*rule.not_before));
    if (rule.until) add("until", text_of(*rule.until));
    if (rule.level) add("level", std::to_string(to_number(*rule.level)));
    if (rule.max_age) add("max_age", std::to_string(rule.max_age->count()));
}

/// Whole numbers, with a sign where T has one; nothing for anything else.
template <class T>
std::optional<T> parse_number(std::string_view text) noexcept {
    T number{};
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    return number;
}

/// Takes the text up to the next colon off `rest`; nothing without one.
std::optional<std::string_view> take_part(std::string_view& rest) noexcept {
    const auto colon = rest.find(':');
    if (colon == std::string_view::npos) return std::nullopt;
    const auto part = rest.substr(0, colon);
    rest.remove_prefix(colon + 1);
    return part;
}

template <class T>
std::optional<T> take_number(std::string_view& rest) noexcept {
    const auto part = take_part(rest);
    return part ? parse_number<T>(*part) : std::nullopt;
}

std::optional<RuleSubject> parse_subject(std::string_view rest) {
    const auto word = take_part(rest);
    const auto id = take_number<std::uint32_t>(rest);
    if (!word || !id) return std::nullopt;
    for (const auto kind :
         {RuleSubject::Kind::User, RuleSubject::Kind::Group, RuleSubject::Kind::Role})
        if (word_of(kind) == *word) return RuleSubject{kind, std::string{rest}, *id};
    return std::nullopt;
}

std::optional<RuleHours> parse_hours(std::string_view rest) {
    const auto days = take_number<std::uint8_t>(rest);
    const auto from = take_number<std::uint16_t>(rest);
    const auto to = take_number<std::uint16_t>(rest);
    if (!days || !from || !to) return std::nullopt;
    return RuleHours{*days, *from, *to, std::string{rest}};
}

std::optional<TimePoint> parse_time(std::string_view text) {
    const auto count = parse_number<std::int64_t>(text);
    return count ? std::optional{TimePoint{std::chrono::seconds{*count}}} : std::nullopt;
}

std::optional<ZoneOffset> parse_offset(std::string_view rest) {
    const auto ahead = take_number<std::int64_t>(rest);
    const auto from = take_number<std::int64_t>(rest);
    const auto until = parse_time(rest);
    if (!ahead || !from || !until) return std::nullopt;
    return ZoneOffset{std::chrono::seconds{*ahead}, TimePoint{std::chrono::seconds{*from}}, *until};
}

std::optional<Level> parse_level(std::string_view text) {
    const auto number = parse_number<std::uint8_t>(text);
    return number ? to_level(*number) : std::nullopt;
}

std::optional<std::chrono::seconds> parse_seconds(std::string_view text) {
    const auto count = parse_number<std::int64_t>(text);
    return count ? std::optional{std::chrono::seconds{*count}} : std::nullopt;
}

/// Puts what was read where it belongs; false if nothing was.
template <class Target, class T>
bool put(Target& target, std::optional<T> read) {
    if (!read) return false;
    target = std::move(*read);
    return true;
}

template <class T>
bool append(std::vector<T>& target, std::optional<T> read) {
    if (!read) return false;
    target.push_back(std::move(*read));
    return true;
}

/// A line of a rule: its key, and where its value goes.
struct RuleLine {
    std::string_view key;
    bool (*read)(Rule& rule, std::string&& value);
};

constexpr std::array<RuleLine, 13> kRuleLines{{
    {"comment", [](Rule& r, std::string&& v) { return put(r.comment, std::optional{v}); }},
    {"disabled", [](Rule& r, std::string&& v) { return r.enabled = false, v == kYes; }},
    {"dry_run", [](Rule& r, std::string&& v) { return r.dry_run = true, v == kYes; }},
    {"effect", [](Rule& r, std::string&& v) { return put(r.effect, parse_rule_effect(v)); }},
    {"path", [](Rule& r, std::string&& v) { return append(r.path, std::optional{v}); }},
    {"method", [](Rule& r, std::string&& v) { return append(r.methods, std::optional{v}); }},
    {"from", [](Rule& r, std::string&& v) { return append(r.from, std::optional{v}); }},
    {"subject", [](Rule& r, std::string&& v) { return append(r.subjects, parse_subject(v)); }},
    {"hours", [](Rule& r, std::string&& v) { return append(r.hours, parse_hours(v)); }},
    {"not_before", [](Rule& r, std::string&& v) { return put(r.not_before, parse_time(v)); }},
    {"until", [](Rule& r, std::string&& v) { return put(r.until, parse_time(v)); }},
    {"level", [](Rule& r, std::string&& v) { return put(r.level, parse_level(v)); }},
    {"max_age", [](Rule& r, std::string&& v) { return put(r.max_age, parse_seconds(v)); }},
}};

/// Reads the lines between the first and the last. Lines that the writer would have put elsewhere
/// are found out later.
class Reader {
public:
    std::optional<SiteRules> read(std::string_view body);

private:
    bool read_line(std::string_view key, std::string&& value);
    bool read_site_line(std::string_view key, std::string&& value);

    SiteRules rules_;
    std::string network_;  ///< the last that was named
    std::string zone_;     ///< here, too
};

bool Reader::read_site_line(std::string_view key, std::string&& value) {
    if (key == "default") return put(rules_.fallback, parse_rule_default(value));
    if (key == "odd_paths") return put(rules_.odd_paths, parse_odd_paths(value));
    if (key == "fold_case") return rules_.fold_case = true, value == kYes;
    if (key == "preflight") return rules_.preflight = true, value == kYes;
    if (key == "told") return rules_.told_groups.emplace(), value == kYes;
    if (key == "told_group")
        return rules_.told_groups && append(*rules_.told_groups, parse_subject(value));
    if (key == "network") return rules_.networks[network_ = std::move(value)].empty();
    if (key == "zone") return rules_.zones[zone_ = std::move(value)].empty();
    if (key == "block") {
        const auto network = rules_.networks.find(network_);
        return network != rules_.networks.end() && append(network->second, std::optional{value});
    }
    if (key != "offset") return false;
    const auto zone = rules_.zones.find(zone_);
    return zone != rules_.zones.end() && append(zone->second, parse_offset(value));
}

bool Reader::read_line(std::string_view key, std::string&& value) {
    if (key == "rule") {
        rules_.rules.push_back({.name = std::move(value)});
        return true;
    }
    const auto line = std::ranges::find(kRuleLines, key, &RuleLine::key);
    if (line == kRuleLines.end()) return read_site_line(key, std::move(value));
    return !rules_.rules.empty() && line->read(rules_.rules.back(), std::move(value));
}

std::optional<SiteRules> Reader::read(std::string_view body) {
    while (!body.empty()) {
        const auto end = body.find('\n');
        const auto space = body.find(' ');
        if (end == std::string_view::npos || space >= end) return std::nullopt;
        auto value = percent_decode(body.substr(space + 1, end - space - 1), false);
        if (!value || !read_line(body.substr(0, space), std::move(*value))) return std::nullopt;
        body.remove_prefix(end + 1);
    }
    return std::move(rules_);
}

}  // namespace

std::string to_stored_text(const SiteRules& rules) {
    Writer writer;
    writer.add("default", to_text(rules.fallback));
    writer.add("odd_paths", to_text(rules.odd_paths));
    writer.add_if("fold_case", rules.fold_case);
    writer.add_if("preflight", rules.preflight);
    writer.add_if("told", rules.told_groups.has_value());
    if (rules.told_groups)
        for (const RuleSubject& group : *rules.told_groups)
            writer.add("told_group", text_of(group));
    for (const auto& [name, blocks] : rules.networks) {
        writer.add("network", name);
        writer.add_all("block", blocks);
    }
    for (const auto& [name, offsets] : rules.zones) {
        writer.add("zone", name);
        for (const ZoneOffset& offset : offsets) writer.add("offset", text_of(offset));
    }
    for (const Rule& rule : rules.rules) writer.add_rule(rule);
    return std::move(writer).finish();
}

std::optional<SiteRules> parse_stored_text(std::string_view text) {
    if (text.size() < kFirstLine.size() + kLastLineBytes || !text.starts_with(kFirstLine))
        return std::nullopt;
    const auto body = text.substr(0, text.size() - kLastLineBytes);
    if (text.substr(body.size()) != last_line(body)) return std::nullopt;
    auto rules = Reader{}.read(body.substr(kFirstLine.size()));
    // One text for one set of rules: no other order, no line twice, no other spelling.
    if (!rules || to_stored_text(*rules) != text) return std::nullopt;
    return rules;
}

}  // namespace postern::access
