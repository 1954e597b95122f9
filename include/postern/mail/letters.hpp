/// Letters: the text of every e-mail, in the reader's language and time zone.
///
/// One template for all kinds; what makes the difference are the words `mail.KIND.*` of the
/// catalogue. Every letter says why it came and what to do if you did not ask for it; links are
/// built from the configured address alone. Immutable; loaded by the master before it forks.
#pragma once

#include <string>

#include "postern/mail/message.hpp"
#include "postern/service/mail/mail_composer.hpp"
#include "postern/text/catalogue.hpp"
#include "postern/text/templates.hpp"

namespace postern::mail {

struct LettersSettings {
    std::string public_url;  ///< without a slash at its end
    std::string language;    ///< for readers who have chosen none
};

class Letters {
public:
    /// Reads `letter.txt` and `letter.html` of `folder`. Throws std::runtime_error, naming the
    /// file, when one is missing or broken.
    static Letters load(const std::string& folder, text::Catalogue words, LettersSettings settings);

    /// Details that are shown: `device` and `address`.
    Letter write(const service::ReadyMail& mail) const;

    /// To try out the mail server; in the configured language.
    Letter write_test(TimePoint now) const;

private:
    struct Content;
    Letters(text::Catalogue words, text::Templates text, text::Templates html,
            LettersSettings settings);
    Letter drawn(const Content& content) const;
    std::string link(const service::ReadyMail& mail) const;

    text::Catalogue words_;
    text::Templates text_;
    text::Templates html_;
    LettersSettings settings_;
    std::string site_;  ///< the address as it is named in sentences
};

}  // namespace postern::mail
