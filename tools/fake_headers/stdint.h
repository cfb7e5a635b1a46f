/* For pycparser alone, which wants names and no sizes; see tools/manifest.py. */
typedef int int8_t, int16_t, int32_t, int64_t, uint8_t, uint16_t, uint32_t, uint64_t;
