#include "portal/factor/views.hpp"
#include "portal/sample/sample.hpp"
#include "postern/base/check.hpp"
#include "postern/text/dates.hpp"
#include "postern/text/qr_code.hpp"

namespace postern::portal::sample {

namespace {

using namespace factor;
using namespace std::chrono_literals;

/// Nobody's: that of RFC 6238.
constexpr const char* kAppKey = "GEZD GNBV GY3T QOJQ GEZD GNBV GY3T QOJQ";

PasskeyRow passkey(const Stage& s) {
    PasskeyRow row{.id = "k_1"};
    row.name = "Phone";
    row.reach = PasskeyRow::Reach::Synced;
    row.added = s.moment(3000h);
    row.used = s.moment(2h);
    return row;
}

ProveView prove(const Stage& s, ProveView::Ask ask) {
    ProveView view{.frame = s.frame};
    view.return_to = s.site();
    view.form_token = kFormToken;
    view.ask = ask;
    view.ways = {.app = true, .passkey = true, .recovery_code = true};
    view.can_say_lost = true;
    view.trust_time = text::duration_text(s.pages.words(), s.frame.language, 720h);
    view.email = kEmail;
    return view;
}

SecurityPageView security(const Stage& s) {
    SecurityPageView view{.frame = s.frame};
    view.menu = s.menu(AccountPage::Security);
    view.next = SecurityPageView::Next::AllWell;
    view.can_set_up = true;
    view.can_add_passkey = true;
    view.password_changed = s.moment(2000h);
    view.has_totp = true;
    view.totp_since = s.moment(3000h);
    view.totp_used = s.moment(48h);
    view.passkeys = {passkey(s)};
    view.has_codes = true;
    view.codes_left = 8;
    view.codes_made = s.moment(3000h);
    view.trusted_devices = 1;
    return view;
}

TotpSetupView app_setup(const Stage& s) {
    TotpSetupView view;
    view.frame = s.frame;
    view.menu = s.menu(AccountPage::Security);
    view.key = kAppKey;
    view.uri = "otpauth://totp/Example:ann%40example.org?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";
    view.account = kEmail;
    const auto code = text::qr_code(Secret{view.uri});
    POSTERN_CHECK(code.has_value());
    view.qr_path = std::string{code->path.reveal()};
    view.qr_size = code->side;
    return view;
}

RecoveryCodesView codes(const Stage& s) {
    RecoveryCodesView view;
    view.frame = s.frame;
    view.menu = s.menu(AccountPage::Security);
    view.account = kEmail;
    view.codes = {"abcd-efgh-jkmn", "pqrs-tvwx-yz23", "2345-6789-abcd", "efgh-jkmn-pqrs"};
    return view;
}

/// A page of the account with nothing in it but its menu.
template <class View>
View plain(const Stage& s) {
    View view{.frame = s.frame};
    view.menu = s.menu(AccountPage::Security);
    return view;
}

std::vector<Sample> of_proofs() {
    return {
        sample([](const Stage& s) { return prove(s, ProveView::Ask::Totp); }),
        sample([](const Stage& s) { return prove(s, ProveView::Ask::Passkey); }, "passkey"),
        sample([](const Stage& s) { return prove(s, ProveView::Ask::RecoveryCode); }, "recovery"),
        sample([](const Stage& s) {
            LostFactorView view{.frame = s.frame};
            view.form_token = kFormToken;
            view.email = kEmail;
            view.delay = text::duration_text(s.pages.words(), s.frame.language, 72h);
            return view;
        }),
        sample([](const Stage& s) {
            LostFactorSentView view{.frame = s.frame};
            view.form_token = kFormToken;
            view.email = kEmail;
            return view;
        }),
        sample([](const Stage& s) {
            ProvenView view{.frame = s.frame};
            view.return_to = s.site();
            return view;
        }),
        sample([](const Stage& s) {
            FactorNeededView view{.frame = s.frame};
            view.return_to = s.site();
            view.can_add_passkey = view.can_set_up = true;
            return view;
        }),
    };
}

}  // namespace

std::vector<Sample> of_factors() {
    auto samples = of_proofs();
    for (auto& more : std::vector<Sample>{
             sample(security),
             sample([](const Stage& s) {
                 auto view = plain<MailedCodeView>(s);
                 view.email = kEmail;
                 view.sent = true;
                 return view;
             }),
             sample(plain<AddPasskeyView>),
             sample([](const Stage& s) {
                 auto view = plain<PasskeyPageView>(s);
                 view.passkey = passkey(s);
                 view.new_name = view.passkey.name;
                 return view;
             }),
             sample(plain<TotpView>),
             sample(app_setup),
             sample(plain<RemoveTotpView>),
             sample(plain<RemovePasswordView>),
             sample([](const Stage& s) {
                 auto view = plain<RenewCodesView>(s);
                 view.left = 3;
                 return view;
             }),
             sample(codes),
         })
        samples.push_back(std::move(more));
    return samples;
}

}  // namespace postern::portal::sample
