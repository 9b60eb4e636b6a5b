#pragma once

#include <functional>
#include <future>
#include <list>
#include <memory>
#include <mutex>
#include <string>

#include "models/start.h"

namespace nephoscope {

/// Start states by name, prepared once and kept while they are among the last few that were asked for. Thread-safe:
/// who asks for one that another thread prepares waits for it.
class StartCache {
public:
    using Start = std::shared_ptr<const StartState>;
    explicit StartCache(std::size_t kept) : kept_(kept) {}
    /// What `prepare` throws is thrown to all who wait for it.
    Start of(const std::string& name, const std::function<StartState()>& prepare);

private:
    struct Entry {
        std::string name;
        std::shared_future<Start> start;
    };
    std::size_t kept_;
    std::mutex mutex_;
    std::list<Entry> entries_;  // the last asked for first
};

}  // namespace nephoscope
