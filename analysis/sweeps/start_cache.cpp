#include "analysis/sweeps/start_cache.h"

#include <algorithm>

namespace nephoscope {

StartCache::Start StartCache::of(const std::string& name, const std::function<StartState()>& prepare) {
    std::promise<Start> promise;
    std::shared_future<Start> start;
    bool ours = false;
    {
        const std::lock_guard<std::mutex> lock(mutex_);
        const auto known =
            std::find_if(entries_.begin(), entries_.end(), [&](const Entry& entry) { return entry.name == name; });
        ours = known == entries_.end();
        if (ours) {
            entries_.push_front({name, promise.get_future().share()});
            if (entries_.size() > kept_) entries_.pop_back();
        } else {
            entries_.splice(entries_.begin(), entries_, known);
        }
        start = entries_.front().start;
    }
    if (ours) {
        try {
            promise.set_value(std::make_shared<const StartState>(prepare()));
        } catch (...) {
            promise.set_exception(std::current_exception());
        }
    }
    return start.get();
}

}  // namespace nephoscope
