#include "crypto/json_storage.h"

#include <openssl/crypto.h>

#include <boost/json/parser.hpp>
#include <boost/json/value.hpp>
#include <cstddef>
#include <new>
#include <stdexcept>

#include "crypto/strict_json.h"

namespace sluis::crypto {

namespace {

namespace json = boost::json;

class WipingMemory final : public json::memory_resource {
 private:
  void* do_allocate(std::size_t size_bytes, std::size_t alignment) override {
    return ::operator new(size_bytes, std::align_val_t(alignment));
  }
  void do_deallocate(void* octets, std::size_t size_bytes, std::size_t alignment) override {
    OPENSSL_cleanse(octets, size_bytes);
    ::operator delete(octets, std::align_val_t(alignment));
  }
  bool do_is_equal(const json::memory_resource& other) const noexcept override {
    return this == &other;
  }
};

}  // namespace

json::storage_ptr wiping_storage() { return json::make_shared_resource<WipingMemory>(); }

json::value parse_secret_json(std::string_view text) {
  if (!is_strict_json_object(text)) throw std::invalid_argument("not a strict JSON object");
  // Not json::parse(): that one works in a buffer on the stack, which nobody wipes.
  json::parser parser(wiping_storage());
  parser.reset(wiping_storage());
  parser.write(text.data(), text.size());
  return parser.release();
}

}  // namespace sluis::crypto
