#include "crypto/leftovers.h"

#include <string.h>  // explicit_bzero

#include <array>
#include <cstddef>

namespace sluis::crypto {

namespace {

constexpr std::size_t kDeepest = 64 * 1024;

// Not inlined: the array must lie below the frame of who calls wipe_leftovers().
[[gnu::noinline]] void wipe_stack() noexcept {
  std::array<char, kDeepest> below;
  explicit_bzero(below.data(), below.size());
}

#ifdef __x86_64__

// glibc copies through these where the processor has them.
[[gnu::target("avx512f")]] void wipe_registers_16_to_31() noexcept {
  asm volatile(
      "vpxorq %%zmm16, %%zmm16, %%zmm16\n vpxorq %%zmm17, %%zmm17, %%zmm17\n"
      "vpxorq %%zmm18, %%zmm18, %%zmm18\n vpxorq %%zmm19, %%zmm19, %%zmm19\n"
      "vpxorq %%zmm20, %%zmm20, %%zmm20\n vpxorq %%zmm21, %%zmm21, %%zmm21\n"
      "vpxorq %%zmm22, %%zmm22, %%zmm22\n vpxorq %%zmm23, %%zmm23, %%zmm23\n"
      "vpxorq %%zmm24, %%zmm24, %%zmm24\n vpxorq %%zmm25, %%zmm25, %%zmm25\n"
      "vpxorq %%zmm26, %%zmm26, %%zmm26\n vpxorq %%zmm27, %%zmm27, %%zmm27\n"
      "vpxorq %%zmm28, %%zmm28, %%zmm28\n vpxorq %%zmm29, %%zmm29, %%zmm29\n"
      "vpxorq %%zmm30, %%zmm30, %%zmm30\n vpxorq %%zmm31, %%zmm31, %%zmm31\n" ::
          : "xmm16", "xmm17", "xmm18", "xmm19", "xmm20", "xmm21", "xmm22", "xmm23", "xmm24",
            "xmm25", "xmm26", "xmm27", "xmm28", "xmm29", "xmm30", "xmm31");
}

// All of 0 to 15, however wide.
[[gnu::target("avx")]] void wipe_registers_0_to_15() noexcept {
  asm volatile("vzeroall" ::
                   : "xmm0", "xmm1", "xmm2", "xmm3", "xmm4", "xmm5", "xmm6", "xmm7", "xmm8", "xmm9",
                     "xmm10", "xmm11", "xmm12", "xmm13", "xmm14", "xmm15");
}

void wipe_registers() noexcept {
  if (__builtin_cpu_supports("avx512f")) wipe_registers_16_to_31();
  if (__builtin_cpu_supports("avx")) wipe_registers_0_to_15();
}

#else

void wipe_registers() noexcept {}  // not written for other processors

#endif

}  // namespace

void wipe_leftovers() noexcept {
  wipe_stack();
  wipe_registers();
}

}  // namespace sluis::crypto
