/// DraftService: the rules of a site as an administrator works on them: the draft, what publishing
/// it would change, and the rules that the site had.
///
/// A draft is text; the caller reads it and passes on what it says. It changes nothing until it
/// is published, and then only if the rules are still those that it began with. Throws
/// store::StoreError.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "postern/base/result.hpp"
#include "postern/model/actor.hpp"
#include "postern/service/access/rules_service.hpp"
#include "postern/store/access_event_store.hpp"
#include "postern/store/draft_store.hpp"

namespace postern::service {

inline constexpr std::size_t kMaxDraftBytes = 60 * 1024;

/// Why a draft was not saved, or not published.
enum class DraftError {
    NoSuchSite,
    NoDraft,
    BadText,  ///< empty, longer than kMaxDraftBytes, not UTF-8, or it has a NUL
    BadReason,
    DraftChanged,  ///< somebody else has saved, published or discarded it
    RulesChanged,  ///< the rules are no longer those that the draft began with
    Unfit,         ///< see the problems
};
struct DraftRefusal {
    DraftError error;
    std::vector<RulesProblem> problems{};  ///< of Unfit
};

/// A draft as it is sent back by somebody who has looked at it.
struct SeenDraft {
    std::string_view site;
    std::uint64_t revision = 0;
};

class DraftService {
public:
    /// What is counted of the rules.
    static constexpr std::chrono::days kHitsShown{30};

    /// Every reference must outlive *this.
    DraftService(store::DraftStore& drafts, store::AccessEventStore& events,
                 const RulesService& rules);

    std::optional<store::SiteDraft> find(std::string_view site) const;
    /// The names of the sites that have a draft, sorted.
    std::vector<std::string> sites() const;

    /// `seen.revision`: of the draft that this replaces; 0: there was none. `base_version`: of the
    /// rules that a new draft begins with; one that is replaced keeps its own. Returns the revision
    /// of the draft as it is now.
    Result<std::uint64_t, DraftError> save(const SeenDraft& seen, std::string_view text,
                                           std::uint64_t base_version, const Actor& actor,
                                           TimePoint now) const;
    /// Lets the draft replace the rules of this version instead of those that it began with:
    /// somebody has looked at what that means. RulesChanged: they are others by now.
    Result<void, DraftError> rebase(const SeenDraft& seen, std::uint64_t version,
                                    const Actor& actor, TimePoint now) const;
    /// False when there is no such draft, or another by now.
    bool discard(const SeenDraft& seen) const;

    /// What publishing these rules, which the draft says, would do. Networks that they name are
    /// those that there are. RulesChanged comes before Unfit.
    Result<SiteRulesPlan, DraftRefusal> review(const store::SiteDraft& draft,
                                               const SiteRules& rules, TimePoint now) const;

    /// Publishes the draft: its rules replace those of the site, and it is gone. One transaction;
    /// of two who publish at once, one is refused. `rules`: what the draft of this revision says;
    /// `reason`: one line, at most kMaxReasonCodePoints.
    Result<void, DraftRefusal> publish(const store::SiteDraft& draft, const SiteRules& rules,
                                       std::string_view reason, const Actor& actor,
                                       TimePoint now) const;

    /// The rules that the site has and had, newest first, without their text.
    std::vector<store::PastRules> history(std::string_view site) const;
    /// Nothing where there is no such version any more, or it cannot be read.
    std::optional<SiteRules> find_past(std::string_view site, std::uint64_t version) const;

    /// How often each rule of the site has decided in the last kHitsShown, since the rules are as
    /// they are: by its index, or kDefaultDecided.
    std::map<int, store::RuleHits> hits(SiteId site, TimePoint now) const;

private:
    store::DraftStore& drafts_;
    store::AccessEventStore& events_;
    const RulesService& rules_;
};

}  // namespace postern::service
