/// sample_mails: an e-mail of every kind, to made-up people, to look at before anybody gets one.
#pragma once

#include <string>
#include <vector>

#include "postern/service/mail/mail_composer.hpp"

namespace postern::mail {

/// One of each kind, in their order; as it would be ready at `now`, in this language.
std::vector<service::ReadyMail> sample_mails(const std::string& language, TimePoint now);

}  // namespace postern::mail
