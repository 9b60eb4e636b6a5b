#include "models/customers/customers.h"
#include "sim/core/contract.h"
#include "sim/core/parallel.h"

namespace nephoscope {

namespace {

constexpr std::size_t kBlock = 65'536;  ///< customers whose profiles are numbered together

/// Profiles, numbered in the order of their first appearance.
class Numbering {
public:
    std::uint16_t of(const Profile& profile) {
        const std::size_t contract =
            (std::size_t{profile.segment} * 256 + profile.contract_cloud) * 2 + profile.regulated;
        if (with_contract_.size() <= contract) with_contract_.resize(contract + 1);
        std::vector<std::uint16_t>& known = with_contract_[contract];
        for (const std::uint16_t number : known)
            if (profiles_[number] == profile) return number;
        NEPHOSCOPE_EXPECT(profiles_.size() < 65'536);  // before the start bases differ by segment and home alone
        known.push_back(static_cast<std::uint16_t>(profiles_.size()));
        profiles_.push_back(profile);
        return known.back();
    }
    const std::vector<Profile>& profiles() const { return profiles_; }

private:
    std::vector<Profile> profiles_;
    std::vector<std::vector<std::uint16_t>> with_contract_;  ///< numbers by segment, contract cloud, regulated flag
};

}  // namespace

/// Blocks number theirs on their own; taken together in the order of the blocks, profiles appear in that of customers.
void assign_profiles(Customers& customers, int threads) {
    const std::size_t blocks = (customers.size() + kBlock - 1) / kBlock;
    customers.profile.resize(customers.size());
    std::vector<Numbering> of_block(blocks);
    for_blocks(customers.size(), kBlock, threads, [&](std::size_t first, std::size_t last) {
        Numbering& numbering = of_block[first / kBlock];
        Profile profile;
        for (std::size_t i = first; i < last; ++i) {
            profile.segment = customers.segment[i];
            profile.contract_cloud = customers.contract_cloud[i];
            profile.regulated = customers.regulated[i];
            profile.base_share.assign(customers.base_shares(i), customers.base_shares(i) + customers.base_venues);
            customers.profile[i] = numbering.of(profile);
        }
    });
    Numbering all;
    std::vector<std::vector<std::uint16_t>> number(blocks);
    for (std::size_t block = 0; block < blocks; ++block)
        for (const Profile& profile : of_block[block].profiles()) number[block].push_back(all.of(profile));
    customers.profiles = all.profiles();
    for_blocks(customers.size(), kBlock, threads, [&](std::size_t first, std::size_t last) {
        const std::vector<std::uint16_t>& its = number[first / kBlock];
        for (std::size_t i = first; i < last; ++i) customers.profile[i] = its[customers.profile[i]];
    });
}

}  // namespace nephoscope
