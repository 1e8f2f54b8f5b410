// An add-on for tests: `poison(bytes)` makes every access of instrumented code to the Uint8Array an error,
// `unpoison(bytes)` allows it again. `keep(bytes)` keeps the array and its memory until the process ends: what comes to lie at
// the address of a memory that was freed would be poisoned.
#define NAPI_VERSION 8
#include <node_api.h>
#include <sanitizer/asan_interface.h>

static napi_value poison(napi_env env, napi_callback_info info) {
  size_t count = 1, length = 0;
  napi_value bytes;
  void *address = 0, *allow;
  napi_get_cb_info(env, info, &count, &bytes, 0, &allow);
  napi_get_typedarray_info(env, bytes, 0, &length, &address, 0, 0);
  if (allow) ASAN_UNPOISON_MEMORY_REGION(address, length);
  else ASAN_POISON_MEMORY_REGION(address, length);
  return 0;
}

static napi_value keep(napi_env env, napi_callback_info info) {
  size_t count = 1;
  napi_value bytes;
  napi_ref reference;
  napi_get_cb_info(env, info, &count, &bytes, 0, 0);
  napi_create_reference(env, bytes, 1, &reference);
  return 0;
}

NAPI_MODULE_INIT() {
  napi_value function;
  napi_create_function(env, "poison", NAPI_AUTO_LENGTH, poison, 0, &function);
  napi_set_named_property(env, exports, "poison", function);
  napi_create_function(env, "unpoison", NAPI_AUTO_LENGTH, poison, exports, &function);
  napi_set_named_property(env, exports, "unpoison", function);
  napi_create_function(env, "keep", NAPI_AUTO_LENGTH, keep, 0, &function);
  napi_set_named_property(env, exports, "keep", function);
  return exports;
}
