// The Node-API add-on: `kernels` [names of the builds that this processor runs, the fastest first] and `open(name, memory)`,
// which returns the functions of a build for one memory. `memory` is a Uint8Array on a shared WebAssembly memory, whose
// address stays when it grows. The functions take byte addresses in it and do not check them: the host does.
#define NAPI_VERSION 8
#include "cpu.h"
#include "kernel.h"
#include <node_api.h>

static const struct {
  const char *name;
  const Kernel *kernel;
  int (*runs)(void);
} KERNELS[] = {
#if defined(__x86_64__)
    {"avx512", &kernel_avx512, runs_avx512},
    {"avx2", &kernel_avx2, runs_avx2},
#else
    {"neon", &kernel_neon, 0},
#endif
};
enum { KERNEL_COUNT = sizeof KERNELS / sizeof *KERNELS, MOST_ARGUMENTS = 10, PAGE = 65536 };

static int runs(int k) { return !KERNELS[k].runs || KERNELS[k].runs(); }

// A call: its kernel, the memory, and the arguments as numbers; missing ones are 0. The functions of one `open` have the
// address of the memory as their data, plus the kernel's place in KERNELS: the memory begins at a page.
typedef struct Call {
  const Kernel *kernel;
  char *base;
  double n[MOST_ARGUMENTS];
} Call;

static Call read_call(napi_env env, napi_callback_info info) {
  size_t count = MOST_ARGUMENTS;
  napi_value values[MOST_ARGUMENTS];
  void *data;
  napi_get_cb_info(env, info, &count, values, 0, &data);
  const uintptr_t k = (uintptr_t)data % PAGE;
  Call call = {.kernel = KERNELS[k].kernel, .base = (char *)data - k};
  for (size_t k = 0; k < MOST_ARGUMENTS; k++)
    if (k >= count || napi_get_value_double(env, values[k], &call.n[k]) != napi_ok) call.n[k] = 0;
  return call;
}

static napi_value number(napi_env env, double value) {
  napi_value result;
  napi_create_double(env, value, &result);
  return result;
}

#define ADDRESS(k) ((uint32_t)c.n[k])
#define INTEGER(k) ((int)c.n[k])
#define FUNCTION(name, call)                                      \
  static napi_value name(napi_env env, napi_callback_info info) { \
    const Call c = read_call(env, info);                          \
    call;                                                         \
    return 0;                                                     \
  }

FUNCTION(run_part, return number(env, c.kernel->run_part(c.base, ADDRESS(0), INTEGER(1))))
FUNCTION(join_weights, c.kernel->join_weights(c.base, ADDRESS(0), ADDRESS(1), INTEGER(2), INTEGER(3), ADDRESS(4)))
FUNCTION(join_bias, c.kernel->join_bias(c.base, ADDRESS(0), INTEGER(1), ADDRESS(2)))
FUNCTION(split_weights, c.kernel->split_weights(c.base, ADDRESS(0), INTEGER(1), INTEGER(2), ADDRESS(3), ADDRESS(4)))
FUNCTION(split_bias, c.kernel->split_bias(c.base, ADDRESS(0), INTEGER(1), ADDRESS(2)))
FUNCTION(pack, c.kernel->pack(c.base, ADDRESS(0), INTEGER(1), INTEGER(2), ADDRESS(3)))
FUNCTION(pack_transposed, c.kernel->pack_transposed(c.base, ADDRESS(0), INTEGER(1), INTEGER(2), ADDRESS(3)))
FUNCTION(adam, c.kernel->adam(c.base, ADDRESS(0), ADDRESS(1), ADDRESS(2), ADDRESS(3), INTEGER(4),
                        (Adam){c.n[5], c.n[6], c.n[7], c.n[8], c.n[9]}))
FUNCTION(multiply_adds, return number(env, c.kernel->multiply_adds(INTEGER(0))))

static const struct {
  const char *name;
  napi_callback function;
} FUNCTIONS[] = {
    {"runPart", run_part},
    {"joinWeights", join_weights},
    {"joinBias", join_bias},
    {"splitWeights", split_weights},
    {"splitBias", split_bias},
    {"pack", pack},
    {"packTransposed", pack_transposed},
    {"adam", adam},
    {"multiplyAdds", multiply_adds},
};
enum { FUNCTION_COUNT = sizeof FUNCTIONS / sizeof *FUNCTIONS };

static int same(const char *a, const char *b) {
  while (*a && *a == *b) a++, b++;
  return *a == *b;
}

static void set_number(napi_env env, napi_value object, const char *name, double value) {
  napi_set_named_property(env, object, name, number(env, value));
}

static napi_value refuse(napi_env env, const char *message) {
  napi_throw_type_error(env, 0, message);
  return 0;
}

static napi_value open(napi_env env, napi_callback_info info) {
  size_t count = 2, length;
  napi_value given[2], object;
  char name[16] = "";
  napi_typedarray_type type;
  void *base = 0;
  napi_get_cb_info(env, info, &count, given, 0, 0);
  if (count < 2 || napi_get_value_string_utf8(env, given[0], name, sizeof name, 0) != napi_ok ||
      napi_get_typedarray_info(env, given[1], &type, &length, &base, 0, 0) != napi_ok || !base || (uintptr_t)base % PAGE)
    return refuse(env, "expected the name of a kernel and an array that begins where a memory does");
  for (int k = 0; k < KERNEL_COUNT; k++) {
    const Kernel *kernel = KERNELS[k].kernel;
    if (!same(KERNELS[k].name, name) || !runs(k)) continue;
    napi_create_object(env, &object);
    set_number(env, object, "lanes", kernel->lanes);
    set_number(env, object, "tileRows", kernel->tile_rows);
    set_number(env, object, "tileVectors", kernel->tile_vectors);
    for (int at = 0; at < FUNCTION_COUNT; at++) {
      napi_value function;
      napi_create_function(env, FUNCTIONS[at].name, NAPI_AUTO_LENGTH, FUNCTIONS[at].function, (char *)base + k, &function);
      napi_set_named_property(env, object, FUNCTIONS[at].name, function);
    }
    return object;
  }
  return refuse(env, "this processor does not run the kernel");
}

NAPI_MODULE_INIT() {
  napi_value names, function;
  napi_create_array(env, &names);
  for (int k = 0, count = 0; k < KERNEL_COUNT; k++) {
    napi_value name;
    if (!runs(k)) continue;
    napi_create_string_utf8(env, KERNELS[k].name, NAPI_AUTO_LENGTH, &name);
    napi_set_element(env, names, count++, name);
  }
  napi_set_named_property(env, exports, "kernels", names);
  napi_create_function(env, "open", NAPI_AUTO_LENGTH, open, 0, &function);
  napi_set_named_property(env, exports, "open", function);
  return exports;
}
