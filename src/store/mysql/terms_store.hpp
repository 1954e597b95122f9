/// terms_store: TermsStore over MySQL.
#pragma once

#include "postern/store/terms_store.hpp"
#include "store/mysql/connection/connection.hpp"

namespace postern::store::mysql {

class MysqlTermsStore final : public TermsStore {
public:
    explicit MysqlTermsStore(Connection& connection) : connection_{connection} {}

    bool add(const NewTerms& terms, const AuditEntry& audit) override;
    std::vector<TermsVersion> list() override;
    std::optional<TermsVersion> find_current() override;
    std::optional<std::string> find_text(std::string_view version,
                                         std::string_view language) override;
    std::optional<TermsState> find_state(UserId user) override;
    ProfileValues find_profile(UserId user) override;

private:
    Connection& connection_;
};

}  // namespace postern::store::mysql
