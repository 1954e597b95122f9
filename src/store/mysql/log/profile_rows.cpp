#include "store/mysql/log/profile_rows.hpp"

#include "postern/model/terms.hpp"
#include "store/mysql/log/profile_statements.hpp"

namespace postern::store::mysql {

void set_profile_values(Connection& connection, UserId user, const ProfileValues& values) {
    for (const auto& [field, value] : values) {
        if (value.empty())
            connection.update(kRemoveProfileValue, user, field);
        else
            connection.update(kSetProfileValue, user, field, value);
    }
}

ProfileValues read_profile_values(Connection& connection, UserId user) {
    const auto rows = connection.query(kFindProfileValues, user);
    ProfileValues values;
    while (rows->next())
        values.insert_or_assign(std::string{rows->getString(1)}, std::string{rows->getString(2)});
    return values;
}

bool accept_terms(Connection& connection, UserId user, std::string_view version, TimePoint now) {
    if (!is_terms_version(version)) return false;  // the column is ascii
    if (!connection.query(kHasTerms, version)->next()) return false;
    connection.update(kAcceptTerms, user, now, version);
    return true;
}

}  // namespace postern::store::mysql
