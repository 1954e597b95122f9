// GET /account/history.
#include "portal/account/handlers.hpp"
#include "portal/account/reader.hpp"
#include "postern/base/bytes.hpp"
#include "postern/service/audit/history_service.hpp"

namespace postern::portal::account {

namespace {

constexpr std::size_t kPageSize = 25;

}  // namespace

http::Response get_history(const Context& context, const Services& services,
                           const http::Request& request, const SessionWithUser& visitor) {
    const auto frame = context.frame(request, &visitor.user);
    const auto before = to_number(request.query_value("before").value_or("")).value_or(0);
    // One entry more than the page shows: whether there is another page.
    auto found = services.history.list(visitor.user, before, kPageSize + 1);
    const bool more = found.size() > kPageSize;
    if (more) found.pop_back();
    HistoryView view{.frame = frame,
                     .menu = menu_of(context, request, AccountPage::History),
                     .older = more ? std::to_string(found.back().id) : std::string{},
                     .newest = before == 0};
    const auto reader = reader_of(context, frame, visitor.user);
    for (const auto& stored : found) view.entries.push_back(reader.row_of(stored.entry));
    return context.pages.draw(http::Status::Ok, view);
}

}  // namespace postern::portal::account
