/// keys: the one table of settings. Loading, overriding, showing and documenting all read it.
#pragma once

#include <chrono>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "postern/config/config.hpp"

namespace postern::config {

enum class Kind {
    Text,
    Number,
    Duration,
    Boolean,
    TextList,
    TextMap,
    FieldList,
    OctalMode,
    Choice
};

/// The member of a Config that a key sets.
using Target =
    std::variant<std::string*, std::uint16_t*, std::uint32_t*, std::uint64_t*, bool*,
                 std::chrono::seconds*, std::chrono::milliseconds*, std::vector<std::string>*,
                 NamedTexts*, Seccomp*, GateCache*, MailTransport*, MailSecurity*, FactorRequired*,
                 TokenAlgorithm*, RegistrationMode*, std::vector<ProfileField>*, log::Format*,
                 log::Level*>;

/// The least and the greatest value; milliseconds for durations; no meaning for texts.
struct Bounds {
    std::int64_t least = 0;
    std::int64_t greatest = 0;
};

/// A word that a choice can be, and the enumerator it stands for.
struct Word {
    template <typename Enum>
    constexpr Word(std::string_view w, Enum meaning) : word{w}, value{static_cast<int>(meaning)} {}

    std::string_view word;
    int value;
};

struct Key {
    std::string_view name;  ///< `section.key`
    Kind kind;
    Bounds bounds;
    Target (*target)(Config&);
    std::string_view doc;           ///< one sentence
    std::span<const Word> words{};  ///< of a Choice: all of them, in the order of the manual
};

std::span<const Key> keys();

/// The key of this name, or nullptr.
const Key* find_key(std::string_view name);

bool is_section(std::string_view name);

/// `POSTERN_SESSION_IDLE_TTL` for `session.idle_ttl`.
std::string environment_name(const Key& key);

}  // namespace postern::config
