// One line per event, escaped, in one write(2).
#include "postern/base/log.hpp"

#include <unistd.h>

#include <array>
#include <cerrno>
#include <chrono>
#include <cstdio>

#include "postern/base/bytes.hpp"
#include "postern/base/clock.hpp"

namespace postern::log {

namespace {

struct Settings {
    Format format = Format::Json;
    Level lowest = Level::Info;
    const char* role = "postern";
};

Settings settings;  // of this process, which has one thread

constexpr std::string_view kReplacement = "\xEF\xBF\xBD";  // U+FFFD

std::string_view to_text(Level level) noexcept {
    switch (level) {
        case Level::Debug:
            return "debug";
        case Level::Info:
            return "info";
        case Level::Warning:
            return "warning";
        case Level::Error:
            return "error";
    }
    return "error";
}

/// The length of the first character: of a well-formed one, or 0 when the first byte belongs to
/// none.
std::size_t character_length(std::string_view text) noexcept {
    for (std::size_t length = 1; length <= 4 && length <= text.size(); ++length)
        if (is_utf8(text.substr(0, length))) return length;
    return 0;
}

void append_unicode_escape(std::string& line, unsigned code_point) {
    std::array<char, 8> escape{};
    std::snprintf(escape.data(), escape.size(), "\\u%04x", code_point & 0xFFFFU);
    line += escape.data();
}

/// True for C1 controls and for the line and paragraph separators: some viewers break the line at
/// them, and terminals obey the former.
bool is_line_breaking(std::string_view character) noexcept {
    if (character.size() == 2 && character[0] == '\xC2')
        return static_cast<unsigned char>(character[1]) < 0xA0;
    return character == "\xE2\x80\xA8" || character == "\xE2\x80\xA9";
}

/// Decodes the two- and three-byte characters that is_line_breaking() names.
unsigned code_point_of(std::string_view character) noexcept {
    const auto bits = [&](std::size_t i) {
        return static_cast<unsigned char>(character[i]) & 0x3FU;
    };
    if (character.size() == 2)
        return ((static_cast<unsigned char>(character[0]) & 0x1FU) << 6) | bits(1);
    return ((static_cast<unsigned char>(character[0]) & 0x0FU) << 12) | (bits(1) << 6) | bits(2);
}

void append_character(std::string& line, std::string_view character) {
    const auto first = static_cast<unsigned char>(character[0]);
    if (first == '"' || first == '\\') {
        line += '\\';
        line += character;
    } else if (first < 0x20 || first == 0x7F) {
        append_unicode_escape(line, first);
    } else if (is_line_breaking(character)) {
        append_unicode_escape(line, code_point_of(character));
    } else {
        line += character;
    }
}

/// A JSON string; also the quoted form of the text format.
void append_quoted(std::string& line, std::string_view text) {
    line += '"';
    while (!text.empty()) {
        const std::size_t length = character_length(text);
        if (length == 0) {
            line += kReplacement;
            text.remove_prefix(1);
        } else {
            append_character(line, text.substr(0, length));
            text.remove_prefix(length);
        }
    }
    line += '"';
}

bool is_plain_word(std::string_view text) noexcept {
    if (text.empty()) return false;
    for (const char c : text)
        if (c <= ' ' || c > '~' || c == '"' || c == '\\' || c == '=') return false;
    return true;
}

void append_value(std::string& line, Format format, const Field& field) {
    switch (field.kind()) {
        case Field::Kind::Number:
            line += std::to_string(field.number());
            return;
        case Field::Kind::Boolean:
            line += field.number() != 0 ? "true" : "false";
            return;
        case Field::Kind::Text:
            if (format == Format::Text && is_plain_word(field.text()))
                line += field.text();
            else
                append_quoted(line, field.text());
            return;
    }
}

void append_json_member(std::string& line, const Field& field) {
    line += line.size() == 1 ? "" : ",";
    append_quoted(line, field.name());
    line += ':';
    append_value(line, Format::Json, field);
}

using Fields = std::initializer_list<Field>;

std::string json_line(Level level, std::string_view role, std::int64_t pid, std::string_view time,
                      std::string_view event, Fields fields) {
    std::string line{'{'};
    append_json_member(line, {"time", time});
    append_json_member(line, {"level", to_text(level)});
    append_json_member(line, {"role", role});
    append_json_member(line, {"pid", pid});
    append_json_member(line, {"event", event});
    for (const Field& field : fields) append_json_member(line, field);
    line += '}';
    return line;
}

std::string text_line(Level level, std::string_view role, std::int64_t pid, std::string_view time,
                      std::string_view event, Fields fields) {
    std::string line{time};
    line.append(" ").append(to_text(level)).append(" ").append(role);
    line.append("[").append(std::to_string(pid)).append("] ").append(event);
    for (const Field& field : fields) {
        line.append(" ").append(field.name()).append("=");
        append_value(line, Format::Text, field);
    }
    return line;
}

/// RFC 3339 in UTC, with milliseconds.
std::string present_time() {
    const auto now =
        std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now());
    const auto seconds = std::chrono::floor<std::chrono::seconds>(now);
    std::array<char, 8> fraction{};
    std::snprintf(fraction.data(), fraction.size(), ".%03dZ",
                  static_cast<int>((now - seconds).count()));
    std::string text = to_rfc3339(seconds);
    text.pop_back();  // the Z, which the fraction brings again
    return text + fraction.data();
}

}  // namespace

void configure(Format format, Level lowest, const char* role) {
    settings = {.format = format, .lowest = lowest, .role = role};
}

std::string format_line(Format format, Level level, std::string_view role, std::int64_t pid,
                        std::string_view time, std::string_view event,
                        std::initializer_list<Field> fields) {
    return format == Format::Json ? json_line(level, role, pid, time, event, fields)
                                  : text_line(level, role, pid, time, event, fields);
}

void write(Level level, std::string_view event, std::initializer_list<Field> fields) noexcept {
    if (level < settings.lowest) return;
    const int saved_errno = errno;  // a log line must not disturb the error it reports
    try {
        std::string line = format_line(settings.format, level, settings.role, ::getpid(),
                                       present_time(), event, fields);
        line += '\n';
        while (::write(STDERR_FILENO, line.data(), line.size()) < 0 && errno == EINTR) {
        }
    } catch (...) {
        // Out of memory: the line is lost, the request is not.
    }
    errno = saved_errno;
}

}  // namespace postern::log
