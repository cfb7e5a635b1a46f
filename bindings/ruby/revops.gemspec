# frozen_string_literal: true

# Packed by package.sh, which puts generated.rb in its place first.
Gem::Specification.new do |spec|
  spec.name = 'revops'
  spec.version = File.read(File.join(__dir__, 'lib/revops/generated.rb'))[/VERSION = "([^"]+)"/, 1]
  spec.summary = 'Exact net revenue, shares, balances and proofs from the C library librevops'
  spec.description = 'Every kind of handle in the catalogue of librevops as a class, every function ' \
                     'of its headers as a method: exact integers, columns without copies, errors ' \
                     'with row and field. No compiled code; it loads librevops.so.0.'
  spec.authors = ['The librevops authors']
  spec.license = 'MIT'
  spec.required_ruby_version = '>= 3.0'
  spec.files = Dir.chdir(__dir__) { Dir['lib/**/*.rb'].sort + ['LICENSE'] }
  spec.add_runtime_dependency 'ffi', '~> 1.15'
  spec.metadata['rubygems_mfa_required'] = 'true'
end
