#include <algorithm>
#include <iterator>

#include "portal/sample/sample.hpp"

namespace postern::portal::sample {

std::vector<Sample> all() {
    std::vector<Sample> samples = of_sign_in();
    const auto add = [&samples](std::vector<Sample> more) {
        std::ranges::move(more, std::back_inserter(samples));
    };
    add(of_links());
    add(of_invitations());
    add(of_access());
    add(of_account());
    add(of_factors());
    add(of_tokens());
    add(of_admin_overview());
    add(of_admin_users());
    add(of_admin_invitations());
    add(of_admin_access());
    add(of_admin_sites());
    add(of_admin_rules());
    add(of_admin_log());
    add(of_admin_system());
    add(of_kit());
    add(of_reference());
    return samples;
}

}  // namespace postern::portal::sample
