#include "http/ip_address.h"

#include <algorithm>
#include <boost/asio/ip/address.hpp>
#include <boost/asio/ip/network_v4.hpp>
#include <boost/asio/ip/network_v6.hpp>

namespace sluis::http {

namespace {

namespace ip = boost::asio::ip;

ip::address_v6 v6_of(const IpAddress& address) { return ip::address_v6(address.octets()); }

bool is_in(const ip::address_v4& address, const char* network) {
  const auto wanted = ip::make_network_v4(network);
  return ip::network_v4(address, wanted.prefix_length()).network() == wanted.network();
}

bool is_in(const ip::address_v6& address, const char* network) {
  const auto wanted = ip::make_network_v6(network);
  return ip::network_v6(address, wanted.prefix_length()).network() == wanted.network();
}

bool is_public_v4(const ip::address_v4& address) {
  constexpr std::array kReserved = {
      "0.0.0.0/8",        // this host
      "10.0.0.0/8",       // private (RFC 1918)
      "100.64.0.0/10",    // carriers' NAT (RFC 6598)
      "127.0.0.0/8",      // loopback
      "169.254.0.0/16",   // link-local, and where clouds keep their metadata
      "172.16.0.0/12",    // private
      "192.0.0.0/24",     // protocol assignments
      "192.0.2.0/24",     // documentation
      "192.88.99.0/24",   // 6to4 relays
      "192.168.0.0/16",   // private
      "198.18.0.0/15",    // benchmarks
      "198.51.100.0/24",  // documentation
      "203.0.113.0/24",   // documentation
      "224.0.0.0/4",      // multicast
      "240.0.0.0/4",      // reserved, broadcast
  };
  return std::ranges::none_of(kReserved, [&](auto network) { return is_in(address, network); });
}

bool is_public_v6(const ip::address_v6& address) {
  // RFC 6052: the last four octets are the address that is really meant.
  if (is_in(address, "64:ff9b::/96")) {
    const auto octets = address.to_bytes();
    return is_public_v4(ip::address_v4({octets[12], octets[13], octets[14], octets[15]}));
  }
  constexpr std::array kReserved = {
      "2001::/23",      // protocol assignments, Teredo among them
      "2001:db8::/32",  // documentation
      "2002::/16",      // 6to4
      "3fff::/20",      // documentation
  };
  // Only 2000::/3 is given out: loopback, ULA, link-local, multicast and the rest lie outside.
  return is_in(address, "2000::/3") &&
         std::ranges::none_of(kReserved, [&](auto network) { return is_in(address, network); });
}

}  // namespace

std::optional<IpAddress> IpAddress::parse(std::string_view text) {
  if (text.contains('%')) return std::nullopt;  // an interface of this machine
  boost::system::error_code failed;
  const auto address = ip::make_address(text, failed);
  if (failed) return std::nullopt;
  const auto v6 =
      address.is_v6() ? address.to_v6() : ip::make_address_v6(ip::v4_mapped, address.to_v4());
  return IpAddress(v6.to_bytes());
}

bool IpAddress::is_loopback() const {
  const auto v6 = v6_of(*this);
  if (v6.is_v4_mapped()) return ip::make_address_v4(ip::v4_mapped, v6).is_loopback();
  return v6.is_loopback();
}

bool IpAddress::is_public() const {
  const auto v6 = v6_of(*this);
  if (v6.is_v4_mapped()) return is_public_v4(ip::make_address_v4(ip::v4_mapped, v6));
  return is_public_v6(v6);
}

}  // namespace sluis::http
