/// terms: versions of what users agree to when they make an account.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "postern/base/clock.hpp"

namespace postern {

/// True for 1 to 40 characters of A-Z, a-z, 0-9, '.', '_' and '-' that begin with a letter or a
/// digit: `2026-11`.
bool is_terms_version(std::string_view text) noexcept;

/// In bytes, of one language.
inline constexpr std::size_t kMaxTermsText = 200'000;

struct TermsVersion {
    std::string version;
    TimePoint added_at;
    std::string added_by;                       ///< an Actor's name
    std::optional<TimePoint> must_accept_by{};  ///< from then on users are asked; nothing: never
    std::vector<std::string> languages{};       ///< of its texts, sorted
};

struct NewTerms {
    TermsVersion terms;  ///< `languages` do not matter
    std::map<std::string, std::string> texts{};
};

/// The newest version, and whether a user has accepted it.
struct TermsState {
    TermsVersion current;
    std::optional<TimePoint> accepted_at{};

    /// Whether the user must accept it before they go on.
    bool is_due(TimePoint now) const noexcept {
        return !accepted_at && current.must_accept_by && *current.must_accept_by <= now;
    }
};

}  // namespace postern
