/// mail_settings: what writes and sends e-mails needs to know, taken from the configuration.
#pragma once

#include <atomic>
#include <memory>
#include <string>
#include <vector>

#include "postern/config/config.hpp"
#include "postern/mail/letters.hpp"
#include "postern/mail/mail_sender.hpp"
#include "postern/mail/message.hpp"
#include "postern/service/mail/mail_composer.hpp"

namespace postern::app {

/// Whether e-mails are sent at all.
bool has_mail(const config::Config& config);
mail::Sender mail_sender_name(const config::Config& config);
/// `notes`: as in mail::Letters::load().
mail::Letters load_letters(const config::Config& config, text::Catalogue words,
                           std::vector<std::string>* notes = nullptr);
service::MailComposerSettings mail_composer_settings(const config::Config& config);
/// REQUIRES: has_mail(config).
std::unique_ptr<mail::MailSender> make_mail_sender(const config::Config& config,
                                                   const std::string& password,
                                                   const std::atomic<bool>* stopping = nullptr);

}  // namespace postern::app
