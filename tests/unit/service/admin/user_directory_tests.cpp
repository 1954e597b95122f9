// Lists of users in parts, and the texts that lead from one part to the next.
#define BOOST_TEST_DYN_LINK
#include <boost/test/unit_test.hpp>

#include "postern/service/admin/user_directory.hpp"
#include "support/service_fixture.hpp"

using namespace postern;
using namespace postern::test;
using store::UserQuery;

namespace {

/// Lists nobody in the first parts, as a store does that passes over many who don't fit.
class SparseDirectory final : public store::DirectoryStore {
public:
    explicit SparseDirectory(store::DirectoryStore& behind) : behind_{behind} {}
    store::UserPart list_users(const UserQuery& query, const std::optional<store::UserMark>&,
                               std::size_t limit, TimePoint now) override {
        ++looks;
        if (looks <= empty_parts) return {.last = store::UserMark{.id = UserId{1'000 - looks}}};
        return behind_.list_users(query, std::nullopt, limit, now);
    }
    std::optional<store::ListedUser> find_user(const PublicId& id, TimePoint now) override {
        return behind_.find_user(id, now);
    }
    std::size_t count_users(const UserQuery& query, std::size_t most, TimePoint now) override {
        return behind_.count_users(query, most, now);
    }
    std::map<PublicId, EmailAddress> find_emails(const std::vector<PublicId>& ids) override {
        return behind_.find_emails(ids);
    }
    std::optional<PublicId> find_public_id(UserId id) override {
        return behind_.find_public_id(id);
    }
    store::Listed<SessionWithUser, SessionId> list_sessions(const store::SessionQuery& query,
                                                            SessionId before, std::size_t limit,
                                                            TimePoint now) override {
        return behind_.list_sessions(query, before, limit, now);
    }
    std::size_t write_missing_words(std::size_t limit) override {
        return behind_.write_missing_words(limit);
    }

    std::size_t empty_parts = 0;
    std::size_t looks = 0;

private:
    store::DirectoryStore& behind_;
};

struct DirectoryFixture : ServiceFixture {
    service::UserDirectory directory{stores.directory()};

    DirectoryFixture() {
        for (const char* const name : {"ann", "bob", "carla", "dan", "eve"})
            add_user(std::string{name} + "@example.org");
    }

    std::string names(const service::Part<store::ListedUser>& part) const {
        std::string all;
        for (const auto& listed : part.items) {
            const auto& email = listed.user.email.text();
            all += email.substr(0, email.find('@')) + ' ';
        }
        return all;
    }
    std::string list(const UserQuery& query, std::string_view cursor, std::size_t limit = 2) {
        return names(directory.list(query, cursor, limit, now));
    }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(user_directory_tests, DirectoryFixture)

BOOST_AUTO_TEST_CASE(a_cursor_leads_to_the_next_part_in_either_order) {
    for (const auto& [order, expected] :
         {std::pair{UserQuery::Order::Newest, "eve dan |carla bob |ann |"},
          {UserQuery::Order::Email, "ann bob |carla dan |eve |"}}) {
        std::string all;
        std::string cursor;
        do {
            const auto part = directory.list({.order = order}, cursor, 2, now);
            all += names(part) + '|';
            cursor = part.next;
        } while (!cursor.empty());
        BOOST_TEST(all == expected);
    }
}

BOOST_AUTO_TEST_CASE(a_text_that_is_no_cursor_of_the_list_starts_it_anew) {
    const auto newest = directory.list({}, "", 2, now).next;
    const auto by_email = directory.list({.order = UserQuery::Order::Email}, "", 2, now).next;
    for (const std::string& text : {std::string{"x"}, std::string{"-1"}, std::string{"0"},
                                    std::string{"1.?"}, std::string{"99999999999999999999999"},
                                    std::string{"' OR 1=1"}, by_email, by_email + "=="}) {
        BOOST_TEST(list({}, text) == "eve dan ", text);
        BOOST_TEST(directory.list({}, text, 2, now).restarted, text);
    }
    BOOST_TEST(!directory.list({}, newest, 2, now).restarted);
    BOOST_TEST(!directory.list({}, "", 2, now).restarted);
    for (const std::string& text :
         {std::string{"1."}, std::string{"."}, newest, "1." + std::string(10'000, 'a')})
        BOOST_TEST(list({.order = UserQuery::Order::Email}, text) == "ann bob ", text);
}

BOOST_AUTO_TEST_CASE(a_limit_of_nothing_is_one) { BOOST_TEST(list({}, "", 0) == "eve "); }

BOOST_AUTO_TEST_CASE(a_page_looks_a_few_times_for_somebody_and_then_leads_on) {
    SparseDirectory sparse{stores.directory()};
    const service::UserDirectory lists{sparse};
    sparse.empty_parts = 2;
    BOOST_TEST(names(lists.list({}, "", 2, now)) == "eve dan ");
    sparse.looks = 0;
    sparse.empty_parts = 100;
    const auto part = lists.list({}, "", 2, now);
    BOOST_TEST(part.items.empty());
    BOOST_TEST(part.next == "997");
    BOOST_TEST(sparse.looks == 3u);
}

BOOST_AUTO_TEST_CASE(a_file_has_everybody_however_many_parts_it_takes) {
    SparseDirectory sparse{stores.directory()};
    const service::UserDirectory lists{sparse};
    sparse.empty_parts = 100;
    const auto part = lists.list({}, "", service::UserDirectory::kMostInFile, now);
    BOOST_TEST(part.items.size() == 5u);
    BOOST_TEST(part.next.empty());
}

BOOST_AUTO_TEST_CASE(counts_end_where_it_is_enough) {
    BOOST_TEST(directory.count({}, 3, now) == 3u);
    BOOST_TEST(directory.count({}, 10, now) == 5u);
    BOOST_TEST(directory.count({.search = "carla"}, 10, now) == 1u);
}

BOOST_AUTO_TEST_SUITE_END()
