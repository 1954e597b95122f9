#include <rapidjson/error/en.h>
#include <rapidjson/memorystream.h>
#include <rapidjson/reader.h>

#include <algorithm>
#include <charconv>
#include <optional>

#include "postern/base/bytes.hpp"
#include "postern/json/json.hpp"

namespace postern::json {
namespace {

namespace rj = rapidjson;

// Iterative: depth costs heap, never stack. Numbers arrive as text, since RapidJSON would turn an
// integer beyond 64 bits into a double of another value without a word.
constexpr unsigned kFlags =
    rj::kParseIterativeFlag | rj::kParseValidateEncodingFlag | rj::kParseNumbersAsStringsFlag;

template <class Number>
std::optional<Json> read_number(std::string_view text) {
    Number number{};
    const auto* end = text.data() + text.size();
    const auto [stop, error] = std::from_chars(text.data(), end, number);
    if (error != std::errc{} || stop != end) return std::nullopt;
    return Json{number};
}

bool has_duplicate_names(const Json::Object& members) {
    std::vector<std::string_view> names;
    names.reserve(members.size());
    for (const auto& [name, value] : members) names.push_back(name);
    std::sort(names.begin(), names.end());
    return std::adjacent_find(names.begin(), names.end()) != names.end();
}

// Builds the value from RapidJSON's events. Each event returns false to stop the reading.
class Builder {
public:
    explicit Builder(const JsonLimits& limits) : limits_{limits} {}

    bool Null() { return count() && place(Json{}); }
    bool Bool(bool value) { return count() && place(Json{value}); }
    bool RawNumber(const char* text, rj::SizeType size, bool) {
        return count() && number({text, size});
    }
    bool String(const char* text, rj::SizeType size, bool) {
        const std::string_view value{text, size};
        return count() && is_good_text(value) && place(Json{value});
    }
    bool StartObject() { return open(true); }
    bool StartArray() { return open(false); }
    bool Key(const char* text, rj::SizeType size, bool) {
        const std::string_view name{text, size};
        if (!is_good_text(name)) return false;
        open_.back().name = name;
        return true;
    }
    bool EndObject(rj::SizeType) {
        if (has_duplicate_names(open_.back().members)) return stop("A name occurs twice.");
        auto members = std::move(open_.back().members);
        open_.pop_back();
        return place(Json{std::move(members)});
    }
    bool EndArray(rj::SizeType) {
        auto items = std::move(open_.back().items);
        open_.pop_back();
        return place(Json{std::move(items)});
    }

    // Never called: kParseNumbersAsStringsFlag sends every number to RawNumber.
    bool Int(int) { return false; }
    bool Uint(unsigned) { return false; }
    bool Int64(std::int64_t) { return false; }
    bool Uint64(std::uint64_t) { return false; }
    bool Double(double) { return false; }

    Json take() { return std::move(root_); }
    const char* reason() const noexcept { return reason_; }

private:
    struct Container {
        bool is_object;
        Json::Object members{};
        Json::Array items{};
        std::string name{};  // of the member whose value comes next
    };

    bool stop(const char* reason) {
        reason_ = reason;
        return false;
    }

    bool count() { return ++values_ <= limits_.max_values || stop("There are too many values."); }

    bool open(bool is_object) {
        if (open_.size() >= limits_.max_depth) return stop("The values are nested too deeply.");
        if (!count()) return false;
        open_.push_back({.is_object = is_object});
        return true;
    }

    bool number(std::string_view text) {
        const bool is_integer = text.find_first_of(".eE") == std::string_view::npos;
        auto value = is_integer ? read_number<std::int64_t>(text) : read_number<double>(text);
        return value ? place(std::move(*value)) : stop("A number is out of range.");
    }

    // An escape can write what the bytes may not: NUL, or half of a surrogate pair.
    bool is_good_text(std::string_view text) {
        if (text.find('\0') != std::string_view::npos) return stop("A text holds NUL.");
        return is_utf8(text) || stop("A text is not valid Unicode.");
    }

    bool place(Json value) {
        if (open_.empty())
            root_ = std::move(value);
        else if (open_.back().is_object)
            open_.back().members.emplace_back(std::move(open_.back().name), std::move(value));
        else
            open_.back().items.push_back(std::move(value));
        return true;
    }

    const JsonLimits& limits_;
    std::vector<Container> open_;
    Json root_;
    std::size_t values_ = 0;
    const char* reason_ = nullptr;
};

std::optional<JsonError> refuse(std::string_view text, const JsonLimits& limits) {
    if (text.size() > limits.max_bytes)
        return JsonError{limits.max_bytes, "The document is too large."};
    // RapidJSON takes a NUL byte for the end of the text and would not see what follows.
    if (const auto nul = text.find('\0'); nul != std::string_view::npos)
        return JsonError{nul, "The document holds a NUL byte."};
    if (!is_utf8(text)) return JsonError{0, "The document is not valid UTF-8."};
    return std::nullopt;
}

}  // namespace

Result<Json, JsonError> Json::parse(std::string_view text, const JsonLimits& limits) {
    if (auto error = refuse(text, limits)) return fail(std::move(*error));
    Builder builder{limits};
    rj::MemoryStream stream{text.data(), text.size()};
    rj::Reader reader;
    const auto result = reader.Parse<kFlags>(stream, builder);
    if (!result.IsError()) return builder.take();
    const char* reason = builder.reason() ? builder.reason() : rj::GetParseError_En(result.Code());
    return fail(JsonError{result.Offset(), reason});
}

}  // namespace postern::json
