#include "portal/factor/views.hpp"

#include <algorithm>

#include "portal/factor/mailed_code.hpp"
#include "postern/base/secret.hpp"

namespace postern::portal::factor {

namespace {

/// A section with a number of its own: a page with two of them counts each in its section.
void show_counted(Fields& fields, std::string_view name, bool condition, std::uint64_t number) {
    std::vector<std::uint64_t> numbers;
    if (condition) numbers.push_back(number);
    fields.repeat(name, numbers, [](Fields& inner, std::uint64_t one) { inner.count(one); });
}

}  // namespace

void ProveView::fill(Fields& fields) const {
    frame.fill(fields);
    return_to.fill(fields);
    fields.set("FORM_TOKEN", form_token);
    fields.set("EMAIL", email);
    fields.show("CAN_TRUST", !trust_time.empty());
    fields.set("TRUST_TIME", trust_time);
    fields.show("TRUST_DEVICE", trust_device);
    fields.show("STEP_UP", step_up);
    fields.show("SECOND_STEP", !step_up);
    fields.show("ASK_PASSWORD", ask == Ask::Password);
    fields.show("ASK_TOTP", ask == Ask::Totp);
    fields.show("ASK_RECOVERY_CODE", ask == Ask::RecoveryCode);
    fields.show("ASK_CODE", ask == Ask::Totp || ask == Ask::RecoveryCode);
    fields.show("ASK_PASSKEY", ask == Ask::Passkey);
    fields.show("ASK_TYPED", ask != Ask::Passkey);
    fill_other_ways(fields);
    fields.show("HAS_PROBLEM", problem != Problem::None);
    fields.show("NO_PROBLEM", problem == Problem::None);
    fields.show("STALE", problem == Problem::Stale);
    fields.show("INCOMPLETE", problem == Problem::Incomplete);
    fill_code_problems(fields);
    fill_passkey_problems(fields);
    fields.show("WRONG_PASSWORD", problem == Problem::WrongPassword);
    fields.show("NO_CURRENT_PASSWORD", problem == Problem::Incomplete);
    fields.show("CURRENT_PASSWORD_INVALID",
                problem == Problem::WrongPassword || problem == Problem::Incomplete);
    fields.show("TOO_MANY", problem == Problem::TooManyAttempts);
    fields.set("WAIT", wait);
    fields.show("BLOCKED", problem == Problem::Blocked);
    fields.show("BUSY", problem == Problem::Busy);
}

void ProveView::fill_code_problems(Fields& fields) const {
    const bool is_passkey = ask == Ask::Passkey;
    const bool invalid = problem == Problem::Incomplete || problem == Problem::MalformedCode ||
                         problem == Problem::WrongCode;
    fields.show("MALFORMED_CODE", problem == Problem::MalformedCode && !is_passkey);
    fields.show("WRONG_CODE", problem == Problem::WrongCode && !is_passkey);
    fields.show("CODE_INVALID", invalid);
    fields.show("CODE_VALID", !invalid);
    fields.show("UNAVAILABLE", problem == Problem::Unavailable && !is_passkey);
}

void ProveView::fill_passkey_problems(Fields& fields) const {
    const bool is_passkey = ask == Ask::Passkey;
    fields.show("PASSKEY_MALFORMED", problem == Problem::MalformedCode && is_passkey);
    fields.show("PASSKEY_REFUSED", problem == Problem::WrongCode && is_passkey);
    fields.show("PASSKEY_EXPIRED", problem == Problem::Expired);
    fields.show("NOT_VERIFIED", problem == Problem::NotVerified);
    fields.show("PASSKEYS_UNAVAILABLE", problem == Problem::Unavailable && is_passkey);
}

void ProveView::fill_other_ways(Fields& fields) const {
    const bool passkey = ways.passkey && ask != Ask::Passkey;
    const bool app = ways.app && ask != Ask::Totp;
    const bool recovery_code = ways.recovery_code && ask != Ask::RecoveryCode;
    fields.show("OTHER_WAYS", passkey || app || recovery_code || can_say_lost);
    fields.show("OFFER_PASSKEY", passkey);
    fields.show("OFFER_APP", app);
    fields.show("OFFER_RECOVERY_CODE", recovery_code);
    fields.show("CAN_SAY_LOST", can_say_lost);
}

void LostFactorView::fill(Fields& fields) const {
    frame.fill(fields);
    return_to.fill_form(fields);
    return_to.fill_address(fields);
    fields.set("FORM_TOKEN", form_token);
    fields.set("EMAIL", email);
    fields.set("DELAY", delay);
    fields.show("CAN_ASK", problem != Problem::Off);
    fields.show("HAS_PROBLEM", problem != Problem::None);
    fields.show("STALE", problem == Problem::Stale);
    fields.show("TOO_MANY", problem == Problem::TooMany);
    fields.set("WAIT", wait);
    fields.show("OFF", problem == Problem::Off);
}

void LostFactorSentView::fill(Fields& fields) const {
    frame.fill(fields);
    return_to.fill_form(fields);
    return_to.fill_address(fields);
    fields.set("FORM_TOKEN", form_token);
    fields.set("EMAIL", email);
}

void ProvenView::fill(Fields& fields) const {
    frame.fill(fields);
    return_to.fill_link(fields);
    return_to.fill_name(fields);
    fields.show("NO_RETURN_LINK", return_to.empty());
    fields.show("NO_RETURN_NAME", return_to.host.empty());
}

void FactorNeededView::fill(Fields& fields) const {
    frame.fill(fields);
    return_to.fill_address(fields);
    return_to.fill_name(fields);
    fields.show("NEEDS_PASSKEY", needs_passkey && can_add_passkey);
    fields.show("NEEDS_ANY", !needs_passkey && can_add_passkey);
    fields.show("NEEDS_APP", !needs_passkey && !can_add_passkey && can_set_up);
    fields.show("CAN_ADD_PASSKEY", can_add_passkey);
    fields.show("CAN_SET_UP", can_set_up);
    fields.show("CANNOT_SET_UP", !can_add_passkey && !can_set_up);
}

void PasskeyRow::fill(Fields& fields) const {
    fields.set("PASSKEY_ID", id);
    fields.set("PASSKEY_NAME", name);
    fields.show("IS_PASSKEY", kind == PasskeyKind::Passkey);
    fields.show("IS_SECURITY_KEY", kind == PasskeyKind::SecurityKey);
    fields.show("SYNCED", reach == Reach::Synced);
    fields.show("CAN_BE_SYNCED", reach == Reach::CanBeSynced);
    const bool is_bound = reach == Reach::OneDevice;
    fields.show("ON_ONE_DEVICE", is_bound && kind == PasskeyKind::Passkey);
    fields.show("ON_ONE_KEY", is_bound && kind == PasskeyKind::SecurityKey);
    fields.set("PASSKEY_SINCE", added.text);
    fields.set("PASSKEY_SINCE_AT", added.rfc3339);
    fields.show("PASSKEY_WAS_USED", !used.text.empty());
    fields.set("PASSKEY_USED", used.text);
    fields.set("PASSKEY_USED_AT", used.rfc3339);
}

void SecurityPageView::fill_notice(Fields& fields) const {
    fields.show("ADDED", notice == Notice::Added);
    fields.show("REPLACED", notice == Notice::Replaced);
    fields.show("REMOVED", notice == Notice::Removed);
    fields.show("CODES_MADE", notice == Notice::CodesMade);
    fields.show("NEW_PASSKEY", notice == Notice::PasskeyAdded);
    fields.show("RENAMED_PASSKEY", notice == Notice::PasskeyRenamed);
    fields.show("REMOVED_PASSKEY", notice == Notice::PasskeyRemoved);
    fields.show("TRUST_ENDED", notice == Notice::TrustEnded);
}

void SecurityPageView::fill_next(Fields& fields) const {
    fields.show("SUGGEST_PASSKEY", next == Next::AddPasskey);
    fields.show("SUGGEST_TOTP", next == Next::SetUpApp);
    fields.show("SUGGEST_ANOTHER", next == Next::AddAnother);
    fields.show("SUGGEST_CODES", next == Next::RenewCodes);
    fields.show("ALL_WELL", next == Next::AllWell);
}

void SecurityPageView::fill_app(Fields& fields) const {
    fields.show("HAS_TOTP", has_totp);
    fields.show("NO_TOTP", !has_totp);
    fields.show("CAN_SET_UP", !has_totp && can_set_up);
    fields.show("NOT_HERE", !has_totp && !can_set_up);
    fields.set("TOTP_SINCE", totp_since.text);
    fields.set("TOTP_SINCE_AT", totp_since.rfc3339);
    fields.show("TOTP_WAS_USED", !totp_used.text.empty());
    fields.set("TOTP_USED", totp_used.text);
    fields.set("TOTP_USED_AT", totp_used.rfc3339);
}

void SecurityPageView::fill_codes(Fields& fields) const {
    fields.show("HAS_FACTOR", has_totp || !passkeys.empty());
    show_counted(fields, "HAS_CODES", has_codes, codes_left);
    fields.show("NO_CODES", !has_codes);
    fields.set("CODES_SINCE", codes_made.text);
    fields.set("CODES_SINCE_AT", codes_made.rfc3339);
}

void SecurityPageView::fill(Fields& fields) const {
    frame.fill_account(fields);
    menu.fill(fields);
    fill_notice(fields);
    requirement.fill(fields);
    fill_next(fields);
    fields.show("HAS_PASSWORD", !password_changed.text.empty());
    fields.show("NO_PASSWORD", password_changed.text.empty());
    fields.show("CAN_REMOVE_PASSWORD", can_remove_password);
    fields.show("PASSWORD_REMOVED", notice == Notice::PasswordRemoved);
    fields.show("PASSWORD_NEEDED", notice == Notice::PasswordNeeded);
    fields.set("PASSWORD_CHANGED", password_changed.text);
    fields.set("PASSWORD_CHANGED_AT", password_changed.rfc3339);
    fill_app(fields);
    fields.repeat("PASSKEYS", passkeys,
                  [](Fields& row, const PasskeyRow& passkey) { passkey.fill(row); });
    fields.show("HAS_PASSKEYS", !passkeys.empty());
    fields.show("NO_PASSKEYS", passkeys.empty());
    fields.show("CAN_ADD_PASSKEY", can_add_passkey);
    fields.show("NO_PASSKEYS_HERE", !can_add_passkey);
    fill_codes(fields);
    show_counted(fields, "TRUSTED", trusted_devices > 0, trusted_devices);
}

void MailedCodeView::fill(Fields& fields) const {
    const bool invalid = problem == Problem::Incomplete || problem == Problem::Malformed ||
                         problem == Problem::Wrong;
    frame.fill_account(fields);
    menu.fill(fields);
    return_to.fill_form(fields);
    fields.set("NEXT", to_text(factor));
    fields.set("EMAIL", email);
    fields.show("SENT", sent);
    fields.show("NOT_SENT", !sent);
    fields.show("TELL_SENT", sent && problem == Problem::None);
    fields.show("HAS_PROBLEM", problem != Problem::None);
    fields.show("CODE_INVALID", invalid);
    fields.show("CODE_VALID", !invalid);
    fields.show("INCOMPLETE", problem == Problem::Incomplete);
    fields.show("MALFORMED_CODE", problem == Problem::Malformed);
    fields.show("WRONG_CODE", problem == Problem::Wrong);
    fields.show("TOO_MANY",
                problem == Problem::TooManyAttempts || problem == Problem::TooManyMails);
    fields.set("WAIT", wait);
    fields.show("BLOCKED", problem == Problem::Blocked);
}

void AddPasskeyView::fill(Fields& fields) const {
    frame.fill_account(fields);
    menu.fill(fields);
    return_to.fill_form(fields);
    const bool can = problem != Problem::Unavailable && problem != Problem::TooMany;
    fields.show("IS_PASSKEY", kind == PasskeyKind::Passkey);
    fields.show("IS_SECURITY_KEY", kind == PasskeyKind::SecurityKey);
    fields.set("KIND", to_text(kind));
    fields.set("NEW_NAME", name);
    fields.show("CAN_ADD", can);
    fields.show("HAS_PROBLEM", problem != Problem::None);
    fields.show("BAD_NAME", problem == Problem::BadName);
    fields.show("REFUSED", problem == Problem::Refused);
    fields.show("PASSKEY_EXPIRED", problem == Problem::Expired);
    fields.show("TAKEN", problem == Problem::Taken);
    fields.show("TOO_MANY_PASSKEYS", problem == Problem::TooMany);
    fields.set("MOST_PASSKEYS", std::to_string(kMaxPasskeys));
    fields.set("MOST_CHARACTERS", std::to_string(kMaxPasskeyNameCodePoints));
    fields.show("BUSY", problem == Problem::Busy);
    fields.show("UNAVAILABLE", problem == Problem::Unavailable);
}

void PasskeyPageView::fill(Fields& fields) const {
    frame.fill_account(fields);
    menu.fill(fields);
    passkey.fill(fields);
    fields.set("NEW_NAME", new_name);
    fields.set("MOST_CHARACTERS", std::to_string(kMaxPasskeyNameCodePoints));
    fields.show("HAS_PROBLEM", bad_name);
    fields.show("BAD_NAME", bad_name);
    fields.show("IS_LAST", is_last);
    fields.show("HAS_MORE", !is_last);
}

void TotpView::fill(Fields& fields) const {
    frame.fill_account(fields);
    menu.fill(fields);
    return_to.fill_form(fields);
    fields.show("EXPIRED", expired);
    fields.show("REPLACES", replaces);
    fields.show("CAN_SET_UP", can_set_up);
    fields.show("CANNOT_SET_UP", !can_set_up);
}

TotpSetupView::~TotpSetupView() {
    for (std::string* text : {&qr_path, &key, &uri}) wipe(*text);
}

void TotpSetupView::fill(Fields& fields) const {
    constexpr std::string_view kUriStart = "otpauth://totp/";
    const bool wrong = problem == Problem::WrongCode || problem == Problem::ClockAhead ||
                       problem == Problem::ClockBehind;
    frame.fill_account(fields);
    menu.fill(fields);
    return_to.fill_form(fields);
    fields.show("HAS_QR", !qr_path.empty());
    fields.set("QR_PATH", qr_path);
    fields.set("QR_SIZE", std::to_string(qr_size));
    fields.set("KEY", key);
    // The template has the start: whole links of other kinds than http are not let through.
    fields.set("URI_REST", std::string_view{uri}.substr(std::min(kUriStart.size(), uri.size())));
    fields.set("ACCOUNT", account);
    fields.show("HAS_PROBLEM", problem != Problem::None);
    fields.show("CODE_INVALID", problem != Problem::None && problem != Problem::Busy);
    fields.show("INCOMPLETE", problem == Problem::Incomplete);
    fields.show("MALFORMED_CODE", problem == Problem::MalformedCode);
    fields.show("WRONG_CODE", wrong);
    fields.show("CLOCK_AHEAD", problem == Problem::ClockAhead);
    fields.show("CLOCK_BEHIND", problem == Problem::ClockBehind);
    fields.set("CLOCK_OFF", clock_off);
    fields.show("BUSY", problem == Problem::Busy);
}

void RemoveTotpView::fill(Fields& fields) const {
    frame.fill_account(fields);
    menu.fill(fields);
    fields.show("IS_LAST", is_last);
    fields.show("HAS_MORE", !is_last);
}

void RemovePasswordView::fill(Fields& fields) const {
    frame.fill_account(fields);
    menu.fill(fields);
    fields.show("HAS_PROBLEM", problem != Problem::None);
    fields.show("TOO_FEW", problem == Problem::TooFew);
    fields.show("UNPROVEN", problem == Problem::Unproven);
}

void RenewCodesView::fill(Fields& fields) const {
    frame.fill_account(fields);
    menu.fill(fields);
    fields.show("HAS_PROBLEM", busy);
    fields.show("BUSY", busy);
    fields.show("SOME_LEFT", left > 0);
    fields.count(left);
}

RecoveryCodesView::~RecoveryCodesView() {
    for (std::string& code : codes) wipe(code);
}

void RecoveryCodesView::fill(Fields& fields) const {
    frame.fill_account(fields);
    menu.fill(fields);
    return_to.fill_link(fields);
    return_to.fill_name(fields);
    fields.show("NO_RETURN_NAME", return_to.host.empty());
    fields.show("APP_ADDED", added == Added::App);
    fields.show("PASSKEY_ADDED", added == Added::Passkey);
    fields.show("NOTHING_ADDED", added == Added::Nothing);
    fields.set("ACCOUNT", account);
    fields.repeat("CODES", codes,
                  [](Fields& row, const std::string& code) { row.set("CODE", code); });
}

}  // namespace postern::portal::factor
