/// DraftStore: rules of a site on their way: the draft that is not published yet, at most one for
/// each site, and the rules that the site had.
///
/// RulesStore writes the history, and removes a draft that is published, in its own transaction.
/// Both go with their site. Throws StoreError.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "postern/base/clock.hpp"
#include "postern/base/result.hpp"

namespace postern::store {

/// Past versions that are kept of each site, the current one among them.
inline constexpr std::size_t kMaxPastRules = 50;

struct SiteDraft {
    std::string site;
    std::string text;                ///< as typed: TOML, docs/rules.md
    std::uint64_t revision = 0;      ///< another, greater one each time that it is saved; never 0
    std::uint64_t base_version = 0;  ///< of the rules that it began with; 0: there were none
    TimePoint changed_at{};
    std::string changed_by{};  ///< an Actor's name
};

enum class DraftChangeError {
    NoSuchSite,
    ChangedMeanwhile,  ///< another revision is stored, or none any more
};

/// Rules that a site has or had.
struct PastRules {
    std::uint64_t version = 0;
    std::string text{};  ///< access/rule_text
    TimePoint changed_at{};
    std::string changed_by{};  ///< an Actor's name
    std::string reason{};      ///< empty: none was given
};

class DraftStore {
public:
    virtual ~DraftStore() = default;

    virtual std::optional<SiteDraft> find(std::string_view site) = 0;
    /// The names of the sites that have one, sorted.
    virtual std::vector<std::string> sites() = 0;

    /// Replaces the draft whose revision is `draft.revision`; 0: there must be none. Returns the
    /// revision that it has now.
    virtual Result<std::uint64_t, DraftChangeError> put(const SiteDraft& draft) = 0;
    /// False, and nothing is removed, when there is none of this revision.
    virtual bool remove(std::string_view site, std::uint64_t revision) = 0;

    /// Newest first, without their text; at most kMaxPastRules.
    virtual std::vector<PastRules> history(std::string_view site) = 0;
    virtual std::optional<PastRules> find_past(std::string_view site, std::uint64_t version) = 0;
};

}  // namespace postern::store
