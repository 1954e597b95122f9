#include "store/mysql/factor/sign_in_step_store.hpp"

#include "store/mysql/connection/batches.hpp"
#include "store/mysql/connection/rows.hpp"
#include "store/mysql/factor/sign_in_step_statements.hpp"

namespace postern::store::mysql {

namespace {

SignInStep read_sign_in_step(Columns& columns, const Digest& token_hash) {
    const std::uint64_t user = columns.number();
    const bool remember = columns.flag();
    std::string address = columns.text();
    std::string user_agent = columns.text();
    const TimePoint created_at = columns.time();
    const TimePoint expires_at = columns.time();
    const auto wrong_codes = static_cast<std::uint32_t>(columns.number());
    if (!is_time(created_at) || !is_time(expires_at)) throw CorruptRow{"sign_in_step", user};
    return {.token_hash = token_hash,
            .user = read_user(columns),
            .remember = remember,
            .address = std::move(address),
            .user_agent = std::move(user_agent),
            .created_at = created_at,
            .expires_at = expires_at,
            .wrong_codes = wrong_codes};
}

}  // namespace

bool MysqlSignInStepStore::add(const NewSignInStep& step) {
    return connection_.transaction([&](Transaction& transaction) {
        const bool added = connection_.update(kAddSignInStep, step.token_hash, step.remember,
                                              step.address, step.user_agent, step.created_at,
                                              step.expires_at, step.user_id) == 1;
        transaction.commit();
        return added;
    });
}

std::optional<SignInStep> MysqlSignInStepStore::find(const Digest& token_hash) {
    return connection_.repeatable([&]() -> std::optional<SignInStep> {
        const auto rows = connection_.query(kFindSignInStep, token_hash);
        if (!rows->next()) return std::nullopt;
        Columns columns{*rows};
        return read_sign_in_step(columns, token_hash);
    });
}

std::uint32_t MysqlSignInStepStore::add_wrong_code(const Digest& token_hash) {
    // When the connection breaks in between it may count twice: rather one too many than none.
    return connection_.repeatable([&]() -> std::uint32_t {
        if (connection_.update(kAddWrongCode, token_hash) == 0) return 0;
        return static_cast<std::uint32_t>(connection_.last_insert_id());
    });
}

bool MysqlSignInStepStore::remove(const Digest& token_hash) {
    return connection_.transaction([&](Transaction& transaction) {
        const bool removed = connection_.update(kRemoveSignInStep, token_hash) == 1;
        transaction.commit();
        return removed;
    });
}

std::size_t MysqlSignInStepStore::remove_expired(TimePoint now, std::size_t limit) {
    return remove_found(
        connection_, [&] { return connection_.query(kFindExpiredSignInSteps, now, limit); },
        [&](std::size_t there) {
            return connection_.update(kRemoveExpiredSignInSteps, now, there);
        });
}

}  // namespace postern::store::mysql
