/// explain: how the server would run a statement.
#pragma once

#include <string>
#include <vector>

#include "support/test_database.hpp"

namespace postern::test {

struct Plan {
    std::string table, type, key, extra;
};

inline std::vector<Plan> explain(const std::string& sql) {
    std::vector<Plan> plans;
    for (const auto& row : RawSql{}.rows("EXPLAIN " + sql))
        plans.push_back({row[2], row[3], row[5], row[9]});
    return plans;
}

/// Reads at most the rows that were asked for: by a unique key, or by ranges of one.
inline bool is_direct(const Plan& plan) {
    return plan.type == "const" || plan.type == "eq_ref" || plan.type == "range" ||
           plan.type == "ref";
}

}  // namespace postern::test
