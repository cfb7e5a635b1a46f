# frozen_string_literal: true

require 'ffi'
require 'revops/generated'

module Revops
  # The C library as it is: layouts, functions, and one way to call them.
  #
  # The library is found by the environment variable REVOPS_LIBRARY, then by the loader's path.
  module Native
    FLAGS = FFI::DynamicLibrary::RTLD_LAZY | FFI::DynamicLibrary::RTLD_LOCAL
    LIBRARY = FFI::DynamicLibrary.open(ENV.fetch('REVOPS_LIBRARY', 'librevops.so.0'), FLAGS)

    # "revops_fx_options" is FxOptions.
    def self.class_name(name)
      name.to_s.delete_prefix('revops_').split('_').map { |word| word[0].upcase + word[1..] }.join
    end

    # The struct class of a C struct's name, made on first use because structs nest.
    def self.struct(name)
      title = class_name(name)
      return const_get(title, false) if const_defined?(title, false)

      members = Generated::STRUCTS.fetch(name).flat_map { |member, type| [member, ffi_type(type)] }
      const_set(title, Class.new(FFI::Struct) { layout(*members) })
    end

    def self.ffi_type(type)
      case type
      when String then struct(type).by_value
      when Array then [ffi_type(type.first), type.last]
      else type
      end
    end

    Generated::STRUCTS.each_key { |name| struct(name) }

    # How often each function was called: the completeness test wants to see all of them.
    CALLS = Hash.new(0)

    # One function of the library, with the GVL released while it runs.
    class Function
      attr_reader :name

      def initialize(name, returns, parameters, pointer = nil, blocking: true)
        @name = name.to_sym
        pointer ||= LIBRARY.find_function(name.to_s) ||
                    raise(LoadError, "librevops has no #{name}: it is older than this gem")
        parameters = parameters.map { |type| Native.ffi_type(type) }
        @function = FFI::Function.new(Native.ffi_type(returns), parameters, pointer,
                                      blocking: blocking)
      end

      def call(*arguments)
        CALLS[@name] += 1
        @function.call(*arguments)
      end

      # Call a function that answers a status and takes an error record last. What a callback of
      # ours raised is raised again; any other refusal becomes a Revops::Error.
      def invoke(*arguments, callbacks: nil)
        record = FFI::MemoryPointer.new(:char, Native::Error.size)
        status = call(*arguments, record)
        callbacks&.each(&:reraise)
        raise Revops::Error.from(Native::Error.new(record), callbacks) unless status.zero?
      end
    end

    def self.function(name, blocking: true)
      entry = Generated::FUNCTIONS.fetch(name)
      parameters = entry[:parameters].map { |one| one[:ffi] }
      (@functions ||= {})[name] ||=
        Function.new(name, entry[:returns], parameters, blocking: blocking)
    end

    # The ffi type of a plain C type.
    def self.scalar(type)
      type == 'revops_status' ? :int32 : type.delete_suffix(type == 'size_t' ? '' : '_t').to_sym
    end

    def self.size_of(type)
      Generated::STRUCTS.key?(type) ? struct(type).size : FFI.type_size(scalar(type))
    end

    # Call a plain function of the headers by its name.
    def self.call(name, *arguments)
      function(name).call(*arguments)
    end

    # The same for one that answers a status.
    def self.invoke(name, *arguments, callbacks: nil)
      function(name).invoke(*arguments, callbacks: callbacks)
    end

    MORE = Generated::CONSTANTS.fetch(:REVOPS_MORE)
    STOP = Generated::CONSTANTS.fetch(:REVOPS_END)
    NONE = 0xffff_ffff_ffff_ffff
    HOST_FAILED = -1

    # The address of a String's bytes. They stay where they are as long as the String is neither
    # changed nor moved; Columns sees to both.
    def self.address(string)
      [string].pack('P').unpack1('J')
    end
  end
end
