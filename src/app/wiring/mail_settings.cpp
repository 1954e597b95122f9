#include "app/wiring/mail_settings.hpp"

#include <utility>

#include "app/wiring/brand.hpp"
#include "app/wiring/public_url.hpp"
#include "postern/base/check.hpp"

namespace postern::app {

namespace {

mail::Security security(config::MailSecurity chosen) {
    switch (chosen) {
        case config::MailSecurity::StartTls:
            return mail::Security::StartTls;
        case config::MailSecurity::Tls:
            return mail::Security::Tls;
        case config::MailSecurity::None:
            return mail::Security::None;
    }
    return mail::Security::StartTls;
}

/// The portal's name, if it is a full one: the system's is often short, and servers refuse it.
std::string own_name(const config::Config& config) {
    const std::string host = public_url(config).origin.host();
    const bool is_address = host.find_first_not_of("0123456789.") == std::string::npos ||
                            host.find(':') != std::string::npos;
    return is_address || host.find('.') == std::string::npos ? std::string{} : host;
}

}  // namespace

bool has_mail(const config::Config& config) {
    return config.mail.transport != config::MailTransport::None;
}

mail::Sender mail_sender_name(const config::Config& config) {
    const auto& name = config.mail.from_name;
    return {config.mail.from, name.empty() ? std::string{brand_of(config).shown_name()} : name};
}

mail::Letters load_letters(const config::Config& config, text::Catalogue words,
                           std::vector<std::string>* notes) {
    const auto& overlay = config.server.overlay;
    return mail::Letters::load(config.server.share_dir + "/mail", std::move(words),
                               {.public_url = public_url(config).text(),
                                .language = config.account.language,
                                .brand = brand_of(config),
                                .overlay = overlay.empty() ? std::string{} : overlay + "/mail"},
                               notes);
}

service::MailComposerSettings mail_composer_settings(const config::Config& config) {
    return {.verification_ttl = config.account.verification_ttl,
            .reset_ttl = config.account.reset_ttl,
            .undo_ttl = config.account.undo_ttl,
            .mails_per_account = config.throttle.mails_per_account};
}

std::unique_ptr<mail::MailSender> make_mail_sender(const config::Config& config,
                                                   const std::string& password,
                                                   const std::atomic<bool>* stopping) {
    const auto& mail = config.mail;
    POSTERN_CHECK(has_mail(config));
    if (mail.transport == config::MailTransport::File) return mail::make_file_sender(mail.folder);
    return mail::make_smtp_sender({.host = mail.host,
                                   .port = mail.port,
                                   .security = security(mail.security),
                                   .user = mail.user,
                                   .password = password,
                                   .ca_file = mail.ca_file,
                                   .timeout = mail.timeout,
                                   .own_name = own_name(config)},
                                  stopping);
}

}  // namespace postern::app
