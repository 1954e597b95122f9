/// SettingProblem: a setting of the database server under which Postern cannot work.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace postern::store {

struct SettingProblem {
    std::string setting;  ///< as the server names it
    std::string wrong;    ///< for an administrator: "is STATEMENT, under which ..."
    std::string remedy;   ///< "set it to ROW or MIXED"

    std::string text() const { return setting + ' ' + wrong + "; " + remedy; }
};

/// How much of the server's limits a host needs; 0: don't look at them.
struct ServerNeeds {
    std::uint64_t connections = 0;
};

}  // namespace postern::store
