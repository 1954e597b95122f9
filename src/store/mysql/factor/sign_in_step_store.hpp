/// MysqlSignInStepStore: the table sign_in_step.
#pragma once

#include "postern/store/sign_in_step_store.hpp"
#include "store/mysql/connection/connection.hpp"

namespace postern::store::mysql {

class MysqlSignInStepStore final : public SignInStepStore {
public:
    explicit MysqlSignInStepStore(Connection& connection) : connection_{connection} {}
    bool add(const NewSignInStep& step) override;
    std::optional<SignInStep> find(const Digest& token_hash) override;
    std::uint32_t add_wrong_code(const Digest& token_hash) override;
    bool remove(const Digest& token_hash) override;
    std::size_t remove_expired(TimePoint now, std::size_t limit) override;

private:
    Connection& connection_;
};

}  // namespace postern::store::mysql
