// Memory is wiped when it is given back, whoever gives it back: Beast, Boost.JSON, OpenSSL, libxml2
// and libcurl leave what they worked on in it, and an address is among that (DESIGN, promise 2:
// nor a crash dump). The definitions here take the place of glibc's for the whole process, the
// shared libraries included; glibc keeps its own under the names that begin with __libc.
//
// Linked with the gateway alone: the sanitizers have a heap of their own.

#include <malloc.h>
#include <string.h>  // explicit_bzero

#include <cstdlib>

extern "C" {

// NOLINTNEXTLINE(bugprone-reserved-identifier): glibc's own name for what we replace.
void __libc_free(void* memory);

void free(void* memory) {
  if (memory == nullptr) return;
  explicit_bzero(memory, malloc_usable_size(memory));
  __libc_free(memory);
}

// glibc's moves without wiping what it leaves.
void* realloc(void* memory, std::size_t size) {
  if (memory == nullptr) return std::malloc(size);
  if (size == 0) {
    free(memory);
    return nullptr;
  }
  const auto room = malloc_usable_size(memory);
  // What lies behind the new end is wiped when the rest is.
  if (size <= room && size >= room / 2) return memory;
  void* const fresh = std::malloc(size);
  if (fresh == nullptr) return nullptr;
  memcpy(fresh, memory, size < room ? size : room);
  free(memory);
  return fresh;
}

}  // extern "C"
