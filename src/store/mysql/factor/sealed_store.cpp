#include "store/mysql/factor/sealed_store.hpp"

#include <cstdlib>

#include "postern/base/check.hpp"
#include "store/mysql/connection/rows.hpp"
#include "store/mysql/factor/sealed_statements.hpp"

namespace postern::store::mysql {

namespace {

/// What is sent for each kind. Both take the same parameters in the same order.
struct Statements {
    const Statement& find;
    const Statement& replace;
    std::size_t ids;  ///< columns between the row and the blob
};

Statements statements_of(SealedKind kind) {
    switch (kind) {  // no default: a new kind must not compile until it is here
        case SealedKind::Totp:
            return {kFindTotpOfOtherKeys, kReplaceTotpSecret, 2};
        case SealedKind::SigningKey:
            return {kFindSigningKeysOfOtherKeys, kReplaceSigningKey, 1};
        case SealedKind::TokenFamily:
            return {kFindFamiliesOfOtherKeys, kReplaceFamilySeed, 1};
    }
    std::abort();  // a value outside the enum is a bug
}

SealedSecret read_secret(Columns& columns, SealedKind kind, std::size_t ids) {
    SealedSecret secret{.kind = kind, .row = columns.number(), .ids = {}, .blob = {}};
    for (std::size_t i = 0; i < ids; ++i) secret.ids.push_back(columns.text());
    secret.blob = columns.text();
    return secret;
}

}  // namespace

std::map<crypto::KeyId, std::size_t> MysqlSealedStore::count_by_key() {
    return connection_.repeatable([&] {
        std::map<crypto::KeyId, std::size_t> counts;
        const auto rows = connection_.query(kCountSealedByKey);
        while (rows->next()) {
            Columns columns{*rows};
            const auto key = static_cast<crypto::KeyId>(columns.number());
            counts[key] += columns.number();
        }
        return counts;
    });
}

std::vector<SealedSecret> MysqlSealedStore::find_sealed_with_other_than(SealedKind kind,
                                                                        crypto::KeyId key,
                                                                        std::uint64_t after,
                                                                        std::size_t limit) {
    const Statements statements = statements_of(kind);
    return connection_.repeatable([&] {
        std::vector<SealedSecret> found;
        const auto rows = connection_.query(statements.find, key, after, limit);
        while (rows->next()) {
            Columns columns{*rows};
            found.push_back(read_secret(columns, kind, statements.ids));
        }
        return found;
    });
}

bool MysqlSealedStore::replace(const SealedSecret& old, std::string_view fresh) {
    const Statements statements = statements_of(old.kind);
    const auto key = crypto::sealed_by(fresh);
    POSTERN_CHECK(key);
    // Repeated after it was done, it finds another blob and says false; the counts tell the truth.
    return connection_.repeatable([&] {
        return connection_.update(statements.replace, fresh, *key, old.row,
                                  std::string_view{old.blob}) == 1;
    });
}

}  // namespace postern::store::mysql
