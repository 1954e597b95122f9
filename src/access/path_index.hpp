/// PathIndex: which rules can be about a path, found by how the path begins.
///
/// A hint that leaves none out: a rule in it still has to match. Looking up costs one step for each
/// byte of the path, up to the longest beginning known, however many rules there are.
#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "postern/model/rules.hpp"

namespace postern::access {

/// A set of rules, by index.
class RuleMask {
public:
    static constexpr std::size_t kEnd = kMaxRulesOfSite;

    /// REQUIRES: rule < kMaxRulesOfSite.
    void add(std::size_t rule) noexcept {
        words_[rule / kWordBits] |= std::uint64_t{1} << rule % kWordBits;
    }
    bool has(std::size_t rule) const noexcept {
        return (words_[rule / kWordBits] >> rule % kWordBits & 1) != 0;
    }
    /// The first one that is not before `from`; kEnd: none.
    std::size_t next(std::size_t from) const noexcept;

    RuleMask& operator|=(const RuleMask& other) noexcept {
        for (std::size_t i = 0; i < words_.size(); ++i) words_[i] |= other.words_[i];
        return *this;
    }
    bool is_empty() const noexcept { return words_ == decltype(words_){}; }

private:
    static constexpr std::size_t kWordBits = 64;

    std::array<std::uint64_t, (kMaxRulesOfSite + kWordBits - 1) / kWordBits> words_{};
};

class PathIndex {
public:
    PathIndex() = default;
    explicit PathIndex(bool fold_case) : fold_case_{fold_case} {}

    /// The rule can be about every path.
    void add(std::size_t rule) noexcept { always_.add(rule); }
    /// The rule can be about paths that begin with these segments: `/admin`. REQUIRES: folded, if
    /// this index folds.
    void add(std::size_t rule, std::string_view prefix);

    RuleMask find(std::string_view path) const noexcept;

private:
    struct Entry {
        std::uint64_t hash = 0;
        RuleMask rules{};  // empty: a free place
    };

    /// Where the entry with this hash is or would be. REQUIRES: there is a free place.
    std::size_t place_of(std::uint64_t hash) const noexcept;
    void grow();

    bool fold_case_ = false;
    RuleMask always_{};
    std::vector<Entry> entries_{};  // open addressing; the size is a power of two
    std::size_t used_ = 0;
    std::size_t longest_ = 0;  // of the beginnings, in bytes
};

}  // namespace postern::access
