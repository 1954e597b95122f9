/// sample_changes: changes of accounts as the services make them, applied straight to a store.
#pragma once

#include <utility>

#include "postern/store/account_store.hpp"
#include "service/account/account_changes.hpp"
#include "support/sample_data.hpp"

namespace postern::test {

/// By an administrator at the command line.
inline service::Cause sample_cause(TimePoint now = kNow) { return {"admin:0", {}, now}; }

/// Whether the change was made.
inline bool apply(store::AccountStore& accounts, const store::AccountChange& change) {
    return accounts.apply(change).has_value();
}

/// The change without its e-mails.
inline store::AccountChange silent(store::AccountChange change) {
    change.effects.mails.clear();
    return change;
}

/// The change with these side effects in place of its own.
inline store::AccountChange with_effects(store::AccountChange change, store::SideEffects effects) {
    change.effects = std::move(effects);
    return change;
}

/// A user whom no store has.
inline User unknown_user(User like) {
    like.id = UserId{4711};
    return like;
}

}  // namespace postern::test
