# frozen_string_literal: true

require_relative 'helper'

# Texts are keys, the same on every worker; a Names remembers them.
class NamesTest < Minitest::Test
  def test_keys_need_no_handle
    assert_equal 0, Revops.key('')
    digest = Revops.sha256('books').unpack1('Q>') & (2**63 - 1)
    assert_equal [digest] * 3,
                 [Revops.key('books'), Revops::Names.key(:books), Revops::Names.new.add('books')]
  end

  def test_texts_that_are_added_come_back_in_rows
    names = Revops::Names.new
    revenue(names: names) do |handle|
      handle.transactions.add([sale(project: 'books'), sale(project: nil),
                               sale(project: 'Öl', customer: 12)])
      assert_equal [nil, 'books', 'Öl'].map(&:to_s).sort,
                   handle.rows(group_by: :project).map { |row| row.project.to_s }.sort
      assert_equal ['books'], handle.rows(project: 'books', group_by: :project).map(&:project)
      assert_equal 2, names.count
    end
    without = revenue do |handle|
      handle.transactions.add([sale(project: 'books')]).then { handle.rows(group_by: :project) }
    end
    assert_equal Revops.key('books'), without.first.project
  end

  def test_a_column_of_texts_is_one_call
    names = Revops::Names.new
    texts = Array.new(1000) { |i| "customer #{i % 100}" } + [nil, '']
    keys = names.add_column(texts)
    assert_equal(texts.map { |text| Revops.key(text.to_s) }, keys)
    assert_equal 100, names.size
    assert_equal 'customer 7', names.find(keys[7])
    assert_equal [], names.add_column([])
  end

  def test_an_unknown_key_is_missing
    names = Revops::Names.new
    assert_raises(Revops::Error::Missing) { names.find(5) }
    assert_equal [5, nil, '5', ''], [names[5], names[0], names.resolve(5), names.resolve(0)]
  end

  def test_long_texts_come_back_whole
    names = Revops::Names.new
    text = 'é' * 30_000
    key = names.add(text)
    assert_equal [text, text, text], [names.find(key), names[key], names.resolve(key)]
    assert_raises(Revops::Error::Invalid) { names.add('x' * 65_536) }
  end

  def test_texts_with_nul_or_broken_utf8_are_refused_with_their_offset
    names = Revops::Names.new
    { "a\0b" => 1, "ab\xff" => 2, "\xc3" => 0 }.each do |text, offset|
      error = assert_raises(Revops::Error::Invalid) { names.add(text) }
      assert_equal offset, error.offset
      error = assert_raises(Revops::Error::Invalid) { names.add_column(['ok', text]) }
      assert_equal [1, offset], [error.row, error.offset]
      revenue(names: names) do |handle|
        error = refusal(Revops::Error::Invalid, handle) do
          handle.transactions.add([sale, sale(project: text)])
        end
        assert_equal 1, error.row
      end
    end
    assert_equal 0, names.count
  end

  def test_names_merge_save_and_load_in_any_order
    one = Revops::Names.new.tap { |names| names.add_column(%w[a b]) }
    two = Revops::Names.new.tap { |names| names.add_column(%w[c b]) }
    merged = Revops::Names.load(one.save).merge(two)
    assert_equal merged.save, Revops::Names.load(two.save).merge(one).save
    assert_equal merged.save, Marshal.load(Marshal.dump(merged)).save
    assert_raises(TypeError) { one.merge('two') }
    assert_raises(Revops::Error::Damaged) { Revops::Names.load(one.save.chop) }
  end

  def test_names_in_a_writer_are_resolved_without_a_way_through_ruby
    names = Revops::Names.new
    revenue(names: names) do |handle|
      handle.transactions.add([sale(project: 'books')])
      before = Revops::Native::CALLS[:revops_names_find]
      assert_includes handle.rows(group_by: :project).to_text(:csv), ',books,'
      assert_equal before, Revops::Native::CALLS[:revops_names_find]
    end
  end
end
