#include "store/mysql/sign_in_store.hpp"

#include "store/mysql/connection/batches.hpp"
#include "store/mysql/connection/rows.hpp"
#include "store/mysql/factor/spending_statements.hpp"
#include "store/mysql/sign_in_statements.hpp"
#include "store/mysql/user_rows.hpp"

namespace postern::store::mysql {

Failures MysqlSignInStore::find_failures(const Digest& key) {
    return connection_.repeatable([&]() -> Failures {
        const auto rows = connection_.query(kFindFailures, key);
        if (!rows->next()) return {};
        Columns columns{*rows};
        // Braces evaluate from left to right, so the columns come in their order.
        return {.consecutive = static_cast<std::uint32_t>(columns.number()),
                .last_at = columns.time()};
    });
}

std::uint32_t MysqlSignInStore::add_failure(const Digest& key, TimePoint now) {
    // When the connection breaks in between it may count twice: rather one too many than none.
    return connection_.repeatable([&] {
        connection_.update(kAddFailure, key, now);
        return static_cast<std::uint32_t>(connection_.last_insert_id());
    });
}

void MysqlSignInStore::clear_failures(const Digest& key) {
    connection_.repeatable([&] { return connection_.update(kClearFailures, key); });
}

std::size_t MysqlSignInStore::remove_old_failures(TimePoint before, std::uint32_t fewer_than,
                                                  std::size_t limit) {
    return remove_found(
        connection_, [&] { return connection_.query(kFindOldFailures, before, fewer_than, limit); },
        [&](std::size_t there) {
            return connection_.update(kRemoveOldFailures, before, fewer_than, there, before,
                                      fewer_than);
        });
}

bool MysqlSignInStore::is_known_device(UserId user, const Digest& device_hash) {
    return connection_.repeatable(
        [&] { return connection_.query(kIsKnownDevice, user, device_hash)->next(); });
}

bool MysqlSignInStore::is_device_known_since(UserId user, const Digest& device_hash,
                                             TimePoint before) {
    return connection_.repeatable(
        [&] { return connection_.query(kIsDeviceKnownSince, user, device_hash, before)->next(); });
}

bool MysqlSignInStore::has_known_device(UserId user) {
    return connection_.repeatable([&] { return connection_.query(kHasKnownDevice, user)->next(); });
}

void MysqlSignInStore::add_known_device(UserId user, const Digest& device_hash, TimePoint now) {
    connection_.repeatable(
        [&] { return connection_.update(kAddKnownDevice, device_hash, now, now, user); });
}

void MysqlSignInStore::trust_device(UserId user, const Digest& device_hash, TimePoint until) {
    connection_.repeatable(
        [&] { return connection_.update(kTrustDevice, until, user, device_hash); });
}

bool MysqlSignInStore::is_trusted_device(UserId user, const Digest& device_hash, TimePoint now) {
    return connection_.repeatable(
        [&] { return connection_.query(kIsTrustedDevice, user, device_hash, now)->next(); });
}

std::size_t MysqlSignInStore::count_trusted_devices(UserId user, TimePoint now) {
    return connection_.repeatable([&]() -> std::size_t {
        const auto row = connection_.query(kCountTrustedDevices, user, now);
        return row->next() ? row->getUInt64(1) : 0;
    });
}

std::size_t MysqlSignInStore::end_device_trust(UserId user) {
    return connection_.repeatable([&] { return connection_.update(kEndDeviceTrust, user); });
}

std::size_t MysqlSignInStore::remove_oldest_devices(UserId user, std::size_t kept) {
    std::vector<Digest> devices;
    connection_.repeatable([&] {
        devices.clear();
        const auto epochs = find_epochs(connection_, user);
        if (!epochs) return;
        const auto rows =
            connection_.query(kFindDevicesOverLimit, user, epochs->device, kept, kMostAtOnce);
        while (rows->next()) {
            Columns columns{*rows};
            if (const auto hash = to_digest(columns.text())) devices.push_back(*hash);
        }
    });
    if (devices.empty()) return 0;
    return connection_.transaction([&](Transaction& transaction) {
        std::size_t removed = 0;
        for (const auto& device : devices)
            removed += connection_.update(kRemoveKnownDevice, user, device);
        transaction.commit();
        return removed;
    });
}

std::size_t MysqlSignInStore::remove_old_devices(TimePoint before, std::size_t limit) {
    return remove_found(
        connection_, [&] { return connection_.query(kFindOldDevices, before, limit); },
        [&](std::size_t there) {
            return connection_.update(kRemoveOldDevices, before, there, before);
        });
}

}  // namespace postern::store::mysql
