/// user_record: a user as a line of a file, for moving in and out.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "postern/base/entropy.hpp"
#include "postern/base/result.hpp"
#include "postern/json/json.hpp"
#include "postern/model/user.hpp"
#include "postern/store/user_store.hpp"

namespace postern::app {

/// Names of the fields in the order in which they are written.
extern const std::vector<std::string> kUserFields;

/// Field and value as text; a field that is not there is as if it was empty.
using UserRecord = std::map<std::string, std::string, std::less<>>;

using WantsField = bool (*)(std::string_view name);

/// The members of a JSON object, each a text, a number, a boolean or null. Fails with what is wrong
/// with one that is wanted.
Result<UserRecord, std::string> to_record(
    const json::Json& object, WantsField wants = [](std::string_view) { return true; });

/// `false` for `true`; what is no flag, and nothing, stays.
std::string opposite_of(const std::string& flag);
/// `true` for a time, `false` for none: of a column that says when something was done.
std::string whether_there_is(const std::string& time);

/// Makes a user of a record; fails with what is wrong, which quotes no value. Without an id the
/// user gets a new one; without a hash they have no password yet.
Result<NewUser, std::string> to_new_user(const UserRecord& record, Entropy& entropy, TimePoint now);

/// The record of a user, without the hash where `with_hash` is false.
UserRecord to_record(const store::UserWithPassword& user, bool with_hash);

/// Values in the order of kUserFields.
std::vector<std::string> values_of(const UserRecord& record);

/// The same as one line of JSON, without its end.
std::string json_line(const UserRecord& record);

}  // namespace postern::app
