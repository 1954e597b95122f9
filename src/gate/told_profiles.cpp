#include "gate/told_profiles.hpp"

#include <utility>

namespace postern::gate {

ToldProfiles::ToldProfiles(Fields fields) : fields_{std::move(fields)} {
    for (const auto& [site, names] : fields_) told_anywhere_.insert(names.begin(), names.end());
}

std::span<const std::string> ToldProfiles::fields_of(std::string_view site) const {
    const auto found = fields_.find(site);
    return found == fields_.end() ? std::span<const std::string>{} : found->second;
}

const ProfileValues* ToldProfiles::find(const Digest& credential, std::uint64_t user_stamp) {
    const Known* const known = kept_.find(credential);
    return known != nullptr && known->user_stamp == user_stamp ? &known->values : nullptr;
}

const ProfileValues* ToldProfiles::find_recent(const Digest& credential, Time now) {
    const Known* const known = kept_.find(credential);
    return known != nullptr && now < known->read_at + kRecent ? &known->values : nullptr;
}

const ProfileValues& ToldProfiles::put(const Digest& credential, ProfileValues values,
                                       std::uint64_t user_stamp, Time read_at) {
    std::erase_if(values, [&](const auto& one) { return !told_anywhere_.contains(one.first); });
    return kept_.put(credential, {std::move(values), user_stamp, read_at}).values;
}

}  // namespace postern::gate
