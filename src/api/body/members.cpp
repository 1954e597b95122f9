#include "api/body/members.hpp"

#include <algorithm>

namespace postern::api {

namespace {

/// Enough to show a mistake; a request with thousands of members gets a short answer.
constexpr std::size_t kMaxUnknownNamed = 10;
constexpr std::size_t kMaxNameEchoed = 64;

http::FieldProblem unknown_member(const std::string& name) {
    return {name.size() <= kMaxNameEchoed ? name : "(a long name)", "unknown_field",
            "This member is unknown."};
}

}  // namespace

http::Response refuse(const RequestError& error, const http::Request& request) {
    return http::problem(error.status, error.code, error.detail, error.errors, request.request_id);
}

RequestError validation_failed(std::vector<http::FieldProblem> errors) {
    return {http::Status::UnprocessableContent, "validation_failed",
            "Some fields are invalid; errors names them all.", std::move(errors)};
}

Result<Members, RequestError> Members::parse(const http::Request& request,
                                             const json::JsonLimits& limits) {
    auto json = json::Json::parse(request.body, limits);
    if (!json || !json->object())
        return fail(RequestError{http::Status::BadRequest, "invalid_request",
                                 "The body must be one JSON object without duplicate names."});
    return Members{std::move(*json)};
}

const json::Json* Members::take(std::string_view name) {
    asked_.emplace_back(name);
    return object_.find(name);
}

std::optional<std::string> Members::text_of(std::string_view name, const json::Json& member) {
    const auto* text = member.string();
    if (!text) {
        problems_.push_back({std::string{name}, "wrong_type", "This must be a string."});
        return std::nullopt;
    }
    if (text->empty()) {
        problems_.push_back({std::string{name}, "required", "This must not be empty."});
        return std::nullopt;
    }
    return *text;
}

std::string Members::required_text(std::string_view name) {
    if (const auto* member = take(name)) return text_of(name, *member).value_or("");
    problems_.push_back({std::string{name}, "required", "This member is missing."});
    return {};
}

std::string Members::required_word(std::string_view name,
                                   const std::vector<std::string_view>& words) {
    std::string word = required_text(name);
    if (word.empty() || std::ranges::find(words, word) != words.end()) return word;
    std::string detail = "Use one of:";
    for (const auto& known : words) detail.append(" ").append(known);
    problems_.push_back({std::string{name}, "invalid", detail + "."});
    return {};
}

std::string Members::optional_word(std::string_view name,
                                   const std::vector<std::string_view>& words) {
    if (has(name)) return required_word(name, words);
    asked_.emplace_back(name);
    return std::string{words.front()};
}

const json::Json* Members::required(std::string_view name) {
    const auto* member = take(name);
    if (!member) problems_.push_back({std::string{name}, "required", "This member is missing."});
    return member;
}

void Members::refuse_type(std::string_view name, std::string_view detail) {
    problems_.push_back({std::string{name}, "wrong_type", std::string{detail}});
}

const json::Json* Members::required_object(std::string_view name) {
    const auto* member = required(name);
    if (!member || member->object()) return member;
    refuse_type(name, "This must be an object.");
    return nullptr;
}

const json::Json* Members::optional_object(std::string_view name) {
    return has(name) ? required_object(name) : take(name);
}

const json::Json::Array* Members::required_array(std::string_view name) {
    const auto* member = required(name);
    if (!member) return nullptr;
    if (!member->array()) refuse_type(name, "This must be an array.");
    return member->array();
}

std::optional<std::string> Members::optional_text(std::string_view name) {
    const auto* member = take(name);
    return member ? text_of(name, *member) : std::nullopt;
}

std::optional<std::string> Members::optional_text_or_null(std::string_view name) {
    const auto* member = take(name);
    if (!member) return std::nullopt;
    return member->is_null() ? std::optional<std::string>{""} : text_of(name, *member);
}

bool Members::optional_boolean(std::string_view name, bool fallback) {
    const auto* member = take(name);
    if (!member) return fallback;
    const auto* value = member->boolean();
    if (!value)
        problems_.push_back({std::string{name}, "wrong_type", "This must be true or false."});
    return value ? *value : fallback;
}

std::optional<std::int64_t> Members::optional_integer(std::string_view name, std::int64_t min,
                                                      std::int64_t max) {
    const auto* member = take(name);
    if (!member) return std::nullopt;
    const auto* value = member->integer();
    if (value && *value >= min && *value <= max) return *value;
    if (value)
        refuse({std::string{name}, "out_of_range",
                "This must be a number from " + std::to_string(min) + " to " + std::to_string(max) +
                    "."});
    else
        refuse_type(name, "This must be a whole number.");
    return std::nullopt;
}

std::optional<TimePoint> Members::optional_time(std::string_view name) {
    const auto text = optional_text_or_null(name);
    if (!text || text->empty()) return std::nullopt;
    const auto time = parse_rfc3339(*text);
    if (!time) refuse({std::string{name}, "invalid", "Use a time such as 2026-11-21T18:00:00Z."});
    return time;
}

std::optional<std::vector<std::string>> Members::optional_texts(std::string_view name) {
    const auto* member = take(name);
    if (!member) return std::nullopt;
    std::vector<std::string> texts;
    bool is_good = member->array() != nullptr;
    if (is_good)
        for (const auto& one : *member->array()) {
            is_good = is_good && one.string() && !one.string()->empty();
            if (is_good) texts.push_back(*one.string());
        }
    if (is_good) return texts;
    refuse_type(name, "This must be an array of strings that are not empty.");
    return std::nullopt;
}

void Members::pass_over(const std::vector<std::string_view>& names) {
    asked_.insert(asked_.end(), names.begin(), names.end());
}

std::optional<RequestError> Members::finish() {
    std::size_t unknown = 0;
    for (const auto& [name, value] : *object_.object()) {
        if (std::ranges::find(asked_, name) != asked_.end()) continue;
        if (++unknown > kMaxUnknownNamed) break;
        problems_.push_back(unknown_member(name));
    }
    if (problems_.empty()) return std::nullopt;
    return validation_failed(std::move(problems_));
}

}  // namespace postern::api
