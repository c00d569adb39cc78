#include "relay/options.hpp"

#include <catch2/catch_test_macros.hpp>

#include <set>
#include <sstream>
#include <vector>

namespace {

struct Outcome {
    relay::CommandLine command_line;
    std::string out;
    std::string err;
};

Outcome parse(std::vector<const char*> arguments) {
    arguments.insert(arguments.begin(), "mqtt-relay");
    std::ostringstream out, err;
    auto command_line = relay::parse_command_line(static_cast<int>(arguments.size()), arguments.data(), out, err);
    return {std::move(command_line), out.str(), err.str()};
}

} // namespace

TEST_CASE("Without options the relay listens on loopback alone, with a random token", "[relay][options]") {
    const Outcome outcome = parse({});
    REQUIRE(outcome.command_line.options);
    const relay::Options& options = *outcome.command_line.options;
    CHECK(options.http.host == "127.0.0.1");
    CHECK(options.http.port == 8080);
    CHECK(options.tcp->host == "127.0.0.1");
    CHECK(options.tcp->port == 1883);
    CHECK(options.broker == relay::Options::Broker::tab);
    std::set<std::string> tokens;
    for (int i = 0; i < 100; ++i) tokens.insert(relay::random_token());
    CHECK(tokens.size() == 100);
    CHECK(options.token.size() == 32);
}

TEST_CASE("Every option is read", "[relay][options]") {
    const Outcome outcome = parse({"--http",
                                   "[::1]:0",
                                   "--tcp",
                                   "none",
                                   "--broker",
                                   "native",
                                   "--token",
                                   "my-token",
                                   "--allow-origin",
                                   "http://localhost:5173",
                                   "--allow-origin",
                                   "https://mqtt.example",
                                   "--page",
                                   PLAYGROUND_SOURCE_DIR,
                                   "--clients",
                                   "7",
                                   "--frame-bytes",
                                   "2000",
                                   "--handshake-seconds",
                                   "3",
                                   "--client-buffer",
                                   "5000"});
    REQUIRE(outcome.command_line.options);
    const relay::Options& options = *outcome.command_line.options;
    CHECK(options.http.host == "::1");
    CHECK_FALSE(options.tcp);
    CHECK(options.broker == relay::Options::Broker::native);
    CHECK(options.token == "my-token");
    CHECK(options.allowed_origins == std::vector<std::string>{"http://localhost:5173", "https://mqtt.example"});
    CHECK(options.limits.clients == 7);
    CHECK(options.limits.frame_bytes == 2000);
    CHECK(options.limits.handshake_seconds == 3);
    CHECK(options.limits.client_buffer == 5000);
}

TEST_CASE("A mistake on the command line is named, and nothing runs", "[relay][options]") {
    struct Row {
        std::vector<const char*> arguments;
        const char* named;
    };
    for (const Row& row :
         {Row{{"--http", "8080"}, "--http: '8080' is not ADDRESS:PORT"},
          Row{{"--http", "127.0.0.1:99999"}, "'127.0.0.1:99999' is not ADDRESS:PORT"},
          Row{{"--tcp", "host.example:1883"}, "--tcp: 'host.example:1883' is not ADDRESS:PORT"},
          Row{{"--tcp", "::1:1883"}, "'::1:1883' is not ADDRESS:PORT"},
          Row{{"--broker", "cloud"}, "cloud not in {tab,native}"}, Row{{"--token", "two words"}, "a token has"},
          Row{{"--allow-origin", "localhost:5173"}, "is not an origin"},
          Row{{"--allow-origin", "http://localhost:5173/"}, "is not an origin"}, Row{{"--clients", "0"}, "--clients"},
          Row{{"--page", "/no/such/folder"}, "--page"}, Row{{"--frobnicate"}, "--frobnicate"}}) {
        const Outcome outcome = parse(row.arguments);
        INFO(row.named);
        CHECK_FALSE(outcome.command_line.options);
        CHECK(outcome.command_line.exit_status != 0);
        CHECK(outcome.err.find(row.named) != std::string::npos);
    }
}

TEST_CASE("Help tells every bound with its default", "[relay][options]") {
    const Outcome outcome = parse({"--help"});
    CHECK_FALSE(outcome.command_line.options);
    CHECK(outcome.command_line.exit_status == 0);
    for (const char* text :
         {"--clients", "10000", "--http-connections", "512", "--frame-bytes", "1048576", "--handshake-seconds", "10",
          "--client-buffer", "4194304", "--total-buffer", "268435456"}) {
        INFO(text);
        CHECK(outcome.out.find(text) != std::string::npos);
    }
}
