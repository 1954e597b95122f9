// What every AccountStore does, over memory and over MySQL: the links.
#define BOOST_TEST_DYN_LINK
#include <boost/test/unit_test.hpp>

#include "database/account_fixture.hpp"

using namespace postern;
using namespace postern::test;
using namespace std::chrono_literals;
using store::ChangeError;
using enum MailTokenKind;

namespace {

constexpr std::string_view kOld = "ann@example.org";
constexpr std::string_view kNew = "ann@example.com";

/// Uses the link for what it is for.
template <class Stores>
Result<store::AppliedChange, ChangeError> use(Stores& stores, const NewMailToken& token,
                                              const User& user, TimePoint now = kNow) {
    const auto change = change_by(opened(stores, user, token), now);
    return stores.accounts().apply(with_effects(change, sample_effects(user, now)));
}

template <class Stores>
NewMailToken add_token(Stores& stores, const User& user, MailTokenKind kind, std::string_view email,
                       unsigned n = 1, TimePoint at = kNow) {
    const auto token = sample_token(user, kind, email, n, at);
    stores.accounts().add_token(token);
    return token;
}

template <class Stores>
bool is_there(Stores& stores, unsigned n) {
    return stores.accounts().find_token(sample_hash(n)).has_value();
}

/// Ann, whose address was changed to kNew one minute after kNow; the link to undo it is number 9.
template <class Stores>
struct Moved {
    Stores stores;
    User ann = add_user(stores);
    TimePoint at = kNow + 1min;

    Moved() {
        const auto change = add_token(stores, ann, ChangeEmail, kNew, 8);
        BOOST_REQUIRE(use(stores, change, ann, at).has_value());
        add_token(stores, ann, UndoEmailChange, kOld, 9, at);
    }
    NewMailToken undo() const { return sample_token(ann, UndoEmailChange, kOld, 9, at); }
};

}  // namespace

BOOST_AUTO_TEST_SUITE(account_store_contract_tests)

BOOST_AUTO_TEST_CASE_TEMPLATE(add_writes_the_user_with_emails_and_an_audit_entry, S, AllStores) {
    S stores;
    auto user = sample_user(kOld);
    user.language = "de";
    user.time_zone = "Europe/Berlin";
    const User nobody{UserId{0}, user.public_id, user.email, user.display_name, false, kNow};
    auto effects = sample_effects(nobody);
    effects.mails[0].user_id.reset();
    const auto added = stores.accounts().add(user, effects);
    BOOST_REQUIRE(added.has_value());
    BOOST_TEST(same(*added, find_user(stores, *added)));
    BOOST_TEST(password_of(stores, *added) == "$argon2id$first");
    check_effects(stores, 1);
    const auto mail = stores.outbox().claim(kNow, 60s);
    BOOST_REQUIRE(mail.has_value());
    BOOST_TEST((mail->mail.user_id == added->id));
    BOOST_TEST(mail->mail.language == "de");
    BOOST_TEST((mail->mail.details == MailDetails{{"device", "Firefox"}}));
}

BOOST_AUTO_TEST_CASE_TEMPLATE(add_writes_nothing_when_the_address_is_taken, S, AllStores) {
    S stores;
    const User ann = add_user(stores);
    const auto second = stores.accounts().add(sample_user(kOld, 2), sample_effects(ann));
    BOOST_REQUIRE(!second.has_value());
    BOOST_TEST((second.error() == store::AddUserError::EmailTaken));
    check_effects(stores, 0);
}

BOOST_AUTO_TEST_CASE_TEMPLATE(note_writes_emails_and_an_audit_entry, S, AllStores) {
    S stores;
    stores.accounts().note(sample_effects(add_user(stores)));
    check_effects(stores, 1);
}

BOOST_AUTO_TEST_CASE_TEMPLATE(a_token_is_read_back_as_written_even_when_expired, S, AllStores) {
    S stores;
    const User ann = add_user(stores);
    const auto written = add_token(stores, ann, ChangeEmail, kNew, 1, kNow - 2h);
    stores.users().set_password_hash(ann.id, "$new", kNow + 5s, std::nullopt);
    const auto found = stores.accounts().find_token(written.token_hash);
    BOOST_REQUIRE(found.has_value());
    BOOST_TEST((found->kind == ChangeEmail));
    BOOST_TEST(same(found->user, ann));
    BOOST_TEST((found->user.email_verified_at == kNow));
    BOOST_TEST(found->email.text() == kNew);
    BOOST_TEST((found->created_at == kNow - 2h));
    BOOST_TEST((found->expires_at == kNow - 1h));
    BOOST_TEST((found->password_changed_at == kNow + 5s));
    BOOST_TEST(!stores.accounts().find_token(sample_hash(2)).has_value());
}

BOOST_AUTO_TEST_CASE_TEMPLATE(a_token_that_ends_earlier_ones_leaves_them_to_be_counted, S,
                              AllStores) {
    S stores;
    const User ann = add_user(stores);
    const User bob = add_user(stores, "bob@example.org", 2);
    add_token(stores, ann, EnrolmentCode, kOld, 1, kNow);
    add_token(stores, ann, ResetPassword, kOld, 2, kNow);
    add_token(stores, bob, EnrolmentCode, "bob@example.org", 3, kNow);
    auto newest = sample_token(ann, EnrolmentCode, kOld, 4, kNow + 1s);
    newest.ends_earlier = true;
    stores.accounts().add_token(newest);
    const auto ends_at = [&](unsigned n) {
        return stores.accounts().find_token(sample_hash(n)).value().expires_at;
    };
    BOOST_TEST((ends_at(1) == kNow));
    for (const unsigned n : {2u, 3u, 4u}) BOOST_TEST((ends_at(n) > kNow + 1min));
    BOOST_TEST(stores.accounts().count_tokens(ann.id, EnrolmentCode, kNow) == 2u);
}

BOOST_AUTO_TEST_CASE_TEMPLATE(count_tokens_counts_those_of_one_kind_and_user_since_then, S,
                              AllStores) {
    S stores;
    const User ann = add_user(stores);
    const User bob = add_user(stores, "bob@example.org", 2);
    add_token(stores, ann, ResetPassword, kOld, 1, kNow - 2h);
    add_token(stores, ann, ResetPassword, kOld, 2, kNow - 1h);
    add_token(stores, ann, ResetPassword, kOld, 3, kNow);
    add_token(stores, ann, VerifyEmail, kOld, 4, kNow);
    add_token(stores, bob, ResetPassword, "bob@example.org", 5, kNow);
    BOOST_TEST(stores.accounts().count_tokens(ann.id, ResetPassword, kNow - 1h) == 2u);
    BOOST_TEST(stores.accounts().count_tokens(ann.id, ResetPassword, kNow - 3h) == 3u);
    BOOST_TEST(stores.accounts().count_tokens(ann.id, KeepAccount, kNow - 3h) == 0u);
}

BOOST_AUTO_TEST_CASE_TEMPLATE(every_kind_of_link_is_used_once, S, AllStores) {
    for (const auto kind :
         {VerifyEmail, ResetPassword, ChangeEmail, UndoEmailChange, KeepAccount}) {
        S stores;
        const User ann = add_user(stores);
        if (kind == KeepAccount)
            apply(stores.accounts(),
                  with_effects(service::deletion_scheduled(ann, kNow + 1h, sample_cause()),
                               sample_effects(ann)));
        const std::size_t before = kind == KeepAccount ? 1 : 0;
        const auto token = add_token(stores, ann, kind, kind == ChangeEmail ? kNew : kOld);
        BOOST_TEST(use(stores, token, ann).has_value());
        check_effects(stores, before + 1);
        const auto again = use(stores, token, ann);
        BOOST_REQUIRE(!again.has_value());
        BOOST_TEST((again.error() == ChangeError::LinkGone));
        check_effects(stores, before + 1);
    }
}

BOOST_AUTO_TEST_CASE_TEMPLATE(a_link_of_another_kind_or_user_changes_nothing, S, AllStores) {
    S stores;
    const User ann = add_user(stores);
    const User bob = add_user(stores, "bob@example.org", 2);
    const auto token = add_token(stores, ann, ResetPassword, kOld);
    auto of_other_kind = token;
    of_other_kind.kind = VerifyEmail;
    auto of_other_user = token;
    of_other_user.user_id = bob.id;
    auto of_other_hash = token;
    of_other_hash.token_hash = sample_hash(2);
    BOOST_TEST(!use(stores, of_other_kind, ann).has_value());
    BOOST_TEST(!use(stores, of_other_user, bob).has_value());
    BOOST_TEST(!use(stores, of_other_hash, ann).has_value());
    BOOST_TEST(!use(stores, token, ann, kNow + 1h).has_value());  // expired
    check_effects(stores, 0);
    BOOST_TEST(password_of(stores, ann) == "$argon2id$first");
    BOOST_TEST(password_of(stores, bob) == "$argon2id$first");
    BOOST_TEST(use(stores, token, ann).has_value());  // is good all the same
}

BOOST_AUTO_TEST_CASE_TEMPLATE(verify_email_confirms_the_address, S, AllStores) {
    S stores;
    const User ann = *stores.users().add(sample_user(kOld));
    const auto token = add_token(stores, ann, VerifyEmail, kOld, 1);
    add_token(stores, ann, VerifyEmail, kOld, 2);
    add_token(stores, ann, ResetPassword, kOld, 3);
    BOOST_TEST(use(stores, token, ann, kNow + 5s).has_value());
    BOOST_TEST((find_user(stores, ann).email_verified_at == kNow + 5s));
    BOOST_TEST(!is_there(stores, 2));
    BOOST_TEST(is_there(stores, 3));
}

BOOST_AUTO_TEST_CASE_TEMPLATE(change_email_replaces_the_address, S, AllStores) {
    S stores;
    const User ann = add_user(stores);
    const auto token = add_token(stores, ann, ChangeEmail, kNew, 1);
    for (const auto kind : {VerifyEmail, ResetPassword, ChangeEmail, KeepAccount})
        add_token(stores, ann, kind, kOld, 2 + static_cast<unsigned>(kind));
    add_token(stores, ann, UndoEmailChange, "ann@example.net", 9, kNow - 1h);
    stores.sessions().add(sample_session(ann.id), {}).value();
    BOOST_TEST(use(stores, token, ann, kNow + 5s).has_value());
    const User changed = find_user(stores, ann);
    BOOST_TEST(changed.email.text() == kNew);
    BOOST_TEST((changed.email_verified_at == kNow + 5s));
    BOOST_TEST(stores.sessions().find_by_user(ann.id, 10).size() == 1u);
    BOOST_TEST(stores.revocations().find_after(0, 10).revocations.size() == 1u);
    for (unsigned n = 1; n <= 6; ++n) BOOST_TEST(!is_there(stores, n));
    BOOST_TEST(is_there(stores, 9));
}

BOOST_AUTO_TEST_CASE_TEMPLATE(change_email_to_an_address_that_is_taken_changes_nothing, S,
                              AllStores) {
    S stores;
    const User ann = add_user(stores);
    const User bob = add_user(stores, "bob@example.org", 2);
    const auto token = add_token(stores, ann, ChangeEmail, "bob@example.org");
    const auto refused = use(stores, token, ann);
    BOOST_REQUIRE(!refused.has_value());
    BOOST_TEST((refused.error() == ChangeError::EmailTaken));
    BOOST_TEST(find_user(stores, ann).email.text() == kOld);
    BOOST_TEST(is_there(stores, 1));
    check_effects(stores, 0);
}

BOOST_AUTO_TEST_CASE_TEMPLATE(changes_of_address_within_one_second_have_an_order, S, AllStores) {
    S stores;
    const User ann = add_user(stores);
    const auto change = [&](std::string_view email, unsigned n) {
        const auto token = add_token(stores, ann, ChangeEmail, email, n);
        return apply(stores.accounts(), change_by(opened(stores, ann, token)));
    };
    BOOST_TEST(change(kNew, 1));
    BOOST_TEST((find_user(stores, ann).email_verified_at == kNow + 1s));
    BOOST_TEST(change("ann@example.net", 2));
    BOOST_TEST((find_user(stores, ann).email_verified_at == kNow + 2s));
    const auto mails = stores.outbox().find_page(0, 10);
    BOOST_REQUIRE(mails.size() == 2u);
    BOOST_TEST((mails[0].created_at == kNow + 1s));
    BOOST_TEST((mails[1].created_at == kNow + 2s));
}

BOOST_AUTO_TEST_CASE_TEMPLATE(a_change_of_address_expects_the_address_that_it_was_made_for, S,
                              AllStores) {
    S stores;
    const User ann = *stores.users().add(sample_user(kOld));
    const auto link = opened(stores, ann, add_token(stores, ann, ChangeEmail, kNew, 1));
    const auto verify = add_token(stores, ann, VerifyEmail, kOld, 2);
    BOOST_TEST(use(stores, verify, ann, kNow + 5s).has_value());
    const auto refused = stores.accounts().apply(change_by(link, kNow + 5s));
    BOOST_REQUIRE(!refused.has_value());
    BOOST_TEST((refused.error() == ChangeError::EmailChanged));
    BOOST_TEST(find_user(stores, ann).email.text() == kOld);
    const auto again = opened(stores, ann, sample_token(ann, ChangeEmail, kNew, 1));
    BOOST_TEST(apply(stores.accounts(), change_by(again, kNow + 5s)));
    BOOST_TEST((find_user(stores, ann).email_verified_at == kNow + 6s));
}

BOOST_AUTO_TEST_CASE_TEMPLATE(undo_restores_the_old_address_and_ends_all_sessions, S, AllStores) {
    Moved<S> moved;
    auto& stores = moved.stores;
    const User& ann = moved.ann;
    BOOST_REQUIRE(stores.sessions().add(sample_session(ann.id), {}).has_value());
    add_token(stores, ann, ResetPassword, kNew, 2, moved.at);
    add_token(stores, ann, ChangeEmail, "ann@example.net", 3, moved.at);
    BOOST_TEST(use(stores, moved.undo(), ann, kNow + 1h).has_value());
    const User back = find_user(stores, ann);
    BOOST_TEST(back.email.text() == kOld);
    BOOST_TEST((back.email_verified_at == moved.at - 1s));
    BOOST_TEST(password_of(stores, ann) == "!");
    BOOST_TEST(stores.sessions().find_by_user(ann.id, 10).empty());
    BOOST_TEST(stores.revocations().find_after(0, 10).revocations.size() == 2u);  // of the change
    for (const unsigned n : {2u, 3u, 9u}) BOOST_TEST(!is_there(stores, n));
}

BOOST_AUTO_TEST_CASE_TEMPLATE(undo_to_an_address_taken_meanwhile_changes_nothing, S, AllStores) {
    Moved<S> moved;
    add_user(moved.stores, kOld, 2);
    const auto refused = use(moved.stores, moved.undo(), moved.ann, kNow + 10min);
    BOOST_REQUIRE(!refused.has_value());
    BOOST_TEST((refused.error() == ChangeError::EmailTaken));
    BOOST_TEST(find_user(moved.stores, moved.ann).email.text() == kNew);
    BOOST_TEST(password_of(moved.stores, moved.ann) == "$argon2id$first");
}

BOOST_AUTO_TEST_CASE_TEMPLATE(undo_of_the_first_change_overrides_undo_of_the_second, S, AllStores) {
    for (const bool thief_is_first : {true, false}) {
        Moved<S> moved;
        auto& stores = moved.stores;
        const auto on = add_token(stores, moved.ann, ChangeEmail, "thief@example.net", 3, moved.at);
        BOOST_TEST(use(stores, on, moved.ann, moved.at).has_value());
        const TimePoint second = moved.at + 1s;
        const auto thiefs = add_token(stores, moved.ann, UndoEmailChange, kNew, 4, second);
        if (thief_is_first) {
            BOOST_TEST(use(stores, thiefs, moved.ann, kNow + 2min).has_value());
            BOOST_TEST(find_user(stores, moved.ann).email.text() == kNew);
        }
        BOOST_TEST(use(stores, moved.undo(), moved.ann, kNow + 3min).has_value());
        // As if the mail to the thief had been sent only now.
        if (!is_there(stores, 4)) stores.accounts().add_token(thiefs);
        BOOST_TEST(!use(stores, thiefs, moved.ann, kNow + 4min).has_value());
        BOOST_TEST(find_user(stores, moved.ann).email.text() == kOld);
    }
}

BOOST_AUTO_TEST_CASE_TEMPLATE(undo_keeps_an_account_that_an_attacker_scheduled_for_deletion, S,
                              AllStores) {
    Moved<S> moved;
    auto& stores = moved.stores;
    BOOST_TEST(apply(stores.accounts(),
                     service::deletion_scheduled(moved.ann, kNow + 24h, sample_cause())));
    BOOST_TEST(use(stores, moved.undo(), moved.ann, kNow + 10min).has_value());
    BOOST_TEST(!find_user(stores, moved.ann).delete_at.has_value());
}

BOOST_AUTO_TEST_CASE_TEMPLATE(reset_password_replaces_it_and_ends_everything_earlier, S,
                              AllStores) {
    S stores;
    const User ann = *stores.users().add(sample_user(kOld));
    const User bob = add_user(stores, "bob@example.org", 2);
    for (const User& user : {ann, bob})
        BOOST_REQUIRE(stores.sessions()
                          .add(sample_session(user.id, user.id == ann.id ? 1 : 2), {})
                          .has_value());
    const auto token = add_token(stores, ann, ResetPassword, kOld, 1);
    add_token(stores, ann, ResetPassword, kOld, 2);
    add_token(stores, ann, ChangeEmail, kNew, 3);
    add_token(stores, bob, ResetPassword, "bob@example.org", 4);
    BOOST_TEST(use(stores, token, ann, kNow + 5s).has_value());
    BOOST_TEST(password_of(stores, ann) == "$reset");
    BOOST_TEST((find_user(stores, ann).email_verified_at == kNow + 5s));
    BOOST_TEST(stores.sessions().find_by_user(ann.id, 10).empty());
    const auto revoked = stores.revocations().find_after(0, 10).revocations;
    BOOST_REQUIRE(revoked.size() == 1u);
    BOOST_TEST((revoked[0].user_id == ann.id));
    for (const unsigned n : {1u, 2u, 3u}) BOOST_TEST(!is_there(stores, n));
    BOOST_TEST(is_there(stores, 4));
    BOOST_TEST(password_of(stores, bob) == "$argon2id$first");
    BOOST_TEST(stores.sessions().find_by_user(bob.id, 10).size() == 1u);
}

BOOST_AUTO_TEST_CASE_TEMPLATE(keep_account_cancels_its_deletion, S, AllStores) {
    S stores;
    const User ann = add_user(stores);
    apply(stores.accounts(), service::deletion_scheduled(ann, kNow + 24h, sample_cause()));
    const auto token = add_token(stores, ann, KeepAccount, kOld, 1);
    add_token(stores, ann, KeepAccount, kOld, 2);
    BOOST_TEST(use(stores, token, ann, kNow + 5s).has_value());
    BOOST_TEST(!find_user(stores, ann).delete_at.has_value());
    BOOST_TEST(!is_there(stores, 2));
}

BOOST_AUTO_TEST_SUITE_END()
