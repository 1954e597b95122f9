/// kept: what one worker keeps of what it used last, by a key.
#pragma once

#include <cstddef>
#include <unordered_map>
#include <utility>

namespace postern::gate {

/// At least kKept are kept before the oldest give way, and twice as many at most: when the younger
/// half is full, it becomes the older one, and what that held is dropped.
template <class Key, class Value, class Hash>
class Kept {
public:
    static constexpr std::size_t kKept = 2048;

    /// Good until the next call.
    const Value* find(const Key& key) {
        if (const auto young = young_.find(key); young != young_.end()) return &young->second;
        const auto old = old_.find(key);
        if (old == old_.end()) return nullptr;
        Value found = std::move(old->second);
        old_.erase(old);
        return &put(key, std::move(found));
    }
    const Value& put(const Key& key, Value value) {
        if (young_.size() >= kKept && !young_.contains(key)) old_ = std::exchange(young_, {});
        return young_.insert_or_assign(key, std::move(value)).first->second;
    }
    void clear() {
        young_.clear();
        old_.clear();
    }

private:
    using Half = std::unordered_map<Key, Value, Hash>;
    Half young_;
    Half old_;
};

}  // namespace postern::gate
