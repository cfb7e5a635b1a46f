# frozen_string_literal: true

require 'revops'

Revops::Revenue.open do |revenue|
  revenue.transactions.add(economic_day: '2026-01-01', currency: 'GBP', gross_minor: [1000, 500, -200],
                           fee_minor: 0, kind: %w[sale sale refund])
  revenue.rows.each { |row| puts "#{row.gross_minor} #{row.scratch_minor}" }
end
