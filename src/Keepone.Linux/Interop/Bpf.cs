using System.Runtime.InteropServices;

namespace Keepone.Linux.Interop;

/// <summary>bpf(2): maps and programs (linux/bpf.h).</summary>
internal static unsafe class Bpf
{
    private const int CreateMapCommand = 0;
    private const int LoadCommand = 5;
    private const int RunCommand = 10;
    private const int ProgramByIdCommand = 13;
    private const int MapByIdCommand = 14;
    private const int InformationCommand = 15;

    private const uint ArrayMap = 2;
    private const uint Mappable = 1 << 10;
    private const uint TrafficClassifier = 3;
    private const int NameBytes = 15;
    private const int LogBytes = 16 * 1024;

    private static readonly nint Number = RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? 280 : 321;

    /// <summary>A map of one value that a process can map into its memory. Linux 5.5.</summary>
    internal static Descriptor CreateMap(int valueBytes, string name)
    {
        var attributes = new MapAttributes
        {
            Type = ArrayMap,
            KeyBytes = sizeof(int),
            ValueBytes = (uint)valueBytes,
            Entries = 1,
            Flags = Mappable,
        };
        WriteName(attributes.Name, name);
        return Call(CreateMapCommand, &attributes, sizeof(MapAttributes), "make a BPF map");
    }

    /// <summary>Loads a program for the traffic of an interface; the kernel proves first that it is harmless.</summary>
    internal static Descriptor Load(ReadOnlySpan<byte> instructions, string name)
    {
        // None of the helpers is for programs under the GPL alone.
        var license = "Apache-2.0\0"u8;
        fixed (byte* code = instructions)
        fixed (byte* terms = license)
        {
            var attributes = new ProgramAttributes
            {
                Type = TrafficClassifier,
                Count = (uint)(instructions.Length / Gates.BpfAssembler.Bytes),
                Instructions = (ulong)code,
                License = (ulong)terms,
            };
            WriteName(attributes.Name, name);
            var result = Libc.BpfCall(Number, LoadCommand, &attributes, (uint)sizeof(ProgramAttributes));
            return result >= 0 ? new Descriptor(result) : throw Refusal(attributes, Marshal.GetLastPInvokeError());
        }
    }

    internal static Descriptor ProgramById(uint id) => ById(ProgramByIdCommand, id, "open a BPF program");

    internal static Descriptor MapById(uint id) => ById(MapByIdCommand, id, "open a BPF map");

    /// <summary>The id of the only map of a program; null when it has none, or several.</summary>
    internal static uint? MapOf(Descriptor program)
    {
        uint map = 0;
        var information = new ProgramInformation { MapCount = 1, MapIds = (ulong)&map };
        var attributes = new InformationAttributes
        {
            Length = (uint)sizeof(ProgramInformation),
            Information = (ulong)&information,
            Descriptor = Raw(program),
        };
        return Libc.BpfCall(Number, InformationCommand, &attributes, (uint)sizeof(InformationAttributes)) == 0
            ? information.MapCount == 1 ? map : null
            : throw LinuxException.Last("look at a BPF program");
    }

    /// <summary>Runs a program on a packet that goes nowhere, and says what it returned and how long a run took.</summary>
    internal static (int Result, uint Nanoseconds) Run(Descriptor program, ReadOnlySpan<byte> packet, uint arrivedBy, int repeat)
    {
        var context = stackalloc byte[192];
        new Span<byte>(context, 192).Clear();
        *(uint*)(context + 36) = arrivedBy;
        fixed (byte* data = packet)
        {
            var attributes = new RunAttributes
            {
                Program = Raw(program),
                DataBytes = (uint)packet.Length,
                Data = (ulong)data,
                Repeat = (uint)repeat,
                ContextBytes = arrivedBy == 0 ? 0u : 192,
                Context = arrivedBy == 0 ? 0 : (ulong)context,
            };
            return Libc.BpfCall(Number, RunCommand, &attributes, (uint)sizeof(RunAttributes)) == 0
                ? ((int)attributes.Result, attributes.Nanoseconds)
                : throw LinuxException.Last("try a BPF program");
        }
    }

    private static Descriptor ById(int command, uint id, string operation)
    {
        var attributes = stackalloc uint[] { id, 0, 0 };
        return Call(command, attributes, 3 * sizeof(uint), operation);
    }

    private static Descriptor Call(int command, void* attributes, int length, string operation)
    {
        var result = Libc.BpfCall(Number, command, attributes, (uint)length);
        return result >= 0 ? new Descriptor(result) : throw LinuxException.Last(operation);
    }

    // Once more, with the verifier's words: they are of use to whoever mends the program.
    private static LinuxException Refusal(ProgramAttributes attributes, int error)
    {
        var log = new byte[LogBytes];
        fixed (byte* text = log)
        {
            (attributes.LogLevel, attributes.LogBytes, attributes.Log) = (1, LogBytes, (ulong)text);
            var result = Libc.BpfCall(Number, LoadCommand, &attributes, (uint)sizeof(ProgramAttributes));
            if (result >= 0)
            {
                _ = Libc.Close((int)result);
            }
        }

        var words = System.Text.Encoding.UTF8.GetString(log).TrimEnd('\0').Trim();
        var last = words.Split('\n', StringSplitOptions.RemoveEmptyEntries).LastOrDefault(line => !line.StartsWith("processed", StringComparison.Ordinal));
        return new LinuxException("load a BPF program", error, last);
    }

    private static uint Raw(Descriptor descriptor) => (uint)descriptor.DangerousGetHandle();

    private static void WriteName(byte* target, string name)
    {
        for (var i = 0; i < Math.Min(name.Length, NameBytes); i++)
        {
            target[i] = (byte)name[i];
        }
    }

    [StructLayout(LayoutKind.Sequential)]
    private struct MapAttributes
    {
        internal uint Type;
        internal uint KeyBytes;
        internal uint ValueBytes;
        internal uint Entries;
        internal uint Flags;
        internal uint Inner;
        internal uint Node;
        internal fixed byte Name[16];
    }

    [StructLayout(LayoutKind.Sequential)]
    private struct ProgramAttributes
    {
        internal uint Type;
        internal uint Count;
        internal ulong Instructions;
        internal ulong License;
        internal uint LogLevel;
        internal uint LogBytes;
        internal ulong Log;
        internal uint KernelVersion;
        internal uint Flags;
        internal fixed byte Name[16];
    }

    [StructLayout(LayoutKind.Sequential)]
    private struct InformationAttributes
    {
        internal uint Descriptor;
        internal uint Length;
        internal ulong Information;
    }

    // struct bpf_prog_info, up to its map ids.
    [StructLayout(LayoutKind.Sequential)]
    private struct ProgramInformation
    {
        internal uint Type;
        internal uint Id;
        internal ulong Tag;
        internal uint CompiledBytes;
        internal uint TranslatedBytes;
        internal ulong Compiled;
        internal ulong Translated;
        internal ulong LoadTime;
        internal uint User;
        internal uint MapCount;
        internal ulong MapIds;
    }

    [StructLayout(LayoutKind.Sequential)]
    private struct RunAttributes
    {
        internal uint Program;
        internal uint Result;
        internal uint DataBytes;
        internal uint OutputBytes;
        internal ulong Data;
        internal ulong Output;
        internal uint Repeat;
        internal uint Nanoseconds;
        internal uint ContextBytes;
        internal uint ContextOutputBytes;
        internal ulong Context;
        internal ulong ContextOutput;
    }
}
