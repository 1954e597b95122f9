// Links in e-mails: what each may be used for, and every state in which it may not.
#define BOOST_TEST_DYN_LINK
#include <boost/test/unit_test.hpp>

#include <functional>
#include <map>

#include "postern/base/bytes.hpp"
#include "postern/crypto/digest.hpp"
#include "postern/service/account/mail_link_service.hpp"
#include "postern/store/store_error.hpp"
#include "support/sample_changes.hpp"
#include "support/service_fixture.hpp"

using namespace postern;
using namespace postern::test;
using namespace std::chrono_literals;
using service::LinkError;
using enum MailTokenKind;

namespace {

constexpr std::string_view kOld = "ann@example.org";
constexpr std::string_view kNew = "ann@example.com";
constexpr std::string_view kNewPassword = "brightly painted lighthouse";
constexpr MailTokenKind kKinds[] = {VerifyEmail, ResetPassword, ChangeEmail, UndoEmailChange,
                                    KeepAccount};

struct LinkFixture : ServiceFixture {
    service::MailLinkService links{stores.accounts(), passwords, requests, sign_ins, revoker, 72h};
    User ann = add_user(kOld);
    unsigned tokens_made = 0;

    /// The text of a new link for Ann, good for an hour.
    std::string make_link(MailTokenKind kind, std::string_view email, TimePoint asked_at) {
        const std::string token =
            to_base64url(as_bytes(crypto::sha256(std::to_string(++tokens_made))));
        stores.accounts().add_token({.kind = kind,
                                     .user_id = ann.id,
                                     .token_hash = crypto::sha256(token),
                                     .email = *EmailAddress::parse(email),
                                     .created_at = asked_at,
                                     .expires_at = asked_at + 1h});
        return token;
    }
    std::string make_link(MailTokenKind kind, std::string_view email) {
        return make_link(kind, email, now);
    }
    /// As the mail of this kind would bring it; prepares the account where it has to be so.
    std::string make_fitting_link(MailTokenKind kind) {
        if (kind == KeepAccount) schedule_deletion();
        if (kind == UndoEmailChange) change_address();
        return make_link(kind, kind == ChangeEmail ? kNew : kOld);
    }

    void schedule_deletion() {
        apply(silent(service::deletion_scheduled(ann, now + 24h, sample_cause(now))));
    }
    void apply(const store::AccountChange& change) {
        BOOST_REQUIRE(stores.accounts().apply(change).has_value());
    }
    void change_address() {
        BOOST_REQUIRE(links.change_email(make_link(ChangeEmail, kNew), client, now).has_value());
        now = *stored().user.email_verified_at;
    }

    /// Opens the page and uses the link; true when both say that it is good, false when neither
    /// does.
    bool use(MailTokenKind kind, std::string_view token) {
        const bool shown = links.look_at(kind, token, now).has_value();
        const bool done = use_blindly(kind, token);
        BOOST_TEST(shown == done);
        return done;
    }
    bool use_blindly(MailTokenKind kind, std::string_view token) {
        switch (kind) {
            case VerifyEmail:
                return links.verify_email(token, client, now).has_value();
            case ResetPassword:
                return links.reset_password(token, kNewPassword, client, now).has_value();
            case ChangeEmail:
                return links.change_email(token, client, now).has_value();
            case UndoEmailChange:
                return links.undo_email_change(token, client, now).has_value();
            case KeepAccount:
                return links.keep_account(token, client, now).has_value();
            case ResetFactors:
            case KeepFactors:
                break;  // see lost_factor_service_tests.cpp
            case EnrolmentCode:
                break;  // no link: see enrolment_code_service_tests.cpp
        }
        std::abort();
    }

    StoredUser& stored() { return stores.state().users.at(ann.id); }
    const AuditEntry& last_entry() { return stores.state().audit.back().entry; }
    std::vector<MailKind> mails() {
        std::vector<MailKind> kinds;
        for (const auto& [id, stored] : stores.state().outbox) kinds.push_back(stored.mail.kind);
        return kinds;
    }
    const NewMail& last_mail() { return stores.state().outbox.rbegin()->second.mail; }
};

/// Lets something happen between what is read of a link and the change by it.
class InterruptedStore final : public store::AccountStore {
public:
    explicit InterruptedStore(store::AccountStore& store) : store_{store} {}

    std::function<void()> meanwhile;
    bool each_time = false;

    Result<store::AppliedChange, store::ChangeError> apply(
        const store::AccountChange& change) override {
        if (meanwhile) meanwhile();
        if (!each_time) meanwhile = nullptr;
        return store_.apply(change);
    }
    Result<User, store::AddUserError> add(const NewUser& user,
                                          const store::SideEffects& effects) override {
        return store_.add(user, effects);
    }
    Result<store::AddedUser, store::AddUserError> add_first(
        const NewUser& user, const store::SideEffects& effects,
        const store::FirstAdministrator& first) override {
        return store_.add_first(user, effects, first);
    }
    void note(const store::SideEffects& effects) override { store_.note(effects); }
    std::optional<MailToken> find_token(const Digest& token_hash) override {
        return store_.find_token(token_hash);
    }
    void add_token(const NewMailToken& token) override { store_.add_token(token); }
    std::size_t count_tokens(UserId user, MailTokenKind kind, TimePoint since) override {
        return store_.count_tokens(user, kind, since);
    }
    std::vector<UserRow> find_due(TimePoint now, std::size_t limit) override {
        return store_.find_due(now, limit);
    }
    std::vector<UserRow> find_unverified(TimePoint before, std::size_t limit) override {
        return store_.find_unverified(before, limit);
    }
    std::optional<TimePoint> find_factor_reset(UserId user) override {
        return store_.find_factor_reset(user);
    }
    std::vector<store::PendingFactorReset> find_factor_resets(TimePoint now,
                                                              std::size_t limit) override {
        return store_.find_factor_resets(now, limit);
    }
    std::size_t remove_expired_tokens(TimePoint now, std::size_t limit) override {
        return store_.remove_expired_tokens(now, limit);
    }
    std::size_t remove_old_usernames(TimePoint now, std::size_t limit) override {
        return store_.remove_old_usernames(now, limit);
    }
    std::vector<UserRow> find_waiting(TimePoint before, std::size_t limit) override {
        return store_.find_waiting(before, limit);
    }

private:
    store::AccountStore& store_;
};

/// What happens to the account between the mail and the click, and for which kinds of links that
/// matters.
struct State {
    const char* name;
    std::function<void(LinkFixture&)> happens;
    std::vector<MailTokenKind> good_for;  ///< that were made before it happened
};

const std::vector<MailTokenKind> kAll{std::begin(kKinds), std::end(kKinds)};

std::vector<State> states() {
    return {
        {"nothing", [](LinkFixture&) {}, kAll},
        {"a minute", [](LinkFixture& f) { f.now += 59min; }, kAll},
        {"expired", [](LinkFixture& f) { f.now += 1h; }, {}},
        {"disabled",
         [](LinkFixture& f) { f.apply(service::user_disabled(f.ann, sample_cause(f.now))); },
         {}},
        {"disabled and enabled",
         [](LinkFixture& f) {
             f.apply(service::user_disabled(f.ann, sample_cause(f.now)));
             f.apply(service::user_enabled(f.ann, sample_cause(f.now)));
         },
         kAll},
        {"password set by an administrator",
         [](LinkFixture& f) {
             f.now += 1s;
             f.apply(service::password_set(f.ann, "plain$1$other", sample_cause(f.now)));
         },
         {VerifyEmail, UndoEmailChange, KeepAccount}},
        {"password reset",
         [](LinkFixture& f) {
             f.now += 1s;
             const auto reset = f.make_link(ResetPassword, f.stored().user.email.text());
             BOOST_REQUIRE(f.use(ResetPassword, reset));
         },
         {VerifyEmail, UndoEmailChange, KeepAccount}},
        {"asleep", [](LinkFixture& f) { f.schedule_deletion(); }, {UndoEmailChange}},
        {"due",
         [](LinkFixture& f) { f.stored().user.delete_at = f.now; },
         {VerifyEmail, ResetPassword, UndoEmailChange}},
        {"gone",
         [](LinkFixture& f) {
             f.schedule_deletion();
             f.apply(service::due_removed(f.ann, sample_cause(f.now + 24h)));
         },
         {}},
    };
}

}  // namespace

BOOST_FIXTURE_TEST_SUITE(mail_link_service_tests, LinkFixture)

// --- the matrix ----------------------------------------------------------------------------------

BOOST_AUTO_TEST_CASE(a_link_works_for_its_own_purpose_only) {
    for (const auto made : kKinds)
        for (const auto used : kKinds) {
            LinkFixture f;
            const auto token = f.make_fitting_link(made);
            BOOST_TEST_CONTEXT(to_text(made) << " used as " << to_text(used))
            BOOST_TEST(f.use(used, token) == (made == used));
        }
}

BOOST_AUTO_TEST_CASE(a_link_works_exactly_once) {
    for (const auto kind : kKinds) {
        LinkFixture f;
        const auto token = f.make_fitting_link(kind);
        BOOST_TEST_CONTEXT(to_text(kind)) {
            BOOST_TEST(f.use(kind, token));
            BOOST_TEST(!f.use(kind, token));
        }
    }
}

BOOST_AUTO_TEST_CASE(using_one_link_revokes_the_others_of_its_kind) {
    for (const auto kind : kKinds) {
        LinkFixture f;
        const auto first = f.make_fitting_link(kind);
        const auto second = f.make_link(kind, kind == ChangeEmail ? kNew : kOld);
        BOOST_TEST_CONTEXT(to_text(kind)) {
            BOOST_TEST(f.use(kind, second));
            BOOST_TEST(!f.use(kind, first));
        }
    }
}

BOOST_AUTO_TEST_CASE(a_link_works_only_in_its_documented_states) {
    for (const auto& state : states())
        for (const auto kind : kKinds) {
            LinkFixture f;
            const auto token = f.make_fitting_link(kind);
            state.happens(f);
            const bool good = std::ranges::count(state.good_for, kind) > 0;
            // Scheduling a deletion that is already scheduled revokes all links.
            BOOST_TEST_CONTEXT(to_text(kind) << " after: " << state.name)
            BOOST_TEST(f.use(kind, token) == good);
        }
}

BOOST_AUTO_TEST_CASE(a_link_to_a_former_address_is_revoked) {
    for (const auto kind : {VerifyEmail, ResetPassword, KeepAccount}) {
        LinkFixture f;
        if (kind == KeepAccount) f.schedule_deletion();
        const auto token = f.make_link(kind, kOld);
        f.stored().user.email = *EmailAddress::parse(kNew);
        BOOST_TEST_CONTEXT(to_text(kind)) BOOST_TEST(!f.use(kind, token));
    }
}

BOOST_AUTO_TEST_CASE(a_wrong_token_opens_nothing) {
    for (const auto kind : kKinds) {
        LinkFixture f;
        const auto token = f.make_fitting_link(kind);
        auto other_case = token;
        for (char& c : other_case)
            c = std::islower(static_cast<unsigned char>(c)) ? static_cast<char>(std::toupper(c))
                                                            : c;
        auto last_bits = token;  // the same bytes for a decoder that is not strict
        last_bits.back() = last_bits.back() == 'A' ? 'B' : static_cast<char>(last_bits.back() + 1);
        const std::string texts[] = {"",
                                     "x",
                                     token + "=",
                                     token + "A",
                                     " " + token,
                                     token.substr(0, 42),
                                     other_case,
                                     last_bits,
                                     "%" + token,
                                     std::string(43, 'A'),
                                     token + std::string(1, '\0'),
                                     to_hex(*from_base64url(token))};
        for (const auto& text : texts) BOOST_TEST(!f.use(kind, text));
        BOOST_TEST(f.use(kind, token));
    }
}

BOOST_AUTO_TEST_CASE(looking_at_a_link_changes_nothing) {
    for (const auto kind : kKinds) {
        LinkFixture f;
        const auto token = f.make_fitting_link(kind);
        const auto entries = f.stores.state().audit.size();
        for (int i = 0; i < 3; ++i) {
            const auto preview = f.links.look_at(kind, token, f.now);
            BOOST_REQUIRE(preview.has_value());
            BOOST_TEST((preview->user.id == f.ann.id));
            BOOST_TEST(preview->email.text() == (kind == ChangeEmail ? kNew : kOld));
        }
        BOOST_TEST(f.stores.state().audit.size() == entries);
        BOOST_TEST(f.use(kind, token));
    }
}

// --- asking --------------------------------------------------------------------------------------

BOOST_AUTO_TEST_CASE(a_request_writes_the_same_for_known_and_unknown_addresses) {
    for (const auto kind :
         {MailKind::VerifyEmail, MailKind::ResetPassword, MailKind::DeletionScheduled}) {
        for (const std::string_view email : {kOld, std::string_view{"nobody@example.org"}}) {
            const auto calls = stores.state().calls;
            BOOST_TEST(links.ask(kind, email, client, now).has_value());
            BOOST_TEST(stores.state().calls == calls + 1);
            BOOST_TEST((last_mail().kind == kind));
            BOOST_TEST(!last_mail().user_id.has_value());
            BOOST_TEST(last_mail().to.text() == email);
            BOOST_TEST(!last_entry().user.has_value());
            BOOST_TEST(last_entry().actor == "visitor");
            BOOST_TEST(last_entry().detail == "asked");
        }
    }
}

BOOST_AUTO_TEST_CASE(a_request_is_refused_for_an_invalid_address_and_too_often_from_one_network) {
    const auto bad = links.ask(MailKind::ResetPassword, "an", client, now);
    BOOST_REQUIRE(!bad.has_value());
    BOOST_TEST((bad.error().error == service::AskError::BadEmail));
    for (int i = 0; i < 20; ++i)
        BOOST_TEST(links.ask(MailKind::ResetPassword, kOld, client, now).has_value());
    const auto mails_before = mails().size();
    const auto refused = links.ask(MailKind::ResetPassword, kOld, client, now);
    BOOST_REQUIRE(!refused.has_value());
    BOOST_TEST((refused.error().error == service::AskError::TooMany));
    BOOST_TEST((refused.error().retry_after > 0s));
    BOOST_TEST(mails().size() == mails_before);
    const service::Client elsewhere{"198.51.100.9", "Mozilla/5.0"};
    BOOST_TEST(links.ask(MailKind::ResetPassword, kOld, elsewhere, now).has_value());
}

BOOST_AUTO_TEST_CASE(a_failed_request_does_not_count) {
    stores.state().unavailable = true;
    for (int i = 0; i < 30; ++i)
        BOOST_CHECK_THROW((void)links.ask(MailKind::ResetPassword, kOld, client, now),
                          store::StoreError);
    stores.state().unavailable = false;
    for (int i = 0; i < 20; ++i)
        BOOST_TEST(links.ask(MailKind::ResetPassword, kOld, client, now).has_value());
    BOOST_TEST(!links.ask(MailKind::ResetPassword, kOld, client, now).has_value());
}

// --- what each does ------------------------------------------------------------------------------

BOOST_AUTO_TEST_CASE(verify_email_confirms_the_address) {
    stored().user.email_verified_at.reset();
    const auto user = links.verify_email(make_link(VerifyEmail, kOld), client, now);
    BOOST_REQUIRE(user.has_value());
    BOOST_TEST((user->email_verified_at == now));
    BOOST_TEST((stored().user.email_verified_at == now));
    BOOST_TEST((last_entry().event == AuditEvent::EmailVerification));
    BOOST_TEST((last_entry().user == ann.public_id));
    BOOST_TEST(mails().empty());
}

BOOST_AUTO_TEST_CASE(reset_password_ends_all_sessions_and_notifies_the_user) {
    const auto opened = sign_in(kOld);
    const auto user =
        links.reset_password(make_link(ResetPassword, kOld), kNewPassword, client, now);
    BOOST_REQUIRE(user.has_value());
    BOOST_TEST(!sessions.find(opened.token.reveal(), now).has_value());
    BOOST_TEST((revoker.users == std::vector{ann.id}));
    BOOST_TEST((mails() == std::vector{MailKind::PasswordChanged}));
    BOOST_TEST(last_mail().to.text() == kOld);
    BOOST_TEST((last_mail().details.at("address") == client.address));
    BOOST_TEST((last_entry().event == AuditEvent::PasswordReset));
    BOOST_TEST(last_entry().detail == "done");
    BOOST_TEST(!logins.sign_in({kOld, kGoodPassword}, client, now).has_value());
    BOOST_TEST(logins.sign_in({kOld, kNewPassword}, client, now).has_value());
}

BOOST_AUTO_TEST_CASE(reset_password_keeps_the_link_after_a_bad_password_and_while_busy) {
    const auto token = make_link(ResetPassword, kOld);
    const auto bad = links.reset_password(token, "short", client, now);
    BOOST_REQUIRE(!bad.has_value());
    BOOST_TEST((bad.error().error == service::ResetError::BadPassword));
    BOOST_TEST((bad.error().problems == std::vector{service::PasswordProblem::TooShort}));
    {
        const auto taken = slots.acquire(0ms);
        const auto busy = links.reset_password(token, kNewPassword, client, now);
        BOOST_REQUIRE(!busy.has_value());
        BOOST_TEST((busy.error().error == service::ResetError::Busy));
    }
    BOOST_TEST(revoker.users.empty());
    BOOST_TEST(links.reset_password(token, kNewPassword, client, now).has_value());
}

BOOST_AUTO_TEST_CASE(change_email_notifies_the_old_address_and_drops_cached_sessions) {
    const auto opened = sign_in(kOld);
    const auto user = links.change_email(make_link(ChangeEmail, kNew), client, now);
    BOOST_REQUIRE(user.has_value());
    BOOST_TEST(user->email.text() == kNew);
    BOOST_TEST(stored().user.email.text() == kNew);
    BOOST_TEST((mails() == std::vector{MailKind::EmailChanged}));
    BOOST_TEST(last_mail().to.text() == kOld);
    BOOST_TEST((last_mail().user_id == ann.id));
    BOOST_TEST((last_mail().created_at == stored().user.email_verified_at));
    BOOST_TEST((revoker.users == std::vector{ann.id}));
    BOOST_TEST(sessions.find(opened.token.reveal(), now).has_value());
}

BOOST_AUTO_TEST_CASE(change_email_succeeds_although_the_address_was_verified_meanwhile) {
    stored().user.email_verified_at.reset();
    InterruptedStore interrupted{stores.accounts()};
    const service::MailLinkService by{interrupted, passwords, requests, sign_ins, revoker, 72h};
    interrupted.meanwhile = [&] { stored().user.email_verified_at = now; };
    const auto user = by.change_email(make_link(ChangeEmail, kNew), client, now);
    BOOST_REQUIRE(user.has_value());
    BOOST_TEST(user->email.text() == kNew);
    BOOST_TEST((stored().user.email_verified_at == now + 1s));  // later than the change before it
}

BOOST_AUTO_TEST_CASE(change_email_gives_up_when_the_account_keeps_changing) {
    InterruptedStore interrupted{stores.accounts()};
    const service::MailLinkService by{interrupted, passwords, requests, sign_ins, revoker, 72h};
    interrupted.meanwhile = [&] { *stored().user.email_verified_at += 1s; };
    interrupted.each_time = true;
    const auto refused = by.change_email(make_link(ChangeEmail, kNew), client, now);
    BOOST_REQUIRE(!refused.has_value());
    BOOST_TEST((refused.error() == LinkError::Gone));
    BOOST_TEST(stored().user.email.text() == kOld);
}

BOOST_AUTO_TEST_CASE(change_email_reports_an_address_taken_meanwhile) {
    const auto token = make_link(ChangeEmail, "bob@example.org");
    add_user("bob@example.org");
    const auto refused = links.change_email(token, client, now);
    BOOST_REQUIRE(!refused.has_value());
    BOOST_TEST((refused.error() == LinkError::EmailTaken));
    BOOST_TEST((last_entry().result == AuditResult::Refused));
    BOOST_TEST(last_entry().detail == "email_taken");
    BOOST_TEST(stored().user.email.text() == kOld);
}

BOOST_AUTO_TEST_CASE(undo_locks_out_an_attacker_with_the_password_and_sends_a_reset_link) {
    const auto token = make_fitting_link(UndoEmailChange);
    const auto opened = sign_in(kNew);
    const auto asked_by_thief = make_link(ChangeEmail, "thief@example.net");
    now += 1min;
    const auto user = links.undo_email_change(token, client, now);
    BOOST_REQUIRE(user.has_value());
    BOOST_TEST(user->email.text() == kOld);
    BOOST_TEST(stored().user.email.text() == kOld);
    BOOST_TEST(!sessions.find(opened.token.reveal(), now).has_value());
    BOOST_TEST(!logins.sign_in({kOld, kGoodPassword}, client, now).has_value());
    BOOST_TEST((last_mail().kind == MailKind::ResetPassword));
    BOOST_TEST(last_mail().to.text() == kOld);
    BOOST_TEST((last_mail().user_id == ann.id));
    BOOST_TEST(!use(ChangeEmail, asked_by_thief));
    // As if the mail to the thief had come only now.
    BOOST_TEST(!use(ChangeEmail, make_link(ChangeEmail, "thief@example.net", now - 1s)));
    BOOST_TEST(use(ResetPassword, make_link(ResetPassword, kOld)));
    BOOST_TEST(logins.sign_in({kOld, kNewPassword}, client, now).has_value());
}

BOOST_AUTO_TEST_CASE(keep_account_lets_the_user_sign_in_again) {
    const auto token = make_fitting_link(KeepAccount);
    const auto user = links.keep_account(token, client, now);
    BOOST_REQUIRE(user.has_value());
    BOOST_TEST(!user->delete_at.has_value());
    BOOST_TEST((last_entry().event == AuditEvent::Deletion));
    BOOST_TEST(last_entry().detail == "kept");
    BOOST_TEST(logins.sign_in({kOld, kGoodPassword}, client, now).has_value());
}

BOOST_AUTO_TEST_CASE(a_revoked_link_writes_an_audit_event_and_an_invented_one_does_not) {
    const auto token = make_link(VerifyEmail, kOld);
    now += 2h;
    const auto before = stores.state().audit.size();
    BOOST_TEST(!use_blindly(VerifyEmail, token));
    BOOST_TEST(stores.state().audit.size() == before + 1);
    BOOST_TEST((last_entry().result == AuditResult::Refused));
    BOOST_TEST(last_entry().detail == "link_gone");
    BOOST_TEST(!use_blindly(VerifyEmail, std::string(43, 'A')));
    BOOST_TEST(stores.state().audit.size() == before + 1);
}

BOOST_AUTO_TEST_CASE(no_link_does_anything_while_the_database_is_away) {
    const auto token = make_link(ResetPassword, kOld);
    stores.state().unavailable = true;
    BOOST_CHECK_THROW(links.look_at(ResetPassword, token, now), store::StoreError);
    BOOST_CHECK_THROW(use_blindly(ResetPassword, token), store::StoreError);
    BOOST_CHECK_THROW((void)links.ask(MailKind::ResetPassword, kOld, client, now),
                      store::StoreError);
    stores.state().unavailable = false;
    BOOST_TEST(revoker.users.empty());
    BOOST_TEST(use(ResetPassword, token));
}

BOOST_AUTO_TEST_SUITE_END()
