"""The catalogue and the shapes, as a built library tells them; a part of tools/manifest.py."""
import cffi


def catalogue_of(library, cdef, constants):
    ffi = cffi.FFI()
    ffi.cdef(cdef)
    lib = ffi.dlopen(str(library))

    def text(value):
        return ffi.string(value).decode() if value else ""

    def name(shape):
        return text(shape.name) if shape else None

    def words(prefix):
        return {value: key[len(prefix):].lower() for key, value in constants.items()
                if key.startswith(prefix)}

    units, types, kinds = words("REVOPS_UNIT_"), words("REVOPS_TYPE_"), words("REVOPS_SHAPE_")

    def field(one):
        made = {"name": text(one.name), "about": text(one.about), "type": types[one.type],
                "unit": units[one.unit], "offset": one.offset, "length": one.length}
        if one.column_type:
            made["column_type"] = types[one.column_type]
        if one.flags & constants["REVOPS_FIELD_REQUIRED"]:
            made["required"] = True
        if one.order:
            made["order"] = one.order
        if one.word_count:
            made["words"] = {text(one.words[i].name): one.words[i].value
                             for i in range(one.word_count)}
        return made

    def shape(one):
        return {"name": text(one.name), "about": text(one.about), "kind": kinds[one.kind],
                "size": one.size, "fields": [field(lib.revops_shape_field(one, i))
                                             for i in range(one.field_count)]}

    def step(first, size, index, type_):
        return ffi.cast(f"const {type_} *", ffi.cast("const char *", first) + size * index)

    def kind(one):
        feeds = [step(one.feeds, one.feed_size, i, "revops_feed") for i in range(one.feed_count)]
        reports = [step(one.reports, one.report_size, i, "revops_report")
                   for i in range(one.report_count)]
        return {"name": text(one.name), "about": text(one.about), "options": name(one.options),
                "state": text(one.state), "compute": bool(one.compute),
                "feeds": [{"name": text(feed.name), "about": text(feed.about),
                           "batch": name(feed.batch), "ordered": bool(feed.flags & 1),
                           "remove": bool(feed.remove)} for feed in feeds],
                "reports": [{"name": text(report.name), "about": text(report.about),
                             "query": name(report.query), "row": name(report.row)}
                            for report in reports]}

    return {"kinds": [kind(lib.revops_catalog_at(i)) for i in range(lib.revops_catalog_count())],
            "shapes": [shape(lib.revops_shape_at(i)) for i in range(lib.revops_shape_count())]}
