"""A host in Python that knows the plain shared library only: host.py LIBRARY."""
import ctypes
import sys


class Column(ctypes.Structure):
    _fields_ = [("data", ctypes.c_void_p), ("validity", ctypes.c_void_p),
                ("stride", ctypes.c_int64), ("validity_offset", ctypes.c_int64),
                ("type", ctypes.c_uint32), ("reserved0", ctypes.c_uint32)]


class Error(ctypes.Structure):
    _fields_ = [("status", ctypes.c_int32), ("host_code", ctypes.c_int32),
                ("row", ctypes.c_uint64), ("offset", ctypes.c_uint64),
                ("field", ctypes.c_char * 40), ("message", ctypes.c_char * 192)]


TYPE_INT8, TYPE_INT32, TYPE_INT64 = 1, 3, 4

revops = ctypes.CDLL(sys.argv[1])
revops.revops_version.restype = ctypes.c_char_p
assert revops.revops_version().count(b".") == 2

amounts = (ctypes.c_int32 * 3)(1000, -250, 4999)
column = Column(ctypes.addressof(amounts), None, 4, 0, TYPE_INT32, 0)
read = (ctypes.c_int64 * 3)()
error = Error()
copy = [ctypes.byref(read), None, ctypes.byref(column), TYPE_INT64, ctypes.c_uint64(3),
        ctypes.byref(error)]
assert revops.revops_column_copy(*copy) == 0, error.message
assert sum(read) == 5749

weights = (ctypes.c_int64 * 3)(3, 2, 1)
parts = (ctypes.c_int64 * 3)()
assert revops.revops_allocate(parts, None, ctypes.c_int64(100), weights, ctypes.c_size_t(3), None,
                              ctypes.byref(error)) == 0, error.message
assert list(parts) == [50, 33, 17]

copy[3] = TYPE_INT8
assert revops.revops_column_copy(*copy) == 1
assert error.row == 0, (error.row, error.message)
