# frozen_string_literal: true

require_relative 'helper'

# Every function of the headers has its place in Ruby.
class SurfaceTest < Minitest::Test
  FUNCTIONS = Revops::Generated::FUNCTIONS

  def test_every_function_is_reachable_by_the_name_that_the_manifest_gives_it
    lost = FUNCTIONS.reject { |_name, entry| reachable?(entry[:ruby]) }
    assert_empty lost.transform_values { |entry| entry[:ruby] }
  end

  # "Revops.key", "Revops::Fx", "Revops::Fx.load", "Revops::Fx#rate", "Revops::Fx#rates.add"
  def reachable?(path)
    type, verb, feed_verb = path.split(/[.#]/)
    owner = type.split('::').reduce(Object) do |scope, name|
      scope.const_get(name, scope.equal?(Object))
    end
    return owner.respond_to?(verb || :new) unless path.include?('#')
    return owner.method_defined?(verb) unless feed_verb

    owner.method_defined?(verb) && Revops::Feed.method_defined?(feed_verb)
  end

  def test_the_functions_of_the_catalogue_are_those_that_handles_call
    called = Revops::Catalogue.kinds.flat_map do |kind|
      life = [kind.create, kind.destroy, kind.merge, kind.save, kind.load, kind.compute]
      feeds = kind.feeds.flat_map { |feed| [feed.add, feed.remove, feed.read] }
      (life + feeds + kind.reports.map(&:rows)).compact.map(&:name)
    end
    covered = FUNCTIONS.select { |_name, entry| entry[:catalogue] }.keys
    assert_equal covered.sort, called.sort
  end

  def test_methods_say_what_they_want
    error = assert_raises(ArgumentError) { Revops.money_scale(100, 1, 3) }
    assert_match(/given 3, expected 4: amount_minor, num, den, mode/, error.message)
    assert_match(/has no speed/,
                 assert_raises(ArgumentError) { Revops.allocate(1, [1], speed: 1) }.message)
    revenue { |handle| assert_raises(ArgumentError) { handle.explain(1) } }
  end

  def test_shapes_are_those_of_the_library
    assert_equal Revops.shape_count, Revops::Shape.all.size
    Revops::Shape.all.each do |shape|
      assert_same shape, Revops::Shape[shape.name]
      struct = Revops::Native.struct("revops_#{shape.name}")
      assert_equal shape.size, struct.size, shape.name
      shape.fields.reject(&:hidden?).each do |field|
        next unless struct.members.include?(field.name)

        assert_equal field.offset, struct.offset_of(field.name), field.name
      end
    end
    assert_nil Revops::Shape[:nonsense]
    assert_raises(ArgumentError) { Revops::Shape.of(:nonsense) }
  end

  def test_the_gem_and_the_library_are_of_one_version
    assert_equal Revops::Generated::VERSION, Revops.version
    assert_equal Revops::Generated::CONSTANTS.fetch(:REVOPS_VERSION_NUMBER), Revops.version_number
  end

  def test_a_library_that_is_not_there_is_a_load_error
    script = 'begin; require "revops"; rescue LoadError; exit 7; end'
    paths = $LOAD_PATH.flat_map { |path| ['-I', path] }
    system({ 'REVOPS_LIBRARY' => '/nowhere/librevops.so.0' }, RbConfig.ruby, *paths, '-e', script)
    assert_equal 7, $CHILD_STATUS.exitstatus
  end
end
