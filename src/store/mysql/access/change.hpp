/// change: a transaction that is undone when it turns out that the change cannot be made.
#pragma once

#include <optional>

#include "postern/base/result.hpp"
#include "store/mysql/connection/connection.hpp"

namespace postern::store::mysql {

/// `work()` returns why it refuses, or nothing.
template <class Error, class Work>
Result<void, Error> change(Connection& connection, Work work) {
    return connection.transaction([&](Transaction& transaction) -> Result<void, Error> {
        if (const std::optional<Error> refused = work()) {
            transaction.rollback();
            return fail(*refused);
        }
        transaction.commit();
        return {};
    });
}

}  // namespace postern::store::mysql
