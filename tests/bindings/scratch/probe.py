"""The scratch column as a record and as a frame has it."""
import revops

with revops.Revenue() as revenue:
    revenue.transactions.add(economic_day="2026-01-01", currency="GBP", fee_minor=0,
                             gross_minor=[1000, 500, -200], kind=["sale", "sale", "refund"])
    for row in revenue.rows():
        print(row.gross_minor, row.scratch_minor)
    frame = revenue.rows().to_pandas()
    print(*frame.loc[0, ["gross_minor", "scratch_minor"]])
