#include "load_connection.hpp"

#include <arpa/inet.h>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

namespace load {
namespace {

[[noreturn]] void give_up(const char* what) {
    std::perror(what);
    std::exit(1);
}

void add_string(Bytes& to, const std::string& text) {
    to.push_back(static_cast<std::uint8_t>(text.size() >> 8));
    to.push_back(static_cast<std::uint8_t>(text.size()));
    to.insert(to.end(), text.begin(), text.end());
}

/// Remaining Length of at most two bytes.
Bytes packet(int first, const Bytes& body) {
    Bytes whole{static_cast<std::uint8_t>(first)};
    if (body.size() < 128) {
        whole.push_back(static_cast<std::uint8_t>(body.size()));
    } else {
        whole.push_back(static_cast<std::uint8_t>(0x80 | (body.size() & 127)));
        whole.push_back(static_cast<std::uint8_t>(body.size() >> 7));
    }
    whole.insert(whole.end(), body.begin(), body.end());
    return whole;
}

std::uint8_t read_buffer[1 << 18];

} // namespace

Bytes connect_packet(const std::string& client_id) {
    Bytes body{0, 4, 'M', 'Q', 'T', 'T', 4, 2, 0, 0};
    add_string(body, client_id);
    return packet(0x10, body);
}

Bytes subscribe_packet(const std::vector<std::string>& filters, int qos) {
    Bytes body{0, 1};
    for (const std::string& filter : filters) {
        add_string(body, filter);
        body.push_back(static_cast<std::uint8_t>(qos));
    }
    return packet(0x82, body);
}

Bytes publish_packet(const std::string& topic, int qos, bool retain, int packet_id) {
    Bytes body;
    add_string(body, topic);
    if (qos > 0) {
        body.push_back(static_cast<std::uint8_t>(packet_id >> 8));
        body.push_back(static_cast<std::uint8_t>(packet_id));
    }
    for (int i = 0; i < 64; ++i) body.push_back(static_cast<std::uint8_t>(i * 167 + 41));
    return packet(0x30 | qos << 1 | static_cast<int>(retain), body);
}

Connection::Connection(int port, int epoll) : descriptor_(socket(AF_INET, SOCK_STREAM, 0)), epoll_(epoll) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(static_cast<std::uint16_t>(port));
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (descriptor_ < 0) give_up("socket");
    if (::connect(descriptor_, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0) give_up("connect");
    const int yes = 1;
    setsockopt(descriptor_, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
    fcntl(descriptor_, F_SETFL, O_NONBLOCK);
    epoll_event event{};
    event.events = EPOLLIN;
    event.data.ptr = this;
    if (epoll_ctl(epoll_, EPOLL_CTL_ADD, descriptor_, &event) != 0) give_up("epoll_ctl");
}

void Connection::watch(bool writing) {
    if (writing == writing_) return;
    writing_ = writing;
    epoll_event event{};
    event.events = writing ? EPOLLIN | EPOLLOUT : EPOLLIN;
    event.data.ptr = this;
    epoll_ctl(epoll_, EPOLL_CTL_MOD, descriptor_, &event);
}

void Connection::write(const std::uint8_t* bytes, std::size_t length) {
    if (unsent_.empty()) {
        const ssize_t count = ::send(descriptor_, bytes, length, MSG_NOSIGNAL);
        if (count < 0 && errno != EAGAIN) give_up("send");
        if (count > 0) {
            bytes += count;
            length -= static_cast<std::size_t>(count);
        }
    }
    unsent_.insert(unsent_.end(), bytes, bytes + length);
    watch(!unsent_.empty());
}

void Connection::on_ready() {
    if (!unsent_.empty()) {
        const Bytes again = std::move(unsent_);
        unsent_.clear();
        write(again);
    }
    for (;;) {
        const ssize_t count = recv(descriptor_, read_buffer, sizeof read_buffer, 0);
        if (count < 0 && errno == EAGAIN) break;
        if (count <= 0) {
            ended = true;
            return close();
        }
        const auto length = static_cast<std::size_t>(count);
        if (partial_.empty()) {
            const std::size_t used = take(read_buffer, length);
            partial_.assign(read_buffer + used, read_buffer + length);
        } else {
            partial_.insert(partial_.end(), read_buffer, read_buffer + length);
            const std::size_t used = take(partial_.data(), partial_.size());
            partial_.erase(partial_.begin(), partial_.begin() + static_cast<std::ptrdiff_t>(used));
        }
        if (length < sizeof read_buffer) break;
    }
    if (answers_.empty()) return;
    const Bytes answers = std::move(answers_);
    answers_.clear();
    write(answers);
}

std::size_t Connection::take(const std::uint8_t* bytes, std::size_t length) {
    std::size_t at = 0;
    while (length - at >= 2 && length - at >= 2u + bytes[at + 1]) {
        counts[bytes[at] >> 4] += 1;
        received += bytes[at] >> 4 == 3;
        answer(bytes + at);
        at += 2u + bytes[at + 1];
    }
    return at;
}

void Connection::answer(const std::uint8_t* packet) {
    const int type = packet[0] >> 4, qos = packet[0] >> 1 & 3;
    int first = type == 5 ? 0x62 : type == 6 ? 0x70 : 0;
    std::size_t id = 2;
    if (type == 3 && qos > 0) {
        first = qos == 1 ? 0x40 : 0x50;
        id = 4u + static_cast<std::size_t>(packet[2] << 8 | packet[3]);
    }
    if (first == 0) return;
    const std::uint8_t answer[] = {static_cast<std::uint8_t>(first), 2, packet[id], packet[id + 1]};
    answers_.insert(answers_.end(), answer, answer + sizeof answer);
}

void Connection::close() {
    if (descriptor_ < 0) return;
    ::close(descriptor_);
    descriptor_ = -1;
}

} // namespace load
