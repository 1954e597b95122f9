/// methods: the request methods that rules can be about, and sets of them.
///
/// Names are compared with case, as RFC 9110, section 9.1, has it. A method that is not in the list
/// is unknown: no rule can name it, and what an application makes of it nobody can say.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace postern::access {

/// The place of a method in the list.
enum class Method : std::uint8_t {};

/// Nothing for an unknown one. The list: IANA's registry of HTTP methods, WebDAV's among them.
std::optional<Method> find_method(std::string_view name) noexcept;

class MethodSet {
public:
    /// GET brings HEAD along.
    void add(Method method) noexcept;
    bool has(Method method) const noexcept { return (bits_ & bit(method)) != 0; }
    bool covers(MethodSet other) const noexcept { return (other.bits_ & ~bits_) == 0; }

private:
    static std::uint64_t bit(Method method) noexcept {
        return std::uint64_t{1} << static_cast<unsigned>(method);
    }

    std::uint64_t bits_ = 0;
};

}  // namespace postern::access
