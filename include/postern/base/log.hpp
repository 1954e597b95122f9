/// log: one structured line per event on standard error.
///
/// JSON lines, or text for people. Each line is written by one write(2), so lines of several
/// processes do not mix; after one that was written in part (full disk), the next begins on a new
/// line. Field values are escaped: nothing from outside can forge a line. The
/// caller names each field; no function here takes a Secret, and no call site passes addresses,
/// tokens or raw cookies.
#pragma once

#include <concepts>
#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>

namespace postern::log {

enum class Format { Json, Text };
enum class Level { Debug, Info, Warning, Error };

/// One named value. Made from strings, integers and booleans; the view must live until the call
/// ends.
class Field {
public:
    Field(std::string_view name, std::string_view value) : name_{name}, text_{value} {}
    Field(std::string_view name, const char* value) : name_{name}, text_{value} {}
    Field(std::string_view name, const std::string& value) : name_{name}, text_{value} {}
    Field(std::string_view name, bool value)
        : name_{name}, number_{value ? 1 : 0}, kind_{Kind::Boolean} {}
    template <std::integral Integer>
    Field(std::string_view name, Integer value)
        : name_{name}, number_{static_cast<std::int64_t>(value)}, kind_{Kind::Number} {}

    enum class Kind { Text, Number, Boolean };
    std::string_view name() const noexcept { return name_; }
    std::string_view text() const noexcept { return text_; }
    std::int64_t number() const noexcept { return number_; }
    Kind kind() const noexcept { return kind_; }

private:
    std::string_view name_;
    std::string_view text_{};
    std::int64_t number_ = 0;
    Kind kind_ = Kind::Text;
};

/// Sets what every later line of this process looks like. `role` names the process ("master",
/// "gate", "portal", "courier") and must be a literal. Call it again after a fork.
void configure(Format format, Level lowest, const char* role);

/// Changes only the role: for a child that keeps its parent's format and level. `role` must outlive
/// the process's last line.
void set_role(const char* role) noexcept;

/// Writes one line: time, level, role, pid, event, then the fields. `event` is a fixed snake_case
/// word, never built from outside text. Never throws; a line that cannot be written is dropped.
void write(Level level, std::string_view event, std::initializer_list<Field> fields = {}) noexcept;

inline void debug(std::string_view event, std::initializer_list<Field> fields = {}) noexcept {
    write(Level::Debug, event, fields);
}
inline void info(std::string_view event, std::initializer_list<Field> fields = {}) noexcept {
    write(Level::Info, event, fields);
}
inline void warning(std::string_view event, std::initializer_list<Field> fields = {}) noexcept {
    write(Level::Warning, event, fields);
}
inline void error(std::string_view event, std::initializer_list<Field> fields = {}) noexcept {
    write(Level::Error, event, fields);
}

/// The line as write() would send it, without the line end; for tests.
std::string format_line(Format format, Level level, std::string_view role, std::int64_t pid,
                        std::string_view time, std::string_view event,
                        std::initializer_list<Field> fields);

}  // namespace postern::log
