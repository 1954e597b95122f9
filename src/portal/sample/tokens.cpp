#include "portal/sample/sample.hpp"
#include "portal/token/views.hpp"

namespace postern::portal::sample {

namespace {

using namespace token;
using namespace std::chrono_literals;

TokensView tokens(const Stage& s) {
    TokenRow row{.id = "t_1"};
    row.name = "backup script";
    row.scopes.sites = {"Files"};
    row.scopes.account_read = true;
    row.made = s.moment(500h);
    row.address = "192.0.2.7";
    row.last_used = s.moment(6h);
    row.expires = s.moment(-1600h);
    TokensView view{.frame = s.frame};
    view.menu = s.menu(AccountPage::Tokens);
    view.tokens = {row};
    return view;
}

NewTokenView new_token(const Stage& s) {
    NewTokenView view{.frame = s.frame};
    view.menu = s.menu(AccountPage::Tokens);
    const auto days = [&s](std::uint64_t count) {
        return s.pages.words().counted(s.frame.language, "duration.day", count);
    };
    view.lives = {{.days = 30, .text = days(30)}, {.days = 90, .text = days(90), .chosen = true}};
    view.first_day = "2026-11-21";
    view.last_day = "2027-11-20";
    view.sites = {{.name = "wiki", .title = "Wiki"}, {.name = "files", .title = "Files"}};
    view.most_life = days(366);
    view.most_tokens = "50";
    return view;
}

}  // namespace

std::vector<Sample> of_tokens() {
    return {
        sample(tokens),
        sample(new_token),
        sample([](const Stage& s) {
            TokenMadeView view{.frame = s.frame};
            view.menu = s.menu(AccountPage::Tokens);
            view.name = "backup script";
            view.token = "pst_sample_0000000000000000000000000000000000";
            view.curl = "curl -u ann@example.org https://files.example.org/";
            return view;
        }),
        sample([](const Stage& s) {
            EndTokenView view{.frame = s.frame};
            view.menu = s.menu(AccountPage::Tokens);
            view.id = "t_1";
            view.name = "backup script";
            view.scopes.sites = {"Files"};
            return view;
        }),
    };
}

}  // namespace postern::portal::sample
