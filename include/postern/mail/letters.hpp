/// Letters: the text of every e-mail, in the reader's language and time zone.
///
/// One template for all kinds; what makes the difference are the words `mail.KIND.*` of the
/// catalogue. Every letter says why it came and what to do if you did not ask for it; links are
/// built from the configured address alone. Nothing in them is fetched from elsewhere: the brand is
/// a name, colours and links. Immutable; loaded by the master before it forks.
#pragma once

#include <string>
#include <vector>

#include "postern/mail/message.hpp"
#include "postern/model/brand.hpp"
#include "postern/service/mail/mail_composer.hpp"
#include "postern/text/catalogue.hpp"
#include "postern/text/templates.hpp"

namespace postern::mail {

struct LettersSettings {
    std::string public_url;  ///< without a slash at its end
    std::string language;    ///< for readers who have chosen none
    Brand brand{};           ///< without a name, letters name the host of public_url
    /// Files there take the place of those of the same name; empty, or not there: none do.
    std::string overlay{};
};

class Letters {
public:
    /// Reads `letter.txt` and `letter.html` of `folder`. Throws std::runtime_error, naming the
    /// file, when one is missing or broken. `notes`: as in text::Templates::load().
    static Letters load(const std::string& folder, text::Catalogue words, LettersSettings settings,
                        std::vector<std::string>* notes = nullptr);

    /// Details that are shown: `device` and `address`.
    Letter write(const service::ReadyMail& mail) const;

    /// To try out the mail server; in the configured language.
    Letter write_test(TimePoint now) const;

private:
    struct Content;
    Letters(text::Catalogue words, text::Templates text, text::Templates html,
            LettersSettings settings);
    Letter drawn(const Content& content) const;
    void fill_brand(text::Fields& fields, const std::string& language) const;
    std::string link(const service::ReadyMail& mail) const;

    text::Catalogue words_;
    text::Templates text_;
    text::Templates html_;
    LettersSettings settings_;
    std::string site_;  ///< the brand's name, or the address, as it is named in sentences
};

}  // namespace postern::mail
