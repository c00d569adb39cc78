// A client's end of a TCP connection for load_client: what is to be written, and what has come.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace load {

using Bytes = std::vector<std::uint8_t>;

Bytes connect_packet(const std::string& client_id);
Bytes subscribe_packet(const std::vector<std::string>& filters, int qos);
Bytes publish_packet(const std::string& topic, int qos, bool retain, int packet_id);

/// Counts what came by packet type and answers QoS handshakes. REQUIRES: packets shorter than 130
/// bytes, as all of the workloads are.
class Connection {
public:
    /// Connects to the loopback port. Ends the program if it cannot.
    Connection(int port, int epoll);

    /// Writes all of it, or keeps what the network does not take.
    void write(const Bytes& bytes) { write(bytes.data(), bytes.size()); }
    void write(const std::uint8_t* bytes, std::size_t length);
    /// Reads what there is, counts and answers it.
    void on_ready();
    void close();

    int descriptor() const { return descriptor_; }
    /// Nothing waits to be written.
    bool idle() const { return unsent_.empty(); }
    std::uint64_t counts[16] = {};
    /// PUBLISH packets that all connections have received.
    static inline std::uint64_t received = 0;
    bool ended = false;

private:
    std::size_t take(const std::uint8_t* bytes, std::size_t length);
    void answer(const std::uint8_t* packet);
    void watch(bool writing);

    int descriptor_ = -1;
    int epoll_ = -1;
    bool writing_ = false;
    Bytes unsent_, partial_, answers_;
};

} // namespace load
