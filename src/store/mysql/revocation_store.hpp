/// MysqlRevocationStore: the log of revocations, and last-seen times by the hundred.
#pragma once

#include "postern/store/revocation_store.hpp"
#include "store/mysql/connection/connection.hpp"

namespace postern::store::mysql {

class MysqlRevocationStore final : public RevocationStore {
public:
    explicit MysqlRevocationStore(Connection& connection) : connection_{connection} {}
    RevocationPage find_after(std::uint64_t after, std::size_t limit) override;
    std::size_t remove_old(TimePoint now, std::size_t limit) override;
    void set_last_seen(std::span<const LastSeen> seen) override;

private:
    RevocationPage read_page(std::uint64_t after, std::size_t limit);
    /// At most 100, each session once.
    void set_batch(std::span<const LastSeen> seen);

    Connection& connection_;
};

}  // namespace postern::store::mysql
