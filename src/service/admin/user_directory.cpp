#include "postern/service/admin/user_directory.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

#include "postern/base/bytes.hpp"

namespace postern::service {

namespace {

/// For a page while nothing is found, and for a file: a million entries.
constexpr int kMostLooks = 3;
constexpr int kMostLooksForFile = 250;

/// `17`, and with an address `17.YW5uQGV4YW1wbGUub3Jn`.
std::string to_cursor(const std::optional<store::UserMark>& mark) {
    if (!mark) return {};
    auto text = std::to_string(static_cast<std::uint64_t>(mark->id));
    if (!mark->email.empty()) text += '.' + to_base64url(mark->email);
    return text;
}

/// Nothing for what is no cursor of this order.
std::optional<store::UserMark> parse_cursor(std::string_view text, store::UserQuery::Order order) {
    const auto dot = text.find('.');
    const auto id = to_list_start(text.substr(0, dot));
    if (!id || *id == 0) return std::nullopt;
    const bool by_email = order == store::UserQuery::Order::Email;
    if (by_email != (dot != std::string_view::npos)) return std::nullopt;
    store::UserMark mark{.id = UserId{*id}};
    if (!by_email) return mark;
    const auto email = from_base64url(text.substr(dot + 1));
    if (!email || email->empty() || email->size() > EmailAddress::kMaxLength) return std::nullopt;
    mark.email = *email;
    return mark;
}

}  // namespace

UserDirectory::UserDirectory(store::DirectoryStore& directory) : directory_{directory} {}

Part<store::ListedUser> UserDirectory::list(const store::UserQuery& query, std::string_view cursor,
                                            std::size_t limit, TimePoint now) const {
    const std::size_t most = std::clamp<std::size_t>(limit, 1, kMostInFile);
    Part<store::ListedUser> part;
    auto mark = parse_cursor(cursor, query.order);
    part.restarted = !mark && !cursor.empty();
    for (int looks = 1;; ++looks) {
        auto page = directory_.list_users(query, mark, most - part.items.size(), now);
        std::ranges::move(page.found, std::back_inserter(part.items));
        std::ranges::move(page.damaged, std::back_inserter(part.damaged));
        mark = std::move(page.last);
        const bool is_enough = most > kMostInPart
                                   ? part.items.size() == most || looks == kMostLooksForFile
                                   : !part.items.empty() || looks == kMostLooks;
        if (!mark || is_enough) break;
    }
    part.next = to_cursor(mark);
    return part;
}

std::size_t UserDirectory::count(const store::UserQuery& query, std::size_t most,
                                 TimePoint now) const {
    return directory_.count_users(query, most, now);
}

std::size_t UserDirectory::write_missing_words(std::size_t limit) const {
    return directory_.write_missing_words(limit);
}

std::optional<store::ListedUser> UserDirectory::find(const PublicId& id, TimePoint now) const {
    return directory_.find_user(id, now);
}

}  // namespace postern::service
