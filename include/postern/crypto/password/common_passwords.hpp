/// CommonPasswords: the passwords that are tried first, in memory.
///
/// Loaded by the master before it forks; immutable, one buffer that all workers share.
#pragma once

#include <string>
#include <string_view>

namespace postern::crypto {

class CommonPasswords {
public:
    /// Reads a file of sorted lines (by bytes), lowercase only. Throws std::runtime_error,
    /// naming the file, when it is missing, empty or not sorted.
    static CommonPasswords load(const std::string& path);

    /// `folded`: see fold_case(). About fifteen comparisons.
    bool contains(std::string_view folded) const noexcept;

private:
    explicit CommonPasswords(std::string lines) : lines_{std::move(lines)} {}

    std::string lines_;  ///< each ended by a line feed
};

}  // namespace postern::crypto
