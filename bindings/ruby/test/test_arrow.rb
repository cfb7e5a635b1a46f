# frozen_string_literal: true

require_relative 'helper'

# Arrow in and out, by the three structs of its C interface and without Arrow.
class ArrowTest < Minitest::Test
  def rows(names: nil)
    revenue(names: names) do |handle|
      handle.transactions.add([sale(project: 'books'),
                               sale(project: 'films', gross_minor: 2500, economic_day: DAY + 3)])
      yield handle.rows(granularity: :day, group_by: %i[project kind])
    end
  end

  def test_rows_go_through_arrow_into_another_feed_without_a_loss
    records = [sale(net_minor: 970),
               sale(kind: :refund, gross_minor: -5, net_minor: -35, project: 9)]
    rows = Revops::Rows.of(Revops::Shape[:transaction_row], records)
    revenue do |direct|
      revenue do |through|
        direct.transactions.add(rows)
        through.transactions.add(rows.to_arrow_stream)
        assert_equal direct.save, through.save
      end
    end
  end

  def test_a_stream_is_moved_and_then_released
    rows do |answer|
      stream = answer.to_arrow_stream
      refute_predicate stream, :released?
      Revops::ArrowReader.open(stream, :spend_batch) do |reader|
        assert_equal [2], reader.map { |batch| batch[:currency].to_a.size }
      end
      assert_predicate stream, :released?
      assert_predicate stream.release, :released?
    end
  end

  def test_streams_that_nobody_took_are_released
    rows { |answer| 200.times { answer.to_arrow_stream(chunk_rows: 1) } }
    4.times { GC.start }
    assert_operator ObjectSpace.each_object(Revops::ArrowStruct).count, :<, 50
  end

  def test_a_reader_is_an_enumerable_of_columns
    names = Revops::Names.new
    rows(names: names) do |answer|
      reader = Revops::ArrowReader.new(answer.to_arrow_stream(chunk_rows: 1), :transaction_batch,
                                       names: names)
      batches = reader.map { |batch| batch.transform_values { |column| column.to_a.first } }
      assert_equal [1000, 2500], batches.map { |batch| batch[:gross_minor] }
      projects = batches.map { |batch| batch[:project] }
      assert_equal [Revops.key('books'), Revops.key('films')], projects
      assert_equal [%w[GBP GBP], nil], [batches.map { |batch| batch[:currency] }, reader.next]
      reader.close
    end
  end

  def test_an_array_is_borrowed_column_by_column
    rows do |answer|
      schema, array = Revops.arrow_export(:revenue_row, answer)
      columns = Revops.arrow_bind(:spend_batch,
                                  *Revops.arrow_export(:contribution, [{ amount_minor: 7 }]))
      assert_equal [[7], [:amount_minor]], [columns[:amount_minor].to_a, columns.keys]
      Revops::ArrowReader.create_array(schema, array, :transaction_batch).tap do |reader|
        assert_equal [1000, 2500], reader.next[:gross_minor].to_a
        reader.close
      end
    end
  end

  def test_a_column_of_the_wrong_type_is_the_readers_refusal
    revenue do |handle|
      stream = Revops::Rows.of(Revops::Shape[:day_parts], [{ year: 1 }]).to_arrow_stream
      error = refusal(Revops::Error::Invalid, handle) { handle.transactions.read(stream) }
      assert_equal 'economic_day', error.field
      broken = Revops::Rows.of(Revops::Shape[:currency_def],
                               [{ currency: 'GBP', exponent: 2 }]).to_arrow_stream
      reader = Revops::ArrowReader.new(broken, :transaction_batch, names: Revops::Names.new)
      assert_nil reader.error
      assert_raises(TypeError) { Revops::ArrowReader.new(nil, :transaction_batch) }
      reader.close
    end
  end

  def test_what_a_reader_refuses_is_raised_with_its_row
    names = Revops::Names.new
    rows = Revops::Rows.of(Revops::Shape[:error], [{ message: 'x' }, { message: "no\u0000text" }])
    revenue(names: names) do |handle|
      schema, array = Revops.arrow_export(:error, rows)
      rename(schema, 'message', 'currency')
      reader = Revops::ArrowReader.create_array(schema, array, :transaction_batch)
      error = refusal(Revops::Error::Invalid, handle) { handle.transactions.read(reader) }
      assert_equal [0, 'currency'], [error.row, error.field]
      assert_equal error.message, reader.error.message
      reader.close
    end
  end

  # Give a column another name.
  def rename(schema, from, to)
    struct = Revops::Native::ArrowSchema.new(schema.to_ptr)
    children = struct[:children].read_array_of_pointer(struct[:n_children]).map do |child|
      Revops::Native::ArrowSchema.new(child)
    end
    place = Revops::Native::ArrowSchema.offset_of(:name)
    child = children.find { |one| one[:name] == from }
    child.to_ptr.put_pointer(place, @renamed = FFI::MemoryPointer.from_string(to))
  end
end
