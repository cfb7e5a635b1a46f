# frozen_string_literal: true

# Revenue of two shops by month, in pounds, with the proof of one figure.
require 'revops'

sales = [
  { economic_day: Date.new(2026, 1, 5), project: 'lisbon', currency: 'EUR', gross_minor: 12_000,
    tax_minor: 2000, fee_minor: 378, transaction: 'L-1' },
  { economic_day: Date.new(2026, 1, 5), project: 'london', currency: 'GBP', gross_minor: 2400,
    tax_minor: 400, fee_minor: 133, transaction: 'N-1' },
  { economic_day: Date.new(2026, 1, 20), project: 'lisbon', currency: 'EUR', gross_minor: -1200,
    tax_minor: -200, fee_minor: 0, kind: :refund, transaction: 'L-2', original: 'L-1' },
  { economic_day: Date.new(2026, 2, 11), project: 'london', currency: 'GBP', gross_minor: 4800,
    tax_minor: 800, fee_minor: 246, transaction: 'N-2' }
]

names = Revops::Names.new
Revops::Revenue.open(names: names) do |revenue|
  sales.each { |sale| revenue.transactions << sale }
  [Date.new(2026, 1, 5), Date.new(2026, 1, 20)].each do |day|
    revenue.rates.add(day: day, from_currency: 'EUR', to_currency: 'GBP', rate: '0.87')
  end

  puts 'Net revenue by month and shop, in pounds'
  rows = revenue.rows(granularity: :month, group_by: :project, currency: 'GBP')
  rows.each do |row|
    net = Revops.money_format(row.net_minor, 2)
    puts format('  %<month>s  %<shop>-6s %<net>8s', month: row.from_day.strftime('%Y-%m'),
                                                     shop: row.project, net: net)
  end

  lisbon = ->(row) { row.project == 'lisbon' }
  cell = revenue.rows(granularity: :month, group_by: :project).find(&lisbon)
  puts "Why #{cell.project} kept #{Revops.money_format(cell.net_minor, 2)} #{cell.currency}"
  revenue.explain(cell, :net_minor, [sales], granularity: :month, group_by: :project) do |parts|
    parts.each { |part| puts "  #{part.source}  #{part.amount_minor}" }
  end

  begin
    revenue.transactions.add(sales.first.merge(fee_minor: 1, net_minor: 1))
  rescue Revops::Error::Invalid => e
    puts "Refused: #{e.message}"
  end
  puts "State: #{revenue.save.bytesize} bytes, the same in every language"
end
