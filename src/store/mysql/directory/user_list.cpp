#include "store/mysql/directory/user_list.hpp"

#include <algorithm>
#include <functional>
#include <limits>
#include <memory>
#include <tuple>
#include <utility>

#include "postern/base/bytes.hpp"
#include "postern/base/check.hpp"
#include "postern/model/search_words.hpp"
#include "store/mysql/directory/directory_statements.hpp"

namespace postern::store::mysql {

namespace {

using Rows = std::unique_ptr<sql::ResultSet>;

constexpr std::uint64_t kMost = DirectoryStore::kMostRead;
constexpr std::uint64_t kNewest = std::numeric_limits<std::uint64_t>::max();
/// Addresses are ASCII: none comes behind it.
constexpr std::string_view kLastEmail = "\x7F";

bool is_ascii(std::string_view text) noexcept {
    return std::ranges::all_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

/// `values`: a tuple of what stands for the question marks, in their order.
Rows query(Connection& connection, const Statement& statement, const auto& values) {
    return std::apply([&](const auto&... each) { return connection.query(statement, each...); },
                      values);
}

std::vector<std::string> read_groups(std::string_view names) {
    std::vector<std::string> groups;
    while (!names.empty() && groups.size() < ListedUser::kMostGroups) {
        const auto end = std::min(names.find(' '), names.size());
        groups.emplace_back(names.substr(0, end));
        names.remove_prefix(std::min(end + 1, names.size()));
    }
    return groups;
}

/// `rows` is one more than the limit where the list goes on behind it.
UserPart read_part(sql::ResultSet& rows, std::size_t limit, bool by_email) {
    UserPart part;
    UserMark mark;
    for (std::size_t count = 0; rows.next(); ++count) {
        if (count == limit) {
            part.last = std::move(mark);
            break;
        }
        mark = {.email = by_email ? std::string{rows.getString(3)} : std::string{},
                .id = UserId{rows.getUInt64(1)}};
        Columns columns{rows};
        try {
            part.found.push_back(read_listed_user(columns));
        } catch (const CorruptRow& corrupt) {
            part.damaged.push_back(corrupt.row());
        }
    }
    return part;
}

std::uint64_t key_below(const std::optional<UserMark>& after) {
    const auto key = after ? static_cast<std::uint64_t>(after->id) : 0;
    return key == 0 ? kNewest : key;
}

std::string email_behind(const std::optional<UserMark>& after) {
    return after && is_ascii(after->email) ? after->email : std::string{};
}

}  // namespace

ListedUser read_listed_user(Columns& columns) {
    User user = read_undamaged_user(columns);
    const bool second_factor = columns.flag();
    const auto last_sign_in_at = read_optional_time(columns);
    const bool is_known = last_sign_in_at && is_time(*last_sign_in_at);
    const std::string groups = columns.text();
    const UserState state = state_of(user);
    return {.user = std::move(user),
            .state = state,
            .second_factor = second_factor,
            .last_sign_in_at = is_known ? last_sign_in_at : std::nullopt,
            .groups = read_groups(groups)};
}

auto UserList::fits(bool with_word) const {
    const std::string_view word = with_word ? std::string_view{word_} : std::string_view{};
    return std::tuple{state_, state_, factor_, factor_, group_,
                      group_, now_,   word,    word,    std::string_view{word_end_}};
}

bool UserList::is_filtered() const {
    return !state_.empty() || factor_ < 2 || group_ != 0 || !word_.empty();
}

bool UserList::has_one_index() const {
    const int filters = !state_.empty() + (factor_ < 2) + (group_ != 0) + !word_.empty();
    const int indexes =
        (query_.state == UserState::Disabled) + (factor_ < 2) + (group_ != 0) + is_whole_word_;
    return filters == 1 && indexes == 1 && !is_by_email();
}

bool UserList::read_filters() {
    if (query_.state) state_ = to_text(*query_.state);
    if (query_.second_factor) factor_ = *query_.second_factor ? 1 : 0;
    if (!query_.group.empty()) {
        if (!is_ascii(query_.group)) return false;
        const auto row = connection_.query(kFindGroupKey, query_.group);
        if (!row->next()) return false;
        group_ = row->getUInt64(1);
    }
    if (trim(query_.search).empty()) return true;
    auto word = parse_search(query_.search);
    if (!word) return false;
    is_whole_word_ = word->whole;
    word_end_ = word->end();
    word_ = std::move(word->text);
    return true;
}

std::optional<ListedUser> UserList::find_by_id() {
    const auto id = PublicId::parse(trim(query_.search));
    if (!id) return std::nullopt;
    const auto row =
        query(connection_, kFindFittingUser,
              std::tuple_cat(std::tuple{now_, std::string_view{id->text()}}, fits(false)));
    if (!row->next()) return std::nullopt;
    Columns columns{*row};
    return read_listed_user(columns);
}

UserPart UserList::part(const std::optional<UserMark>& after, std::size_t limit) {
    POSTERN_CHECK(limit > 0);
    if (!read_filters()) return {};
    if (!after)
        if (auto found = find_by_id()) return {.found = {std::move(*found)}};
    if (is_filtered() && !has_one_index())
        if (auto part = few(after, limit)) return std::move(*part);
    return is_by_email() ? by_email(after, limit) : newest(after, limit);
}

std::optional<UserPart> UserList::few(const std::optional<UserMark>& after, std::size_t limit) {
    std::uint64_t fewest = kMost + 1;
    std::function<Rows()> read;
    const auto consider = [&](const Statement& count, const Statement& sort, const auto& values,
                              bool is_word = false) {
        const auto row = query(connection_, count, std::tuple_cat(values, std::tuple{kMost + 1}));
        POSTERN_CHECK(row->next());
        const std::uint64_t there = row->getUInt64(1);
        if (there >= fewest) return;
        fewest = there;
        // As many again: some may come in between.
        read = [&, values, is_word, statement = &sort] {
            const bool email = is_by_email();
            return query(
                connection_, *statement,
                std::tuple_cat(std::tuple{now_}, values, std::tuple{2 * kMost}, fits(!is_word),
                               std::tuple{email, email_behind(after), key_below(after), email,
                                          std::uint64_t{limit + 1}, email}));
        };
    };
    const std::tuple<> nothing;
    if (query_.state == UserState::Deleting)
        consider(kCountDeletingUsers, kSortDeletingUsers, nothing);
    if (query_.state == UserState::Disabled)
        consider(kCountDisabledUsers, kSortDisabledUsers, nothing);
    if (query_.state == UserState::Waiting)
        consider(kCountWaitingUsers, kSortWaitingUsers, nothing);
    if (query_.state == UserState::Unconfirmed)
        consider(kCountUnconfirmedUsers, kSortUnconfirmedUsers, nothing);
    if (factor_ < 2) consider(kCountUsersByFactor, kSortUsersByFactor, std::tuple{factor_});
    if (group_ != 0) consider(kCountMembers, kSortMembers, std::tuple{group_});
    if (!word_.empty())
        consider(kCountUsersByWords, kSortUsersByWords,
                 std::tuple{std::string_view{word_}, std::string_view{word_end_}}, true);
    if (!read) return std::nullopt;
    return read_part(*read(), limit, is_by_email());
}

UserPart UserList::newest(const std::optional<UserMark>& after, std::size_t limit) {
    const std::uint64_t below = key_below(after);
    std::uint64_t reach = kNewest;
    std::function<Rows()> read;
    // The index of which the next entries reach furthest has the fewest to pass over.
    const auto consider = [&](const Statement& count, const Statement& list, const auto& values,
                              bool is_word = false) {
        const auto row =
            query(connection_, count, std::tuple_cat(values, std::tuple{below, kMost}));
        POSTERN_CHECK(row->next());
        const std::uint64_t from = row->getUInt64(1) < kMost ? 0 : row->getUInt64(2);
        if (read && from >= reach) return;
        reach = from;
        read = [&, values, is_word, statement = &list] {
            return query(connection_, *statement,
                         std::tuple_cat(std::tuple{now_}, values, std::tuple{below, reach},
                                        fits(!is_word), std::tuple{std::uint64_t{limit + 1}}));
        };
    };
    const std::tuple<> nothing;
    if (!is_filtered())
        return read_part(*query(connection_, kReadUsers,
                                std::tuple_cat(std::tuple{now_, below, std::uint64_t{0}}, fits(),
                                               std::tuple{std::uint64_t{limit + 1}})),
                         limit, false);
    if (query_.state == UserState::Disabled)
        consider(kReachDisabledUsers, kReadDisabledUsers, nothing);
    if (factor_ < 2) consider(kReachUsersByFactor, kReadUsersByFactor, std::tuple{factor_});
    if (group_ != 0) consider(kReachMembers, kReadMembers, std::tuple{group_});
    if (is_whole_word_)
        consider(kReachUsersByWord, kReadUsersByWord, std::tuple{std::string_view{word_}}, true);
    if (!read) consider(kReachUsers, kReadUsers, nothing);
    auto part = read_part(*read(), limit, false);
    if (!part.last && reach > 0) part.last = {.email = {}, .id = UserId{reach}};
    return part;
}

UserPart UserList::by_email(const std::optional<UserMark>& after, std::size_t limit) {
    const std::string behind = email_behind(after);
    std::string reach{kLastEmail};
    if (is_filtered()) {
        const auto row = connection_.query(kReachEmails, behind, kMost);
        POSTERN_CHECK(row->next());
        if (row->getUInt64(1) == kMost) reach = row->getString(2);
    }
    const auto rows =
        query(connection_, kReadEmails,
              std::tuple_cat(std::tuple{now_, std::string_view{behind}, std::string_view{reach}},
                             fits(), std::tuple{std::uint64_t{limit + 1}}));
    auto part = read_part(*rows, limit, true);
    if (!part.last && reach != kLastEmail) part.last = {.email = reach, .id = {}};
    return part;
}

}  // namespace postern::store::mysql
