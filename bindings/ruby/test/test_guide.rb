# frozen_string_literal: true

require_relative 'helper'
require 'stringio'

# The guide tells the truth: each block of code prints what stands below it.
class GuideTest < Minitest::Test
  GUIDE = File.expand_path('../../../docs/guide/ruby.md', __dir__)

  def test_the_guide_prints_what_it_says
    here = TOPLEVEL_BINDING.dup
    blocks = File.read(GUIDE).scan(/^```ruby\n(.*?)^```\n+^```text\n(.*?)^```/m)
    refute_empty blocks
    assert_equal File.read(GUIDE).scan(/^```ruby$/).size, blocks.size
    blocks.each { |code, output| assert_equal output, printed { here.eval(code) } }
  end

  def printed
    stdout, $stdout = $stdout, StringIO.new
    yield
    $stdout.string
  ensure
    $stdout = stdout
  end
end
