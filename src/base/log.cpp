// One line per event, escaped, in one write(2).
#include "postern/base/log.hpp"

#include <sys/mman.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <cerrno>
#include <chrono>
#include <cstdio>
#include <new>

#include "postern/base/bytes.hpp"
#include "postern/base/clock.hpp"
#include "postern/base/code_points.hpp"

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

void append_utf16_escape(std::string& line, unsigned unit) {
    std::array<char, 8> escape{};
    std::snprintf(escape.data(), escape.size(), "\\u%04x", unit & 0xFFFFU);
    line += escape.data();
}

/// As JSON writes it: beyond U+FFFF, as two surrogates.
void append_unicode_escape(std::string& line, char32_t code_point) {
    const auto c = static_cast<unsigned>(code_point);
    if (c > 0xFFFF) append_utf16_escape(line, 0xD7C0U + (c >> 10));
    append_utf16_escape(line, c > 0xFFFF ? 0xDC00U + (c & 0x3FFU) : c);
}

/// A JSON string; also the quoted form of the text format.
void append_quoted(std::string& line, std::string_view text) {
    line += '"';
    while (!text.empty()) {
        const std::string_view before = text;
        const auto code_point = take_code_point(text);
        if (!code_point) {
            line += kReplacement;
        } else if (is_misleading(*code_point)) {
            append_unicode_escape(line, *code_point);
        } else {
            if (*code_point == '"' || *code_point == '\\') line += '\\';
            line += before.substr(0, before.size() - text.size());
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

/// Whether the last line was cut, on a full disk say. All processes that come of this one write to
/// the same file, so they share it: a page made before the first fork; else each has its own.
std::atomic<bool>& line_is_cut() {
    static std::atomic<bool> own{false};
    static std::atomic<bool>* const shared = [] {
        void* const page =
            ::mmap(nullptr, sizeof own, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
        return page == MAP_FAILED ? &own : new (page) std::atomic<bool>{false};
    }();
    return *shared;
}

/// One write(2). After a line that was cut, ends that one first: a reader loses it, not the next.
void send(std::string line) {
    const bool after_cut = line_is_cut().exchange(false);
    if (after_cut) line.insert(line.begin(), '\n');
    line += '\n';
    ssize_t written = 0;
    do {
        written = ::write(STDERR_FILENO, line.data(), line.size());
    } while (written < 0 && errno == EINTR);
    const bool whole = written == static_cast<ssize_t>(line.size());
    if (!whole && (after_cut || written > 0)) line_is_cut() = true;
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
    line_is_cut();  // made here: the master configures before it forks
}

void set_role(const char* role) noexcept { settings.role = role; }

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
        send(format_line(settings.format, level, settings.role, ::getpid(), present_time(), event,
                         fields));
    } catch (...) {
        // Out of memory: the line is lost, the request is not.
    }
    errno = saved_errno;
}

}  // namespace postern::log
