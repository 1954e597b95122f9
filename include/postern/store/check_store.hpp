/// CheckStore: the one look-up behind gate checks: the site and, by its token, the session.
///
/// Takes all checks that are waiting at once and answers them in one round trip, so that a busy
/// gate pays the database's latency once for many; every answer still is what the database held
/// after the check had arrived. Sites are few and change rarely: the implementation may keep the
/// catalogue in memory as long as the same round trip proves that it is the current one. Throws
/// StoreError.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "postern/model/group.hpp"
#include "postern/model/session.hpp"
#include "postern/model/site.hpp"

namespace postern::store {

struct CheckKey {
    std::string_view site_name;
    std::optional<Digest> token_hash;  ///< without one only the site is looked up
};

struct CheckRow {
    std::optional<Site> site;  ///< nothing: no site has this name
    /// The site's rules in their stored form, from the same revision; nothing: it has none.
    std::shared_ptr<const std::string> rules{};
    std::optional<SessionWithUser> session;  ///< whatever is stored; the caller asks is_live()
    UserFacts facts{};                       ///< of the session's user
    std::uint64_t sites_revision = 0;        ///< of the catalogue that `site` was taken from
};

class CheckStore {
public:
    virtual ~CheckStore() = default;

    /// One row for each key, in their order. One round trip, two when the sites have changed since
    /// the last call. REQUIRES: !keys.empty().
    virtual std::vector<CheckRow> find(std::span<const CheckKey> keys) = 0;
};

}  // namespace postern::store
