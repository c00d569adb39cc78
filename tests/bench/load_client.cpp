// Load for a broker over loopback TCP, and what it cost the broker's process:
//   load_client PORT PID WORKLOAD UNITS
// Sets the workload up, warms the broker, then sends UNITS (PUBLISH packets; connections; filters) and
// prints one JSON object: units (what the CPU time is divided by), cpu_ns, calls, rss, latency_us.
// BENCH_CALLS names the file in which counted_calls.cpp, loaded into the broker, counts; without it calls is 0.
#include "load_connection.hpp"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <functional>
#include <memory>
#include <sys/epoll.h>

namespace {

using load::Bytes;
using load::Connection;
using Clock = std::chrono::steady_clock;

constexpr int batch_size = 50;
const std::string one_topic = "bench/site/room/temp-1";

struct Usage {
    double cpu_ns = 0, calls = 0;
};

int broker_pid = 0;
int port = 0;
int epoll = -1;
std::vector<std::unique_ptr<Connection>> connections;

std::string proc(const char* name) { return "/proc/" + std::to_string(broker_pid) + "/" + name; }

Usage usage() {
    Usage now;
    std::ifstream(proc("schedstat")) >> now.cpu_ns;
    if (const char* const file = std::getenv("BENCH_CALLS")) {
        std::uint64_t calls = 0;
        std::ifstream(file, std::ios::binary).read(reinterpret_cast<char*>(&calls), sizeof calls);
        now.calls = static_cast<double>(calls);
    }
    return now;
}

double resident_bytes() {
    std::ifstream file(proc("statm"));
    double size = 0, resident = 0;
    file >> size >> resident;
    return resident * 4096;
}

/// One turn of the loop; ends the program when nothing comes for ten seconds.
void turn() {
    epoll_event events[256];
    const int count = epoll_wait(epoll, events, 256, 10'000);
    if (count <= 0) {
        std::fputs("load_client: nothing has come from the broker for 10 s\n", stderr);
        std::exit(1);
    }
    for (int i = 0; i < count; ++i) static_cast<Connection*>(events[i].data.ptr)->on_ready();
}

template <class Condition> void turn_until(Condition met) {
    while (!met()) turn();
}

Connection& open(const std::string& client_id) {
    connections.push_back(std::make_unique<Connection>(port, epoll));
    Connection& connection = *connections.back();
    connection.write(load::connect_packet(client_id));
    turn_until([&] { return connection.counts[2] == 1; });
    return connection;
}

void subscribe(Connection& connection, const std::vector<std::string>& filters, int qos) {
    const std::uint64_t before = connection.counts[9];
    connection.write(load::subscribe_packet(filters, qos));
    turn_until([&] { return connection.counts[9] == before + 1; });
}

std::string level(char letter, int n) {
    const std::string digits = std::to_string(1000 + n % 1000);
    return letter + digits.substr(1);
}
std::string device_topic(int i) { return "bench/" + level('a', i % 100) + "/" + level('d', i / 100) + "/value0"; }

std::vector<std::string> mixed_filters(int s) {
    std::vector<std::string> filters;
    for (int k = 0; k < 7; ++k) filters.push_back(device_topic((s + 107 * k) % 1000));
    filters.push_back("bench/" + level('a', (s + 50) % 100) + "/+/value0");
    filters.push_back("bench/" + level('a', (s + 51) % 100) + "/+/value0");
    filters.push_back("bench/" + level('a', (s + 60) % 100) + "/#");
    return filters;
}

/// Handshakes that the publisher has seen end.
std::uint64_t finished(const Connection& publisher, int qos) { return publisher.counts[qos == 1 ? 4 : 7]; }

struct Publishing {
    int subscribers = 1;
    int qos = 0;
    int deliveries = 1;
    bool mixed = false;
    int batches_in_flight = 20;
};

void print(double units, const Usage& before, const Usage& after, double rss, double latency_us) {
    std::printf("{\"units\":%.0f,\"cpu_ns\":%.0f,\"calls\":%.0f,\"rss\":%.0f,\"latency_us\":%.2f}\n", units,
                after.cpu_ns - before.cpu_ns, after.calls - before.calls, rss, latency_us);
}

/// Sends `count` PUBLISH packets in batches of 50, some batches on their way at a time.
void publish(Connection& publisher, const Publishing& how, int count) {
    std::vector<Bytes> batches(20); // so many that no Packet Identifier is used twice at a time
    for (std::size_t b = 0; b < batches.size(); ++b) {
        for (int i = 0; i < batch_size; ++i) {
            const std::string topic = how.mixed ? device_topic(static_cast<int>(b) * batch_size + i) : one_topic;
            const Bytes packet = load::publish_packet(topic, how.qos, false, static_cast<int>(b) * batch_size + i + 1);
            batches[b].insert(batches[b].end(), packet.begin(), packet.end());
        }
    }
    const std::uint64_t got = Connection::received, done = finished(publisher, how.qos);
    std::uint64_t sent = 0;
    const std::uint64_t all = static_cast<std::uint64_t>(count) / batch_size;
    const auto complete = [&](std::uint64_t batch) {
        const std::uint64_t packets = batch * batch_size;
        return Connection::received - got >= packets * static_cast<std::uint64_t>(how.deliveries) &&
               (how.qos == 0 || finished(publisher, how.qos) - done >= packets);
    };
    while (sent < all) {
        while (sent < all && publisher.idle() &&
               (sent < static_cast<std::uint64_t>(how.batches_in_flight) ||
                complete(sent - static_cast<std::uint64_t>(how.batches_in_flight) + 1)))
            publisher.write(batches[sent++ % batches.size()]);
        if (sent < all) turn();
    }
    turn_until([&] { return complete(all); });
    if (Connection::received - got != all * batch_size * static_cast<std::uint64_t>(how.deliveries)) {
        std::fputs("load_client: more deliveries than there should be\n", stderr);
        std::exit(1);
    }
}

void run_publishing(const Publishing& how, int units) {
    for (int s = 0; s < how.subscribers; ++s) {
        Connection& subscriber = open("s" + std::to_string(s));
        subscribe(subscriber, how.mixed ? mixed_filters(s) : std::vector<std::string>{one_topic}, how.qos);
    }
    Connection& publisher = open("publisher");
    publish(publisher, how, std::max(batch_size, units / 4));
    const Usage before = usage();
    publish(publisher, how, units);
    print(static_cast<double>(units / batch_size * batch_size) * how.deliveries, before, usage(), 0, 0);
}

/// Stores retained messages; with `deliver`, measures a `#` subscription instead of the storing.
void run_retained(bool deliver, int units) {
    Connection& publisher = open("publisher");
    const auto store = [&] {
        const std::uint64_t pings = publisher.counts[13];
        for (int i = 0; i < units; i += batch_size) {
            Bytes batch;
            for (int j = i; j < std::min(units, i + batch_size); ++j) {
                const Bytes packet = load::publish_packet(device_topic(j), 0, true, 0);
                batch.insert(batch.end(), packet.begin(), packet.end());
            }
            publisher.write(batch);
        }
        publisher.write({0xc0, 0});
        turn_until([&] { return publisher.counts[13] == pings + 1; });
    };
    const Usage before_store = usage();
    store();
    const Usage after_store = usage();
    if (!deliver) return print(units, before_store, after_store, 0, 0);
    constexpr int subscribers = 10;
    std::vector<Connection*> all;
    for (int i = 0; i < subscribers; ++i) all.push_back(&open("all" + std::to_string(i)));
    const Usage before = usage();
    for (Connection* subscriber : all) {
        subscriber->write(load::subscribe_packet({"#"}, 0));
        turn_until([&] { return subscriber->counts[3] >= static_cast<std::uint64_t>(units); });
    }
    print(static_cast<double>(units) * subscribers, before, usage(), 0, 0);
}

/// Connects and disconnects, 50 at once.
void run_connecting(int units) {
    const auto round = [&] {
        std::vector<std::unique_ptr<Connection>> some;
        for (int i = 0; i < batch_size; ++i) {
            some.push_back(std::make_unique<Connection>(port, epoll));
            some.back()->write(load::connect_packet("client-" + std::to_string(i)));
        }
        for (auto& one : some) turn_until([&] { return one->counts[2] == 1; });
        for (auto& one : some) one->write({0xe0, 0});
        for (auto& one : some) turn_until([&] { return one->ended; });
    };
    round();
    const Usage before = usage();
    const int rounds = std::max(1, units / batch_size);
    for (int i = 0; i < rounds; ++i) round();
    print(static_cast<double>(rounds) * batch_size, before, usage(), 0, 0);
}

/// One message in flight, from publisher to subscriber.
void run_latency(int units) {
    Connection& subscriber = open("subscriber");
    subscribe(subscriber, {one_topic}, 0);
    Connection& publisher = open("publisher");
    const Bytes packet = load::publish_packet(one_topic, 0, false, 0);
    std::vector<double> took;
    const Usage before = usage();
    for (int i = 0; i < units; ++i) {
        const auto start = Clock::now();
        const std::uint64_t next = subscriber.counts[3] + 1;
        publisher.write(packet);
        turn_until([&] { return subscriber.counts[3] == next; });
        took.push_back(std::chrono::duration<double, std::micro>(Clock::now() - start).count());
    }
    std::nth_element(took.begin(), took.begin() + units / 2, took.end());
    print(units, before, usage(), 0, took[static_cast<std::size_t>(units) / 2]);
}

/// Idle sessions, and then ten filters for each of them; rss is the growth.
void run_memory(bool filters, int units) {
    const double empty = resident_bytes();
    const Usage before = usage();
    for (int i = 0; i < units; ++i) open("client-" + std::to_string(i));
    double rss = resident_bytes() - empty;
    if (filters) {
        const double idle = resident_bytes();
        for (int i = 0; i < units; ++i) subscribe(*connections[static_cast<std::size_t>(i)], mixed_filters(i), 0);
        rss = resident_bytes() - idle;
    }
    print(filters ? units * 10.0 : units, before, usage(), rss, 0);
}

} // namespace

int main(int argc, char** argv) {
    if (argc != 5) return std::fputs("load_client PORT PID WORKLOAD UNITS\n", stderr), 2;
    port = std::atoi(argv[1]);
    broker_pid = std::atoi(argv[2]);
    const std::string workload = argv[3];
    const int units = std::atoi(argv[4]);
    epoll = epoll_create1(0);
    if (workload == "W1")
        run_publishing({}, units);
    else if (workload == "W2a")
        run_publishing({.subscribers = 100, .deliveries = 100}, units);
    else if (workload == "W3")
        run_publishing({.qos = 1, .batches_in_flight = 10}, units);
    else if (workload == "W4")
        run_publishing({.qos = 2, .batches_in_flight = 10}, units);
    else if (workload == "W5")
        run_publishing({.subscribers = 1000, .deliveries = 37, .mixed = true}, units);
    else if (workload == "W6-store")
        run_retained(false, units);
    else if (workload == "W6-deliver")
        run_retained(true, units);
    else if (workload == "connect")
        run_connecting(units);
    else if (workload == "latency")
        run_latency(units);
    else if (workload == "W8-sessions")
        run_memory(false, units);
    else if (workload == "W8-filters")
        run_memory(true, units);
    else
        return std::fprintf(stderr, "load_client: no workload '%s'\n", argv[3]), 2;
}
