/// AccessEventStore: decisions of the gate, counted by the hour, of all hosts together.
///
/// A row goes with its user. Of a site that is gone it stays until it is old. Throws StoreError.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "postern/model/access_event.hpp"
#include "postern/model/email_address.hpp"
#include "postern/store/listed.hpp"

namespace postern::store {

/// Which counts; what is not set does not matter.
struct AccessFilter {
    std::optional<SiteId> site{};
    std::optional<UserId> user{};
    std::optional<AccessVerdict> verdict{};  ///< nothing: all but AccessVerdict::Hit
    std::optional<TimePoint> since{};        ///< those that were still made then
    std::optional<TimePoint> until{};        ///< those that began before then
};

struct AccessEvent {
    std::uint64_t id;
    AccessCount counted;
    std::string site{};  ///< its name; empty: the site is gone
    // Of the user, as they are now; nothing for nobody, and for what cannot be read.
    std::optional<PublicId> user{};
    std::optional<EmailAddress> email{};
    /// The site's rules have not changed since, so that the index still is that of the same rule.
    bool rules_are_the_same = false;
};

/// How often a rule of a site has decided, in whatever way.
struct RuleHits {
    int rule;  ///< as AccessCount::rule
    std::uint64_t count;
    TimePoint last_at;
};

using ListedAccess = Listed<AccessEvent, std::uint64_t>;

class AccessEventStore {
public:
    virtual ~AccessEventStore() = default;

    /// Adds the counts to what is there of the same hour, site, rule, user and verdict: all or
    /// nothing, one statement for each hundred. Those of users who are gone are left out. Where it
    /// cannot be known whether they were added it throws.
    virtual void add(std::span<const AccessCount> counts) = 0;

    /// Newest first, those with ids below `before` (0: from the newest), at most `limit`. An id is
    /// given when the first count of an hour is written, so the order is that of hours.
    virtual ListedAccess list(const AccessFilter& filter, std::uint64_t before,
                              std::size_t limit) = 0;

    /// Of a site, by rule, in hours that began at `since` or later; those of before its rules
    /// changed are left out, since their index may be that of another rule. In order of `rule`.
    virtual std::vector<RuleHits> hits(SiteId site, TimePoint since) = 0;

    /// Removes at most `limit` counts of hours that began before then; returns how many.
    virtual std::size_t remove_old(TimePoint before, std::size_t limit) = 0;
};

}  // namespace postern::store
