#include "relay/peers.hpp"
#include "relay/running_relay.hpp"

#include <catch2/catch_test_macros.hpp>

#include <filesystem>
#include <fstream>
#include <unistd.h>

namespace fs = std::filesystem;
using peers::ask;
using peers::HttpAnswer;
using peers::RunningRelay;

namespace {

/// A page in a folder of its own, beside a secret that it must not give away.
struct PageFolder {
    PageFolder() {
        fs::create_directories(page / "assets");
        write(root / "secret.txt", "secret");
        write(page / "index.html", "<!doctype html><title>Playground</title>");
        for (const char* name :
             {"engine.wasm", "app.js", "app.mjs", "style.css", "icon.svg", "font.woff2", "data.json"})
            write(page / "assets" / name, name);
        write(page / "app.webmanifest", "{}");
        fs::create_symlink(root / "secret.txt", page / "leak.txt");
        fs::create_directory_symlink(root, page / "up");
        fs::create_symlink(page / "assets" / "app.js", page / "inside.js");
    }
    ~PageFolder() { fs::remove_all(root); }
    static void write(const fs::path& path, std::string_view text) { std::ofstream(path) << text; }

    fs::path root = fs::temp_directory_path() / ("relay-page-" + std::to_string(getpid()));
    fs::path page = root / "page";
};

RunningRelay relay_with(const PageFolder& folder) {
    return RunningRelay([&](relay::Options& options) { options.page = folder.page; });
}

} // namespace

TEST_CASE("Files of the page are served with their types and with security headers", "[relay][http]") {
    PageFolder folder;
    RunningRelay relay = relay_with(folder);
    const auto type_of = [&](std::string_view target) { return ask(relay.http(), target).header("Content-Type"); };

    const HttpAnswer index = ask(relay.http(), "/");
    CHECK(index.status == 200);
    CHECK(index.body == "<!doctype html><title>Playground</title>");
    CHECK(index.header("Content-Type") == "text/html; charset=utf-8");
    CHECK(index.header("X-Content-Type-Options") == "nosniff");
    CHECK(index.header("Content-Security-Policy") ==
          "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; worker-src 'self'; style-src 'self'; "
          "img-src 'self' data: blob:; connect-src 'self' ws: wss:; object-src 'none'; base-uri 'none'; "
          "frame-ancestors *");
    CHECK(type_of("/assets/engine.wasm") == "application/wasm");
    CHECK(type_of("/assets/app.js?v=2") == "text/javascript; charset=utf-8");
    CHECK(type_of("/assets/app.mjs") == "text/javascript; charset=utf-8");
    CHECK(type_of("/assets/style.css") == "text/css; charset=utf-8");
    CHECK(type_of("/assets/icon.svg") == "image/svg+xml");
    CHECK(type_of("/assets/font.woff2") == "font/woff2");
    CHECK(type_of("/app.webmanifest") == "application/manifest+json");
}

TEST_CASE("HEAD has the headers of GET and no body, and an unchanged file is not sent again", "[relay][http]") {
    PageFolder folder;
    RunningRelay relay = relay_with(folder);

    const HttpAnswer whole = ask(relay.http(), "/assets/app.js");
    const HttpAnswer head = ask(relay.http(), "/assets/app.js", "HEAD", "Connection: close\r\n");
    CHECK(head.status == 200);
    CHECK(head.header("Content-Length") == whole.header("Content-Length"));
    CHECK(head.header("ETag") == whole.header("ETag"));

    const HttpAnswer again =
        ask(relay.http(), "/assets/app.js", "GET", "If-None-Match: " + whole.header("ETag") + "\r\n");
    CHECK(again.status == 304);
    CHECK(again.body.empty());
}

TEST_CASE("Several requests are answered in one connection", "[relay][http]") {
    PageFolder folder;
    RunningRelay relay = relay_with(folder);
    peers::TcpPeer peer(relay.http());
    for (const char* target : {"/assets/app.js", "/nothing", "/assets/app.mjs"})
        peer.send("GET " + std::string(target) + " HTTP/1.1\r\nHost: x\r\n\r\n");
    CHECK(peers::read_answer(peer).body == "app.js");
    CHECK(peers::read_answer(peer).status == 404);
    CHECK(peers::read_answer(peer).body == "app.mjs");
}

TEST_CASE("Nothing outside the page's folder is served", "[relay][http]") {
    PageFolder folder;
    RunningRelay relay = relay_with(folder);
    for (const char* target :
         {"/../secret.txt", "/assets/../../secret.txt", "/%2e%2e/secret.txt", "/..\\secret.txt", "//secret.txt",
          "/assets/%00", "/..%2fsecret.txt", "http://127.0.0.1/../secret.txt", "/..;/secret.txt"}) {
        INFO(target);
        const HttpAnswer answer = ask(relay.http(), target);
        CHECK(answer.status == 400);
        CHECK(answer.body.find("secret") == std::string::npos);
    }
    for (const char* target :
         {"/leak.txt", "/up/secret.txt", "/up/page/index.html/x", "/assets", "/assets/", "/etc/passwd"}) {
        INFO(target);
        CHECK(ask(relay.http(), target).status == 404);
    }
    CHECK(ask(relay.http(), "/inside.js").body == "app.js");
}

TEST_CASE("What is no proper request is refused with the right status", "[relay][http]") {
    PageFolder folder;
    RunningRelay relay = relay_with(folder);
    const HttpAnswer deleted = ask(relay.http(), "/", "DELETE");
    CHECK(deleted.status == 405);
    CHECK(deleted.header("Allow") == "GET, HEAD");
    CHECK(ask(relay.http(), "/", "POST", "Content-Length: 3\r\n").status == 405);
    CHECK(ask(relay.http(), "/", "GET", "Content-Length: 3\r\n").status == 400);
    CHECK(ask(relay.http(), "/", "GET", "X-Long: " + std::string(20'000, 'x') + "\r\n").status == 400);
    CHECK(ask(relay.http(), "/mqtt").status == 426);
    peers::TcpPeer peer(relay.http());
    peer.send("\x10\x0c\x00\x04MQTT\x04\x02 this is MQTT, not HTTP\r\n\r\n");
    CHECK(peers::read_answer(peer).status == 400);
}

TEST_CASE("The relay tells that it is well and who the broker is", "[relay][http]") {
    RunningRelay relay;
    CHECK(ask(relay.http(), "/healthz").body == "ok\n");
    const HttpAnswer about = ask(relay.http(), "/relay.json");
    CHECK(about.header("Content-Type") == "application/json");
    CHECK(about.body == "{\"relay\":\"mqtt-playground\",\"version\":\"0.1.0\",\"envelope\":1,\"tcp\":\"127.0.0.1:" +
                            std::to_string(relay.tcp()) + "\",\"ws\":\"/mqtt\",\"broker\":\"tab\",\"hosted\":false}\n");
    CHECK(ask(relay.http(), "/").status == 404);
    CHECK(relay.announced() == "page " + relay.origin() +
                                   "/#host=c0ffee\nmqtt-tcp 127.0.0.1:" + std::to_string(relay.tcp()) +
                                   "\nmqtt-ws ws://127.0.0.1:" + std::to_string(relay.http()) + "/mqtt\n");
}

TEST_CASE("A request that is not finished in time ends, and others are served meanwhile", "[relay][http]") {
    RunningRelay relay([](relay::Options& options) { options.limits.handshake_seconds = 1; });
    peers::TcpPeer slow(relay.http());
    slow.send("GET /healthz HTTP/1.1\r\nHos");
    CHECK(ask(relay.http(), "/healthz").status == 200);
    CHECK(slow.closed());
}

TEST_CASE("More connections than the bound are closed", "[relay][http]") {
    RunningRelay relay([](relay::Options& options) { options.limits.http_connections = 1; });
    peers::TcpPeer first(relay.http());
    first.send("GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n");
    CHECK(peers::read_answer(first).status == 200);
    peers::TcpPeer second(relay.http());
    CHECK(second.closed());
    CHECK(relay.shut_down().find("bound http-connections (1) reached by 127.0.0.1:") != std::string::npos);
}
