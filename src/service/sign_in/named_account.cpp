#include "service/sign_in/named_account.hpp"

#include <utility>

namespace postern::service {

NamedAccount find_account(store::UserStore& users, std::string_view typed) {
    if (auto email = EmailAddress::parse(typed)) {
        NamedAccount account{.email = std::move(email)};
        account.name = account.email->text();
        account.found = users.find_by_email(*account.email);
        return account;
    }
    const auto username = Username::parse(typed);
    if (!username) return {.name = std::string{typed}};
    NamedAccount account{.name = username->text(), .found = users.find_by_username(*username)};
    if (!account.found) return account;
    // As if the address had been typed: the account has one budget, and it is no second account.
    account.email = account.found->user.email;
    account.name = account.email->text();
    return account;
}

}  // namespace postern::service
