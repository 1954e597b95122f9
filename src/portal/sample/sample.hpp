/// sample: what the samples of each room are made with.
///
/// A sample is a view with made-up people in it. It names its template, so a test can say which
/// template has none.
#pragma once

#include <chrono>
#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "portal/page/account_menu.hpp"
#include "portal/page/device_view.hpp"
#include "portal/page/moment.hpp"
#include "portal/page/return_to.hpp"
#include "postern/portal/pages.hpp"

namespace postern::portal::sample {

inline constexpr const char* kName = "Ann Example";
inline constexpr const char* kEmail = "ann@example.org";
inline constexpr const char* kFormToken = "sample";
/// 20 November 2026, 09:20:00 UTC.
inline constexpr TimePoint kNow{std::chrono::seconds{1'795'166'400}};

/// The page that a sample is drawn on.
struct Stage {
    const Pages& pages;
    Frame frame;

    Moment moment(std::chrono::seconds ago) const {
        return moment_in(pages.words(), frame.language, "Europe/Berlin", kNow - ago);
    }
    std::string word(std::string_view key) const { return pages.words().text(frame.language, key); }
    AccountMenu menu(AccountPage page) const { return {page, kFormToken}; }
    DeviceView device() const { return {{"Firefox", "Linux"}, "192.0.2.7"}; }
    ReturnTo site() const {
        return {.link = "https://wiki.example.org/",
                .host = "wiki.example.org",
                .name = "wiki.example.org",
                .title = "Wiki"};
    }
};

struct Sample {
    std::string name;  ///< of the template; behind a dash, what the page shows: `sign_in-wrong`
    std::function<std::string(const Stage&)> draw;
};

/// `make(stage)` returns the view.
template <class Make>
Sample sample(Make make, const std::string& variant = {}) {
    using View = decltype(make(std::declval<const Stage&>()));
    std::string name{View::kTemplate};
    if (!variant.empty()) name.append(1, '-').append(variant);
    return {std::move(name), [make](const Stage& stage) {
                return stage.pages.draw(http::Status::Ok, make(stage)).body();
            }};
}

std::vector<Sample> of_kit();
std::vector<Sample> of_sign_in();
std::vector<Sample> of_links();
std::vector<Sample> of_invitations();
std::vector<Sample> of_access();
std::vector<Sample> of_account();
std::vector<Sample> of_tokens();
std::vector<Sample> of_factors();
std::vector<Sample> of_reference();

// Of the console, in the folder admin.
std::vector<Sample> of_admin_overview();
std::vector<Sample> of_admin_users();
std::vector<Sample> of_admin_invitations();
std::vector<Sample> of_admin_access();
std::vector<Sample> of_admin_sites();
std::vector<Sample> of_admin_rules();
std::vector<Sample> of_admin_log();
std::vector<Sample> of_admin_system();

/// All of them, in the order in which people meet them.
std::vector<Sample> all();

}  // namespace postern::portal::sample
