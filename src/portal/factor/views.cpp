#include "portal/factor/views.hpp"

#include <algorithm>

#include "postern/base/secret.hpp"

namespace postern::portal::factor {

void ProveView::fill(Fields& fields) const {
    frame.fill(fields);
    return_to.fill(fields);
    fields.set("FORM_TOKEN", form_token);
    fields.set("EMAIL", email);
    fields.show("STEP_UP", step_up);
    fields.show("SECOND_STEP", !step_up);
    fields.show("ASK_PASSWORD", ask == Ask::Password);
    fields.show("ASK_TOTP", ask == Ask::Totp);
    fields.show("ASK_RECOVERY_CODE", ask == Ask::RecoveryCode);
    fields.show("ASK_CODE", ask != Ask::Password);
    fields.show("OTHER_WAY", ask == Ask::Totp && recovery_codes);
    fields.show("HAS_PROBLEM", problem != Problem::None);
    fields.show("NO_PROBLEM", problem == Problem::None);
    fields.show("STALE", problem == Problem::Stale);
    fields.show("INCOMPLETE", problem == Problem::Incomplete);
    fields.show("MALFORMED_CODE", problem == Problem::MalformedCode);
    fields.show("WRONG_CODE", problem == Problem::WrongCode);
    fields.show("CODE_INVALID", problem == Problem::Incomplete ||
                                    problem == Problem::MalformedCode ||
                                    problem == Problem::WrongCode);
    fields.show("CODE_VALID", problem != Problem::Incomplete && problem != Problem::MalformedCode &&
                                  problem != Problem::WrongCode);
    fields.show("WRONG_PASSWORD", problem == Problem::WrongPassword);
    fields.show("NO_CURRENT_PASSWORD", problem == Problem::Incomplete);
    fields.show("CURRENT_PASSWORD_INVALID",
                problem == Problem::WrongPassword || problem == Problem::Incomplete);
    fields.show("TOO_MANY", problem == Problem::TooManyAttempts);
    fields.set("WAIT", wait);
    fields.show("BLOCKED", problem == Problem::Blocked);
    fields.show("BUSY", problem == Problem::Busy);
    fields.show("UNAVAILABLE", problem == Problem::Unavailable);
}

void ProvenView::fill(Fields& fields) const {
    frame.fill(fields);
    return_to.fill_form(fields);
    return_to.fill_name(fields);
    fields.show("NO_RETURN_LINK", return_to.empty());
    fields.show("NO_RETURN_NAME", return_to.host.empty());
}

void FactorNeededView::fill(Fields& fields) const {
    frame.fill(fields);
    return_to.fill_address(fields);
    return_to.fill_name(fields);
    fields.show("CAN_SET_UP", can_set_up);
    fields.show("CANNOT_SET_UP", !can_set_up);
}

void SecurityPageView::fill(Fields& fields) const {
    constexpr std::uint64_t kFewCodes = 3;
    frame.fill_account(fields);
    menu.fill(fields);
    fields.show("ADDED", notice == Notice::Added);
    fields.show("REPLACED", notice == Notice::Replaced);
    fields.show("REMOVED", notice == Notice::Removed);
    fields.show("CODES_MADE", notice == Notice::CodesMade);
    fields.show("HAS_PASSWORD", !password_changed.text.empty());
    fields.set("PASSWORD_CHANGED", password_changed.text);
    fields.set("PASSWORD_CHANGED_AT", password_changed.rfc3339);
    fields.show("HAS_TOTP", has_totp);
    fields.show("NO_TOTP", !has_totp);
    fields.show("SUGGEST_TOTP", !has_totp && can_set_up);
    fields.show("NOT_HERE", !has_totp && !can_set_up);
    fields.set("TOTP_SINCE", totp_since.text);
    fields.set("TOTP_SINCE_AT", totp_since.rfc3339);
    fields.show("TOTP_WAS_USED", !totp_used.text.empty());
    fields.set("TOTP_USED", totp_used.text);
    fields.set("TOTP_USED_AT", totp_used.rfc3339);
    fields.show("SUGGEST_CODES", has_totp && codes_left <= kFewCodes);
    fields.show("ALL_WELL", has_totp && codes_left > kFewCodes);
    fields.show("HAS_CODES", has_codes);
    fields.show("NO_CODES", !has_codes);
    fields.set("CODES_SINCE", codes_made.text);
    fields.set("CODES_SINCE_AT", codes_made.rfc3339);
    fields.count(codes_left);
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
    return_to.fill_form(fields);
    return_to.fill_name(fields);
    fields.show("NO_RETURN_NAME", return_to.host.empty());
    fields.show("APP_ADDED", app_added);
    fields.show("NO_APP_ADDED", !app_added);
    fields.set("ACCOUNT", account);
    fields.repeat("CODES", codes,
                  [](Fields& row, const std::string& code) { row.set("CODE", code); });
}

}  // namespace postern::portal::factor
