#include <rapidjson/prettywriter.h>
#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

#include <cmath>

#include "postern/base/bytes.hpp"
#include "postern/json/json.hpp"

namespace postern::json {
namespace {

namespace rj = rapidjson;

// What people see in a list must not stop the list: bytes that are no UTF-8 become U+FFFD.
std::string to_valid_utf8(std::string_view text) {
    std::string valid;
    while (!text.empty()) {
        const auto before = text;
        const bool is_character = take_code_point(text).has_value();
        const auto taken = before.substr(0, before.size() - text.size());
        valid += is_character ? taken : std::string_view{"\xEF\xBF\xBD"};
    }
    return valid;
}

template <class Writer>
void write_text(Writer& writer, std::string_view text, bool is_name) {
    const auto valid = to_valid_utf8(text);
    const auto size = static_cast<rj::SizeType>(valid.size());
    if (is_name)
        writer.Key(valid.data(), size);
    else
        writer.String(valid.data(), size);
}

template <class Writer>
void write(Writer& writer, const Json& value);

template <class Writer>
void write_items(Writer& writer, const Json::Array& items) {
    writer.StartArray();
    for (const auto& item : items) write(writer, item);
    writer.EndArray();
}

template <class Writer>
void write_members(Writer& writer, const Json::Object& members) {
    writer.StartObject();
    for (const auto& [name, value] : members) {
        write_text(writer, name, true);
        write(writer, value);
    }
    writer.EndObject();
}

template <class Writer>
void write(Writer& writer, const Json& value) {
    if (const auto* boolean = value.boolean())
        writer.Bool(*boolean);
    else if (const auto* integer = value.integer())
        writer.Int64(*integer);
    else if (const auto* number = value.number(); number && std::isfinite(*number))
        writer.Double(*number);
    else if (const auto* string = value.string())
        write_text(writer, *string, false);
    else if (const auto* items = value.array())
        write_items(writer, *items);
    else if (const auto* members = value.object())
        write_members(writer, *members);
    else
        writer.Null();  // also for infinity and NaN, which JSON cannot say
}

// Outside of texts JSON has none of these, so replacing them everywhere changes texts only.
std::string escape_for_html(std::string_view json) {
    std::string escaped;
    escaped.reserve(json.size());
    while (!json.empty()) {
        std::size_t taken = 1;
        if (json.front() == '<')
            escaped += "\\u003C";
        else if (json.front() == '>')
            escaped += "\\u003E";
        else if (json.front() == '&')
            escaped += "\\u0026";
        else if (json.starts_with("\xE2\x80\xA8") || json.starts_with("\xE2\x80\xA9")) {
            escaped += json[2] == '\xA8' ? "\\u2028" : "\\u2029";
            taken = 3;
        } else
            escaped += json.front();
        json.remove_prefix(taken);
    }
    return escaped;
}

}  // namespace

std::string Json::dump() const {
    rj::StringBuffer buffer;
    rj::Writer<rj::StringBuffer> writer{buffer};
    write(writer, *this);
    return escape_for_html({buffer.GetString(), buffer.GetSize()});
}

std::string Json::dump_pretty() const {
    rj::StringBuffer buffer;
    rj::PrettyWriter<rj::StringBuffer> writer{buffer};
    writer.SetIndent(' ', 2);
    write(writer, *this);
    return escape_for_html({buffer.GetString(), buffer.GetSize()});
}

}  // namespace postern::json
