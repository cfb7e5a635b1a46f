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
signed = Column(ctypes.addressof(amounts), None, 4, 0, TYPE_INT32, 0)
read = (ctypes.c_int64 * 3)()
error = Error()
copy = [ctypes.byref(read), None, ctypes.byref(signed), TYPE_INT64, ctypes.c_uint64(3),
        ctypes.byref(error)]
assert revops.revops_column_copy(*copy) == 0, error.message
assert sum(read) == 5749

weights = (ctypes.c_int64 * 3)(3, 2, 1)
parts = (ctypes.c_int64 * 3)()
assert revops.revops_allocate(parts, None, ctypes.c_int64(100), weights, ctypes.c_size_t(3), None,
                              ctypes.byref(error)) == 0, error.message
assert list(parts) == [50, 33, 17]

# Two sales of one day, as plain arrays without a copy, become one row of revenue.
days = (ctypes.c_int32 * 2)(20600, 20600)
gross = (ctypes.c_int64 * 2)(2000, 5000)
fees = (ctypes.c_int64 * 2)(88, 175)
euro = ctypes.c_uint32(int.from_bytes(b"EUR\0", "big"))


class Batch(ctypes.Structure):
    _fields_ = [("struct_size", ctypes.c_size_t), ("count", ctypes.c_uint64),
                ("economic_day", Column), ("currency", Column), ("gross_minor", Column),
                ("tax_minor", Column), ("fee_minor", Column), ("others", Column * 12)]


class Row(ctypes.Structure):
    _fields_ = [(name, ctypes.c_int64) for name in ("gross_minor", "tax_minor", "fee_minor",
                                                    "net_minor", "refund_minor", "count")]
    _fields_ += [("others", ctypes.c_uint64 * 7), ("from_day", ctypes.c_int32),
                 ("to_day", ctypes.c_int32), ("kind", ctypes.c_int32), ("currency", ctypes.c_uint32)]


def column(array, stride):
    return Column(ctypes.addressof(array), None, stride, 0, 0, 0)


batch = Batch(struct_size=ctypes.sizeof(Batch), count=2, economic_day=column(days, 4),
              currency=column(euro, 0), gross_minor=column(gross, 8), fee_minor=column(fees, 8))
revenue = ctypes.c_void_p()
row = Row()
written = ctypes.c_size_t()
revops.revops_revenue_destroy.restype = None
assert revops.revops_revenue_create(ctypes.byref(revenue), None, None, ctypes.byref(error)) == 0
assert revops.revops_revenue_add(revenue, ctypes.byref(batch), ctypes.byref(error)) == 0, error.message
assert revops.revops_revenue_rows(revenue, None, ctypes.c_uint64(0), ctypes.byref(row),
                                  ctypes.c_size_t(1), ctypes.c_size_t(ctypes.sizeof(row)),
                                  ctypes.byref(written), ctypes.byref(error)) == 0, error.message
assert (written.value, row.count, row.gross_minor, row.net_minor) == (1, 2, 7000, 6737)
assert row.currency == euro.value and (row.from_day, row.kind) == (20600, -1)
revops.revops_revenue_destroy(revenue)

copy[3] = TYPE_INT8
assert revops.revops_column_copy(*copy) == 1
assert error.row == 0, (error.row, error.message)
