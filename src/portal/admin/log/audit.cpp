// GET /admin/audit.
#include <algorithm>
#include <utility>

#include "portal/admin/log/audit_file.hpp"
#include "portal/admin/log/handlers.hpp"
#include "portal/admin/log/views.hpp"
#include "postern/service/admin/audit_reader.hpp"
#include "postern/service/audit/audit_trail.hpp"

namespace postern::portal::admin::log {

namespace {

constexpr std::size_t kPageSize = 50;
constexpr const char* kMostInFile =
    "10\xC2\xA0"
    "000";  // AuditReader::kMostInFile
static_assert(service::AuditReader::kMostInFile == 10'000);

/// Addresses of this page with its filters.
class Addresses {
public:
    Addresses(const Context& context, const http::Request& request)
        : page_{context.settings.base_path + request.path},
          filters_{query_without(request.query,
                                 {"after", "done", "count", "lang", "live", "turn", "format"})} {}

    std::string with(std::string_view more) const {
        std::string address = page_;
        if (!filters_.empty() || !more.empty()) address += '?';
        address += filters_;
        if (!filters_.empty() && !more.empty()) address += '&';
        return address.append(more);
    }

    /// As the page is asked for when it loads itself for the n-th time.
    std::string of_turn(std::uint32_t turn) const {
        return with("live=" + std::to_string(AuditForm::kSecondsOfTurn) +
                    "&turn=" + std::to_string(turn));
    }

private:
    std::string page_;
    std::string filters_;
};

/// The events, sorted by their names.
std::vector<Choice> event_choices(const text::Catalogue& words, const std::string& language,
                                  const std::string& chosen) {
    std::vector<Choice> choices;
    for (const auto event : all_audit_events()) {
        const std::string word{to_text(event)};
        choices.push_back({.value = word,
                           .name = words.text(language, "history.event." + word),
                           .chosen = word == chosen});
    }
    std::ranges::sort(choices, {}, &Choice::name);
    return choices;
}

std::vector<Choice> result_choices(const text::Catalogue& words, const std::string& language,
                                   const std::string& chosen) {
    std::vector<Choice> choices;
    for (const auto result : all_audit_results()) {
        const std::string word{to_text(result)};
        choices.push_back({.value = word,
                           .name = words.text(language, "history." + word),
                           .chosen = word == chosen});
    }
    return choices;
}

/// Draws entries for one reader.
class Rows {
public:
    Rows(const Context& context, const Services& services, const AdminFrame& frame)
        : context_{context}, frame_{frame}, actors_{services.users} {}

    AuditRow of(const service::ReadEntry& read) {
        const auto& entry = read.entry.entry;
        const auto& words = context_.pages.words();
        const std::string event{to_text(entry.event)};
        const std::string key =
            "history.detail." + std::string{service::without_reason(entry.detail)};
        const bool has_words = words.has_key(key);
        return {.event = event,
                .event_name = words.text(frame_.language, "history.event." + event),
                .result = entry.result,
                .detail = entry.detail,
                .detail_words = has_words ? words.text(frame_.language, key) : std::string{},
                .at = moment_on(context_, frame_, entry.at),
                .user_id = entry.user ? entry.user->text() : std::string{},
                .email = read.email,
                .links_user = !read.email.empty() && frame_.menu.has(AdminPage::Users),
                .actor = actors_.of(entry.actor),
                .device = {describe_device(entry.user_agent), entry.address},
                .user_agent = entry.user_agent,
                .request_id = entry.request_id};
    }

private:
    const Context& context_;
    const AdminFrame& frame_;
    Actors actors_;
};

FollowView follow_of(const Addresses& addresses, const AuditForm& form) {
    using State = FollowView::State;
    FollowView follow{.start_url = addresses.of_turn(0), .stop_url = addresses.with({})};
    if (!form.after.empty())
        follow.state = State::Away;
    else if (!form.turn)
        follow.state = State::Offered;
    else
        follow.state = *form.turn < AuditForm::kMostTurns ? State::On : State::Over;
    return follow;
}

/// What browsers have for a page that loads itself, without a script.
std::string refresh_header(const Addresses& addresses, std::uint32_t turn) {
    return std::to_string(AuditForm::kSecondsOfTurn) + "; url=" + addresses.of_turn(turn + 1);
}

/// A time as the field shows it; what is none stays as it was typed.
std::string shown_time(const std::string& typed, const std::optional<TimePoint>& time,
                       const std::string& time_zone) {
    return time ? local_time_text(*time, time_zone) : typed;
}

}  // namespace

http::Response get_audit(const Context& context, const Services& services,
                         const http::Request& request, const SessionWithUser& visitor) {
    auto form = AuditForm::parse(request);
    const auto& time_zone = visitor.user.time_zone;
    const auto asked = ask(form, services.users, time_zone);
    const bool is_file = form.format != AuditForm::Format::Page && !asked.problems.any();
    if (is_file) {
        const auto part = services.audit.list(asked.filter, {}, service::AuditReader::kMostInFile);
        return form.format == AuditForm::Format::Csv ? audit_as_csv(part.items)
                                                     : audit_as_json(part.items);
    }
    const Addresses addresses{context, request};
    AuditView view{admin_frame(context, services, request, visitor, AdminPage::Audit)};
    view.frame.command = command_of(form, asked.filter);
    view.form = form;
    view.form.since = shown_time(form.since, asked.filter.since, time_zone);
    view.form.until = shown_time(form.until, asked.filter.until, time_zone);
    view.problems = asked.problems;
    const auto& words = context.pages.words();
    view.events = event_choices(words, view.frame.language, form.event);
    view.results = result_choices(words, view.frame.language, form.result);
    view.csv_url = addresses.with("format=csv");
    view.json_url = addresses.with("format=json");
    view.most_in_file = kMostInFile;
    view.filtered = addresses.with({}) != context.settings.base_path + request.path;
    if (asked.problems.any()) return context.pages.draw(http::Status::UnprocessableContent, view);

    const auto part = services.audit.list(asked.filter, form.after, kPageSize);
    Rows rows{context, services, view.frame};
    for (const auto& entry : part.items) view.entries.push_back(rows.of(entry));
    view.damaged = part.damaged;
    auto listed = request;
    listed.query = query_without(request.query, {"live", "turn", "format"});
    view.frame.restarted = part.restarted;
    view.pager = pager_of(context, listed, part.next, part.restarted);
    if (part.restarted) form.after.clear();
    view.follow = follow_of(addresses, form);
    auto page = context.pages.draw(http::Status::Ok, view);
    if (view.follow.state == FollowView::State::On)
        page.add("Refresh", refresh_header(addresses, *form.turn));
    return page;
}

}  // namespace postern::portal::admin::log
