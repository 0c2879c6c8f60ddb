#include "store/command.h"

#include <hiredis/hiredis.h>
#include <openssl/crypto.h>

#include <new>
#include <vector>

namespace sluis::store {

void Commands::add(std::span<const std::string_view> words) {
  std::vector<const char*> starts;
  std::vector<std::size_t> sizes;
  starts.reserve(words.size());
  sizes.reserve(words.size());
  for (const std::string_view word : words) {
    starts.push_back(word.data());
    sizes.push_back(word.size());
  }
  char* formatted = nullptr;
  const int size = redisFormatCommandArgv(&formatted, static_cast<int>(words.size()), starts.data(),
                                          sizes.data());
  if (size < 0) throw std::bad_alloc();
  const auto length = static_cast<std::size_t>(size);
  octets_.append(formatted, length);
  OPENSSL_cleanse(formatted, length);  // it may have been AUTH
  redisFreeCommand(formatted);
  ++count_;
}

}  // namespace sluis::store
