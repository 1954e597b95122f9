// Every change of an account is cut off at each of its statements: by an error, and by the end of
// the connection. What stays is nothing.
#define BOOST_TEST_DYN_LINK
#include <boost/test/unit_test.hpp>
#include <functional>

#include "database/account_fixture.hpp"
#include "postern/store/store_error.hpp"
#include "support/sample_factors.hpp"

using namespace postern;
using namespace postern::test;
using namespace std::chrono_literals;
using enum MailTokenKind;

namespace {

/// Makes a statement fail, as long as it lives.
class Trap {
public:
    Trap(const std::string& when, const std::string& what) {
        RawSql{}.run("CREATE TRIGGER test_trap BEFORE " + when + " FOR EACH ROW " + what);
    }
    ~Trap() { RawSql{}.run("DROP TRIGGER test_trap"); }
    Trap(const Trap&) = delete;
    Trap& operator=(const Trap&) = delete;
};

constexpr const char* kStatements[] = {"INSERT ON user",
                                       "UPDATE ON user",
                                       "DELETE ON user",
                                       "INSERT ON user_password",
                                       "UPDATE ON user_password",
                                       "INSERT ON account_cleanup",
                                       "INSERT ON revocation",
                                       "DELETE ON mail_token",
                                       "DELETE ON sign_in_failure",
                                       "INSERT ON outbox",
                                       "INSERT ON audit",
                                       "INSERT ON user_totp",
                                       "DELETE ON user_totp",
                                       "INSERT ON recovery_set",
                                       "DELETE ON recovery_set",
                                       "INSERT ON recovery_code",
                                       "DELETE ON factor_enrolment",
                                       "INSERT ON user_passkey",
                                       "DELETE ON user_passkey",
                                       "INSERT ON factor_reset",
                                       "DELETE ON factor_reset",
                                       "UPDATE ON role",
                                       "INSERT ON access_grant"};

constexpr const char* kError = "SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'trapped'";
constexpr const char* kEnd = "KILL CONNECTION_ID()";

/// All that an account consists of.
std::vector<RawSql::Row> contents() {
    RawSql sql;
    std::vector<RawSql::Row> all;
    for (const char* const query :
         {"SELECT id, email, display_name, disabled, email_verified_at, language, delete_at,"
          " session_epoch, device_epoch FROM user ORDER BY id",
          "SELECT user_id, phc, changed_at FROM user_password ORDER BY user_id",
          "SELECT id, user_id, user_epoch FROM session ORDER BY id",
          "SELECT id, user_id FROM revocation ORDER BY id",
          "SELECT id, kind FROM mail_token ORDER BY id",
          "SELECT user_id, HEX(device_hash) FROM known_device ORDER BY user_id",
          "SELECT HEX(account_key) FROM sign_in_failure",
          "SELECT user_id, public_id FROM user_totp ORDER BY user_id",
          "SELECT user_id, created_at FROM recovery_set ORDER BY user_id",
          "SELECT user_id, HEX(code_hash) FROM recovery_code ORDER BY user_id, code_hash",
          "SELECT user_id, public_id FROM user_passkey ORDER BY id",
          "SELECT user_id, due_at FROM factor_reset ORDER BY user_id",
          "SELECT HEX(holder_hash) FROM factor_enrolment ORDER BY holder_hash",
          "SELECT user_id, role_id FROM access_grant ORDER BY id",
          "SELECT id, kind FROM outbox ORDER BY id", "SELECT id, event FROM audit ORDER BY id"}) {
        all.push_back({query});
        for (auto& row : sql.rows(query)) all.push_back(std::move(row));
    }
    return all;
}

/// Ann with one of everything.
struct Full {
    MysqlStores stores;
    User ann = add_user(stores);
    NewMailToken token;
    std::optional<service::OpenedLink> link{};

    explicit Full(MailTokenKind kind)
        : token{sample_token(ann, kind,
                             kind == ChangeEmail ? "ann@example.com" : "ann@example.org")} {
        if (kind == KeepAccount)
            apply(stores.accounts(),
                  silent(service::deletion_scheduled(ann, kNow + 24h, sample_cause())));
        else
            stores.sessions().add(sample_session(ann.id), {}).value();
        stores.accounts().add_token(token);
        RawSql sql;
        if (kind == VerifyEmail) sql.run("UPDATE user SET email_verified_at = NULL");
        sql.run(
            "INSERT INTO known_device SELECT id, REPEAT('d', 32), created_at, created_at, 0,"
            " NULL, NULL FROM user");
        sql.run(
            "INSERT INTO sign_in_failure SELECT UNHEX(SHA2(email, 256)), 3, created_at"
            " FROM user");
        apply(stores.accounts(), totp_added(ann, 2));
        apply(stores.accounts(), recovery_made(ann, 11));
        apply(stores.accounts(), passkey_added(ann, 3));
        stores.factors().put_enrolment(sample_enrolment(ann));
        link = opened(stores, ann, token);
    }

    User unverified() const {
        User user = ann;
        user.email_verified_at.reset();
        return user;
    }
};

struct Change {
    const char* name;
    MailTokenKind kind;
    std::size_t statements;  ///< of kStatements that it is made of
    std::function<void(store::AccountStore&, const Full&)> make;
};

/// The change that `of(full)` is, with one e-mail and one audit entry.
template <class Of>
std::function<void(store::AccountStore&, const Full&)> making(Of of) {
    return [of](store::AccountStore& accounts, const Full& full) {
        BOOST_TEST(apply(accounts, with_effects(of(full), sample_effects(full.ann))));
    };
}

const std::vector<Change>& changes() {
    const auto by_link = making([](const Full& full) { return change_by(*full.link); });
    static const std::vector<Change> all{
        {"add", VerifyEmail, 4,
         [](store::AccountStore& accounts, const Full& full) {
             accounts.add(sample_user("bob@example.org", 2), sample_effects(full.ann)).value();
         }},
        {"add_first", VerifyEmail, 6,
         [](store::AccountStore& accounts, const Full& full) {
             const auto added = accounts.add_first(
                 sample_user("bob@example.org", 2), sample_effects(full.ann),
                 {.grant = sample_id(7), .granted_by = "admin:0", .audit = sample_audit()});
             BOOST_TEST(added.value().is_administrator);
         }},
        {"email_verified", VerifyEmail, 4, by_link},
        {"email_changed", ChangeEmail, 5, by_link},
        {"email_change_undone", UndoEmailChange, 11, by_link},
        {"password_reset", ResetPassword, 8, by_link},
        {"deletion_cancelled by a link", KeepAccount, 4, by_link},
        {"password_changed", ResetPassword, 7, making([](const Full& full) {
             return service::password_changed(in_session(full.ann, 9), "$new", "$argon2id$first",
                                              sample_cause());
         })},
        {"password_set", ResetPassword, 8, making([](const Full& full) {
             return service::password_set(full.ann, "$new", sample_cause());
         })},
        {"user_disabled", ResetPassword, 5,
         making([](const Full& full) { return service::user_disabled(full.ann, sample_cause()); })},
        {"email_marked_verified", VerifyEmail, 3, making([](const Full& full) {
             return service::email_marked_verified(full.ann, sample_cause());
         })},
        {"profile_changed", ResetPassword, 4, making([](const Full& full) {
             return service::profile_changed(full.ann, {full.ann.display_name, "de", {}},
                                             sample_cause());
         })},
        {"deletion_scheduled", ResetPassword, 6, making([](const Full& full) {
             return service::deletion_scheduled(full.ann, kNow + 24h, sample_cause());
         })},
        {"deletion_cancelled", KeepAccount, 3, making([](const Full& full) {
             return service::deletion_cancelled(full.ann, sample_cause());
         })},
        {"due_removed", KeepAccount, 6, making([](const Full& full) {
             return service::due_removed(full.ann, sample_cause(kNow + 24h));
         })},
        {"an app and codes that replace others", ResetPassword, 9, making([](const Full& full) {
             auto change = totp_confirmed(full.ann);
             change.expected.totp = store::PresentTotp{sample_id(2)};
             change.recovery = sample_recovery();
             return change;
         })},
        {"the removal of an app, a passkey and codes", ResetPassword, 6,
         making([](const Full& full) {
             auto change = change_of(full.ann);
             change.remove_factors_since = kNow;
             return change;
         })},
        {"a passkey beside another", ResetPassword, 4,
         making([](const Full& full) { return passkey_added(full.ann, 4); })},
        {"a reset of lost factors that begins", ResetPassword, 3, making([](const Full& full) {
             auto change = change_of(full.ann);
             change.factor_reset = store::FactorResetDate{kNow + 72h, kNow + 24h};
             return change;
         })},
        {"a reset of all factors", ResetPassword, 8,
         making([](const Full& full) { return service::factors_reset(full.ann, sample_cause()); })},
        {"unverified_removed", VerifyEmail, 6, making([](const Full& full) {
             return service::unverified_removed(full.unverified(), sample_cause());
         })}};
    return all;
}

/// Whether the change was cut off; checks that it then left nothing, and that it can be made after.
bool is_cut_off(const Change& change, const std::string& when, const char* what) {
    Full full{change.kind};
    const auto before = contents();
    {
        const Trap trap{when, what};
        try {
            change.make(full.stores.accounts(), full);
            return false;
        } catch (const store::StoreError&) {
            BOOST_TEST((contents() == before));
        }
    }
    change.make(full.stores.accounts(), full);
    BOOST_TEST((contents() != before));
    return true;
}

void cut_off_everywhere(const char* what) {
    for (const Change& change : changes()) {
        std::size_t cut_off = 0;
        for (const char* const when : kStatements) BOOST_TEST_CONTEXT(change.name << " at " << when)
        cut_off += is_cut_off(change, when, what) ? 1 : 0;
        BOOST_TEST_CONTEXT(change.name) BOOST_TEST(cut_off == change.statements);
    }
}

}  // namespace

BOOST_AUTO_TEST_SUITE(account_fault_tests)

BOOST_AUTO_TEST_CASE(an_error_at_any_statement_of_any_change_leaves_nothing) {
    cut_off_everywhere(kError);
}

BOOST_AUTO_TEST_CASE(the_end_of_the_connection_at_any_statement_of_any_change_leaves_nothing) {
    cut_off_everywhere(kEnd);
}

BOOST_AUTO_TEST_SUITE_END()
