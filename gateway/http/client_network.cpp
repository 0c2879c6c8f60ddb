#include "http/client_network.h"

#include <boost/asio/ip/address.hpp>
#include <boost/asio/ip/network_v6.hpp>

namespace sluis::http {

std::string client_network(std::string_view client_address) {
  boost::system::error_code failed;
  const auto address = boost::asio::ip::make_address(client_address, failed);
  if (failed) return "unknown";
  if (address.is_v4()) return address.to_string();
  const auto v6 = address.to_v6();
  if (v6.is_v4_mapped()) {
    return boost::asio::ip::make_address_v4(boost::asio::ip::v4_mapped, v6).to_string();
  }
  return boost::asio::ip::make_network_v6(v6, 64).canonical().to_string();
}

}  // namespace sluis::http
