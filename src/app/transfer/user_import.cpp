#include "app/transfer/user_import.hpp"

#include <functional>
#include <unordered_set>
#include <utility>

#include "app/transfer/user_file.hpp"

namespace postern::app {

namespace {

constexpr std::size_t kBatch = 500;
constexpr std::size_t kMaxReported = 100;

/// Tells the first line of each address, id and username from those that repeat one.
class SeenUsers {
public:
    bool add(const UserRecord& record, const NewUser& user) {
        const auto id = record.find("id");
        const bool has_id = id != record.end() && !id->second.empty();
        // '#' and '~' are in no address and in no id. A name that looks like another is one, too.
        return seen_.insert(user.email.text()).second &&
               (!has_id || seen_.insert('#' + user.public_id.text()).second) &&
               (!user.username || seen_.insert('~' + user.username->skeleton()).second);
    }

private:
    std::unordered_set<std::string> seen_{};
};

/// Reads the whole file and hands on each good user once.
ImportReport read_users(const std::string& path, bool ignore_unknown, Entropy& entropy,
                        TimePoint now,
                        const std::function<void(NewUser, const ImportReport&)>& take) {
    ImportReport report;
    UserFile file{path, ignore_unknown};
    SeenUsers seen;
    while (const auto record = file.next()) {
        auto user = *record ? to_new_user(**record, entropy, now)
                            : Result<NewUser, std::string>{fail(record->error())};
        if (!user) {
            ++report.bad;
            if (report.bad_lines.size() < kMaxReported)
                report.bad_lines.push_back({file.line(), user.error()});
        } else if (!seen.add(**record, *user)) {
            ++report.repeated;
        } else {
            ++report.good;
            take(std::move(*user), report);
        }
    }
    return report;
}

}  // namespace

ImportReport check_users(const std::string& path, Entropy& entropy, TimePoint now,
                         Progress& progress, bool ignore_unknown) {
    auto report = read_users(path, ignore_unknown, entropy, now,
                             [&](const NewUser&, const ImportReport& so_far) {
                                 progress.report("Checked", so_far.good);
                             });
    progress.end();
    return report;
}

ImportReport import_users(const std::string& path, store::TransferStore& store, Entropy& entropy,
                          TimePoint now, Progress& progress, bool ignore_unknown) {
    std::vector<NewUser> batch;
    std::size_t added = 0;
    std::size_t already_there = 0;
    const auto flush = [&] {
        if (batch.empty()) return;
        const auto count = store.add_all(batch);
        added += count;
        already_there += batch.size() - count;
        batch.clear();
        progress.report("Imported", added + already_there);
    };
    auto report =
        read_users(path, ignore_unknown, entropy, now, [&](NewUser user, const ImportReport&) {
            batch.push_back(std::move(user));
            if (batch.size() == kBatch) flush();
        });
    flush();
    progress.end();
    report.added = added;
    report.already_there = already_there;
    return report;
}

}  // namespace postern::app
