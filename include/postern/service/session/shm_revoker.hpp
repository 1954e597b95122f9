/// ShmRevoker: revokes cached answers of this host, for the processes of the daemon.
#pragma once

#include "postern/service/session/revoker.hpp"
#include "postern/shm/generations.hpp"

namespace postern::service {

class ShmRevoker final : public Revoker {
public:
    explicit ShmRevoker(shm::Generations& generations) : generations_{generations} {}
    void session_ended(const Digest& token_hash) override {
        generations_.revoke_session(token_hash);
    }
    void sessions_of_user_ended(UserId user) override {
        generations_.revoke_user(static_cast<std::uint64_t>(user));
    }
    void all_sessions_ended() override { generations_.revoke_all(); }

private:
    shm::Generations& generations_;
};

}  // namespace postern::service
