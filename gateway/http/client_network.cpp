#include "http/client_network.h"

#include <boost/asio/ip/address.hpp>
#include <boost/asio/ip/network_v6.hpp>

namespace sluis::http {

namespace {

/// The address itself, where it is IPv4 in whatever spelling; nothing if it is none.
std::optional<boost::asio::ip::address> plain_address(std::string_view text) {
  boost::system::error_code failed;
  const auto address = boost::asio::ip::make_address(text, failed);
  if (failed) return std::nullopt;
  if (address.is_v6() && address.to_v6().is_v4_mapped()) {
    return boost::asio::ip::make_address_v4(boost::asio::ip::v4_mapped, address.to_v6());
  }
  return address;
}

std::string first_bits(const boost::asio::ip::address& address, unsigned short bits) {
  return boost::asio::ip::make_network_v6(address.to_v6(), bits).canonical().to_string();
}

}  // namespace

std::string client_network(std::string_view client_address) {
  const auto address = plain_address(client_address);
  if (!address) return "unknown";
  return address->is_v4() ? address->to_string() : first_bits(*address, 64);
}

std::optional<std::string> client_site(std::string_view client_address) {
  const auto address = plain_address(client_address);
  if (!address || address->is_v4()) return std::nullopt;
  return first_bits(*address, 48);
}

}  // namespace sluis::http
