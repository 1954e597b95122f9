#include "store/mysql/terms_store.hpp"

#include <algorithm>

#include "store/mysql/connection/rows.hpp"
#include "store/mysql/log/audit_rows.hpp"
#include "store/mysql/log/profile_rows.hpp"
#include "store/mysql/log/profile_statements.hpp"

namespace postern::store::mysql {

namespace {

TermsVersion read_terms(Columns& columns) {
    // Braces evaluate from left to right, so the columns come in their order.
    TermsVersion terms{.version = columns.text(),
                       .added_at = columns.time(),
                       .added_by = columns.text(),
                       .must_accept_by = read_optional_time(columns)};
    const auto& by = terms.must_accept_by;
    if (!is_terms_version(terms.version) || !is_time(terms.added_at) || (by && !is_time(*by)))
        throw CorruptRow{"terms_version", 0};
    return terms;
}

/// One row for each language of a version.
std::vector<TermsVersion> read_versions(sql::ResultSet& rows) {
    std::vector<TermsVersion> versions;
    while (rows.next()) {
        Columns columns{rows};
        TermsVersion terms = read_terms(columns);
        std::string language = columns.text();
        if (versions.empty() || versions.back().version != terms.version)
            versions.push_back(std::move(terms));
        if (!language.empty()) versions.back().languages.push_back(std::move(language));
    }
    return versions;
}

/// The column is ascii, and the server refuses to compare it with other text.
bool is_language_tag(std::string_view text) {
    return !text.empty() && text.size() <= 35 && std::ranges::all_of(text, [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
               c == '-';
    });
}

}  // namespace

bool MysqlTermsStore::add(const NewTerms& terms, const AuditEntry& audit) {
    return connection_.transaction([&](Transaction& transaction) {
        try {
            connection_.update(kAddTerms, terms.terms.version, terms.terms.added_at,
                               terms.terms.added_by, terms.terms.must_accept_by);
        } catch (const sql::SQLException& error) {
            if (!is_duplicate(error, "uq_terms_version_version")) throw;
            transaction.rollback();
            return false;
        }
        const std::uint64_t id = connection_.last_insert_id();
        for (const auto& [language, text] : terms.texts)
            connection_.update(kAddTermsText, id, language, text);
        add_audit(connection_, audit);
        transaction.commit();
        return true;
    });
}

std::vector<TermsVersion> MysqlTermsStore::list() {
    return connection_.repeatable([&] { return read_versions(*connection_.query(kFindTerms)); });
}

std::optional<TermsVersion> MysqlTermsStore::find_current() {
    return connection_.repeatable([&]() -> std::optional<TermsVersion> {
        auto found = read_versions(*connection_.query(kFindCurrentTerms));
        if (found.empty()) return std::nullopt;
        return std::move(found.front());
    });
}

std::optional<std::string> MysqlTermsStore::find_text(std::string_view version,
                                                      std::string_view language) {
    if (!is_terms_version(version) || !is_language_tag(language)) return std::nullopt;
    return connection_.repeatable([&]() -> std::optional<std::string> {
        const auto rows = connection_.query(kFindTermsText, version, language);
        if (!rows->next()) return std::nullopt;
        return std::string{rows->getString(1)};
    });
}

std::optional<TermsState> MysqlTermsStore::find_state(UserId user) {
    return connection_.repeatable([&]() -> std::optional<TermsState> {
        const auto rows = connection_.query(kFindTermsState, user);
        if (!rows->next()) return std::nullopt;
        Columns columns{*rows};
        TermsState state{.current = read_terms(columns)};
        state.accepted_at = read_optional_time(columns);
        return state;
    });
}

ProfileValues MysqlTermsStore::find_profile(UserId user) {
    return connection_.repeatable([&] { return read_profile_values(connection_, user); });
}

}  // namespace postern::store::mysql
