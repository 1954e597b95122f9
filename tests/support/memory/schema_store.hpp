/// schema_store: the version of a schema, and what is unfit about its server, as a test
/// says.
#pragma once

#include <functional>
#include <vector>

#include "postern/store/schema_store.hpp"
#include "support/memory/state.hpp"

namespace postern::test {

class MemorySchemaStore final : public store::SchemaStore {
public:
    explicit MemorySchemaStore(MemoryState& state) : state_{state} {}

    std::vector<store::SettingProblem> find_setting_problems(const store::ServerNeeds&) override {
        state_.begin_call();
        return problems;
    }
    std::vector<store::AppliedMigration> find_applied() override {
        state_.begin_call();
        return {{.version = version, .name = "newest", .sha256 = "", .applied_at = kNow}};
    }
    std::size_t migrate(const std::vector<store::Migration>&, TimePoint,
                        const std::function<void(const store::Migration&)>&) override {
        return 0;
    }

    std::uint32_t version = store::kSchemaVersion;
    std::vector<store::SettingProblem> problems{};

private:
    MemoryState& state_;
};

}  // namespace postern::test
