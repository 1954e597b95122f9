/// MysqlCheckStore: the gate's look-up, many checks in one round trip.
///
/// Sessions, tokens and users are asked for anew each time. The sites are kept in memory under the
/// revision that was read together with them; each answer carries the present revision, and when it
/// is another one the sites are read again before anybody is answered.
#pragma once

#include <map>
#include <memory>
#include <string>

#include "postern/base/log_limit.hpp"
#include "postern/store/check_store.hpp"
#include "store/mysql/connection/connection.hpp"
#include "store/mysql/connection/rows.hpp"

namespace postern::store::mysql {

class MysqlCheckStore final : public CheckStore {
public:
    explicit MysqlCheckStore(Connection& connection) : connection_{connection} {}
    std::vector<CheckRow> find(std::span<const CheckKey> keys) override;

private:
    struct Found {
        SessionWithUser session;
        UserFacts facts;
    };
    /// Sessions by their token's hash.
    using Sessions = std::map<Digest, Found>;

    struct KnownSite {
        Site site;
        std::shared_ptr<const std::string> rules;  ///< nothing: it has none
    };

    /// What the sites in memory belong to. A new connection may lead to another server.
    struct Edition {
        std::uint64_t session_number = 0;
        std::uint64_t revision = 0;
        friend bool operator==(const Edition&, const Edition&) = default;
    };

    // These throw CorruptRow.
    static Found read_found(Columns& columns);
    static CheckedToken read_access(Columns& columns);
    static CheckedToken read_personal(Columns& columns);
    static CheckedToken read_user_of_password(Columns& columns);

    std::vector<CheckRow> find_once(std::span<const CheckKey> keys);
    /// Adds what is found to `sessions`; returns the revision of the sites. At most 64 hashes.
    std::uint64_t find_sessions(std::span<const Digest* const> hashes, Sessions& sessions);
    /// Of a key that has a token or a password.
    std::optional<CheckedToken> find_token(const CheckKey& key);
    std::optional<CheckedToken> find_token(CheckedToken (*read)(Columns&),
                                           const Statement& statement, const auto&... values);
    /// Nothing, and a line in the log, when the profile may not be read: the check goes on.
    std::optional<ProfileValues> find_profile(UserId user);
    std::uint64_t find_revision();
    void load_sites();

    Connection& connection_;
    Edition edition_;
    std::map<std::string, KnownSite, std::less<>> sites_;
    LogLimit unreadable_profiles_{kOutageLogInterval};
};

}  // namespace postern::store::mysql
