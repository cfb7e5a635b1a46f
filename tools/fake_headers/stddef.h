/* For pycparser alone, which wants names and no sizes; see tools/manifest.py. */
typedef int size_t;
