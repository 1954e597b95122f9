/// Members: reads the members of a JSON request strictly and collects everything that is wrong.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "postern/base/clock.hpp"
#include "postern/base/result.hpp"
#include "postern/http/problem.hpp"
#include "postern/http/request.hpp"
#include "postern/json/json.hpp"

namespace postern::api {

/// Why a request is refused.
struct RequestError {
    http::Status status;
    std::string code;
    std::string detail;
    std::vector<http::FieldProblem> errors{};
};

/// The problem document for it.
http::Response refuse(const RequestError& error, const http::Request& request);

/// `validation_failed` with these fields.
RequestError validation_failed(std::vector<http::FieldProblem> errors);

class Members {
public:
    /// Fails with `invalid_request` when the body is not a JSON object.
    static Result<Members, RequestError> parse(const http::Request& request,
                                               const json::JsonLimits& limits = {});
    /// Of an object inside another. REQUIRES: an object.
    static Members of(json::Json object) { return Members{std::move(object)}; }

    /// The text; empty, with a problem noted, when it is absent, empty or not a string.
    std::string required_text(std::string_view name);
    /// One of `words`; empty, with a problem noted, when it is anything else.
    std::string required_word(std::string_view name, const std::vector<std::string_view>& words);
    /// The same, but the first of `words` when it is absent.
    std::string optional_word(std::string_view name, const std::vector<std::string_view>& words);
    /// The text, which is not empty; nothing when absent, and nothing with a problem noted when it
    /// is empty or not a string.
    std::optional<std::string> optional_text(std::string_view name);
    /// The same for a member that can be reset: empty for null.
    std::optional<std::string> optional_text_or_null(std::string_view name);
    /// The value, or `fallback` when absent; a problem is noted when it is neither true nor false.
    bool optional_boolean(std::string_view name, bool fallback);
    /// The number; nothing when absent, and nothing with a problem noted when it is no whole number
    /// from `min` to `max`.
    std::optional<std::int64_t> optional_integer(std::string_view name, std::int64_t min,
                                                 std::int64_t max);
    /// The moment; nothing when absent or null, and nothing with a problem noted when it is no time
    /// as in RFC 3339.
    std::optional<TimePoint> optional_time(std::string_view name);
    /// The texts, none of which is empty; nothing when absent, and nothing with a problem noted
    /// when it is no array of such texts.
    std::optional<std::vector<std::string>> optional_texts(std::string_view name);

    /// The object, which belongs to *this; nullptr, with a problem noted, when it is absent or
    /// something else.
    const json::Json* required_object(std::string_view name);
    /// The same, and nullptr without a problem when it is absent.
    const json::Json* optional_object(std::string_view name);
    /// The array, which belongs to *this; nullptr, with a problem noted, when it is absent or
    /// something else.
    const json::Json::Array* required_array(std::string_view name);

    bool has(std::string_view name) const noexcept { return object_.find(name) != nullptr; }
    bool is_null(std::string_view name) const noexcept {
        return has(name) && object_.find(name)->is_null();
    }
    /// Notes what the caller finds wrong with a member.
    void refuse(http::FieldProblem problem) { problems_.push_back(std::move(problem)); }

    /// Members about which nothing can be said, because the one that gives them a meaning is wrong.
    void pass_over(const std::vector<std::string_view>& names);

    /// What is wrong with the members that were read, and all members that were not; nothing when
    /// the request is valid. Call it last.
    std::optional<RequestError> finish();

private:
    explicit Members(json::Json object) : object_{std::move(object)} {}
    const json::Json* take(std::string_view name);
    const json::Json* required(std::string_view name);
    void refuse_type(std::string_view name, std::string_view detail);
    std::optional<std::string> text_of(std::string_view name, const json::Json& member);

    json::Json object_;
    std::vector<std::string> asked_;
    std::vector<http::FieldProblem> problems_;
};

}  // namespace postern::api
