#include "relay/running_relay.hpp"

#include "relay/relay.hpp"

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/post.hpp>

#include <chrono>
#include <future>
#include <sstream>
#include <stdexcept>
#include <thread>

namespace peers {

namespace asio = boost::asio;

struct RunningRelay::Running {
    explicit Running(relay::Options options) : log(log_text), relay(io, std::move(options), log) {}

    /// Runs `question` between the relay's own turns.
    template <class Question> auto ask(Question question) {
        std::packaged_task<decltype(question())()> task(std::move(question));
        auto answer = task.get_future();
        asio::post(io, [&task] { task(); });
        return answer.get();
    }

    std::ostringstream log_text;
    relay::Log log;
    asio::io_context io;
    relay::Relay relay;
    std::thread thread;
};

RunningRelay::RunningRelay(const std::function<void(relay::Options&)>& adapt) {
    relay::Options options;
    options.http = {"127.0.0.1", 0};
    options.tcp = relay::Address{"127.0.0.1", 0};
    options.token = "c0ffee";
    adapt(options);
    running_ = std::make_unique<Running>(std::move(options));
    if (const std::string wrong = running_->relay.open(); !wrong.empty()) throw std::runtime_error(wrong);
    running_->thread = std::thread([running = running_.get()] {
        const auto work = asio::make_work_guard(running->io);
        running->io.run();
    });
}

RunningRelay::~RunningRelay() {
    running_->io.stop();
    if (running_->thread.joinable()) running_->thread.join();
}

std::uint16_t RunningRelay::http() const { return running_->relay.http_port(); }
std::uint16_t RunningRelay::tcp() const { return running_->relay.tcp_port(); }
std::string RunningRelay::origin() const { return "http://127.0.0.1:" + std::to_string(http()); }

std::string RunningRelay::announced() const {
    std::ostringstream out;
    running_->relay.announce(out);
    return out.str();
}

std::size_t RunningRelay::clients() {
    return running_->ask([this] { return running_->relay.counters().clients; });
}

std::size_t RunningRelay::buffered() {
    return running_->ask([this] { return running_->relay.counters().buffered; });
}

void RunningRelay::wait_for_clients(std::size_t count) {
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(5);
    while (clients() != count) {
        if (std::chrono::steady_clock::now() > deadline)
            throw std::runtime_error("the relay has another number of clients");
        std::this_thread::yield();
    }
}

std::string RunningRelay::shut_down() {
    running_->io.stop();
    running_->thread.join();
    running_->relay.shut_down();
    running_->io.restart();
    // What must be sent goes out at once; peers that a test keeps open are not waited for.
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::milliseconds(300);
    while (running_->relay.busy() && running_->io.run_one_until(deadline) > 0) {
    }
    return running_->log_text.str();
}

} // namespace peers
