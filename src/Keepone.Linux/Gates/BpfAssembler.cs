using System.Buffers.Binary;

namespace Keepone.Linux.Gates;

/// <summary>A place in a program that jumps go to.</summary>
internal sealed class BpfLabel
{
    internal int Position { get; set; } = -1;

    internal List<int> Jumps { get; } = [];
}

/// <summary>
/// Writes a program of the kernel's BPF machine (RFC 9669): the few instructions that a gate needs. Registers are numbers: 0 is a
/// call's result, 1 to 5 are its arguments and lost by it, 6 to 9 are kept, 10 is the frame.
/// </summary>
internal sealed class BpfAssembler
{
    internal const int Bytes = 8;

    // RFC 9669 section 4: class, source and code of each instruction.
    private const byte LoadImmediate64 = 0x18;
    private const byte LoadMemory = 0x61;
    private const byte AddAtomically64 = 0xdb;
    private const byte MoveImmediate = 0xb7;
    private const byte MoveRegister = 0xbf;
    private const byte AddImmediate = 0x07;
    private const byte JumpAlways = 0x05;
    private const byte JumpIfLess = 0xad;
    private const byte JumpIfEqual = 0x15;
    private const byte JumpIfDifferent = 0x55;
    private const byte JumpIfEqual32 = 0x16;
    private const byte JumpIfDifferent32 = 0x56;
    private const byte CallHelper = 0x85;
    private const byte ExitProgram = 0x95;

    // The source register of a 64-bit immediate says that it is an address inside a map's only value (BPF_PSEUDO_MAP_VALUE).
    private const int MapValue = 2;

    private readonly List<byte[]> _program = [];

    internal BpfAssembler MapAddress(int register, int map, int offset) =>
        Add(LoadImmediate64, register, MapValue, 0, map).Add(0, 0, 0, 0, offset);

    // 4, 2, 1 or 8 bytes.
    internal BpfAssembler Load(int register, int address, int offset, int size) => Add(
        (byte)(LoadMemory + (size switch { 4 => 0x00, 2 => 0x08, 1 => 0x10, _ => 0x18 })), register, address, offset, 0);

    internal BpfAssembler AddToMemory64(int address, int register) => Add(AddAtomically64, address, register, 0, 0);

    internal BpfAssembler Set(int register, int value) => Add(MoveImmediate, register, 0, 0, value);

    internal BpfAssembler Copy(int register, int from) => Add(MoveRegister, register, from, 0, 0);

    internal BpfAssembler Plus(int register, int value) => Add(AddImmediate, register, 0, 0, value);

    internal BpfAssembler Call(int helper) => Add(CallHelper, 0, 0, 0, helper);

    internal BpfAssembler Exit() => Add(ExitProgram, 0, 0, 0, 0);

    internal BpfAssembler Jump(BpfLabel to) => Jump(JumpAlways, 0, 0, 0, to);

    /// <summary>Unsigned, 64 bits.</summary>
    internal BpfAssembler JumpIfBelow(int register, int other, BpfLabel to) => Jump(JumpIfLess, register, other, 0, to);

    internal BpfAssembler JumpIf(int register, int value, BpfLabel to) => Jump(JumpIfEqual, register, 0, value, to);

    internal BpfAssembler JumpIfNot(int register, int value, BpfLabel to) => Jump(JumpIfDifferent, register, 0, value, to);

    /// <summary>The lower half alone: an immediate with its highest bit set is not extended.</summary>
    internal BpfAssembler JumpIf32(int register, int value, BpfLabel to) => Jump(JumpIfEqual32, register, 0, value, to);

    internal BpfAssembler JumpIfNot32(int register, int value, BpfLabel to) => Jump(JumpIfDifferent32, register, 0, value, to);

    internal BpfAssembler Mark(BpfLabel label)
    {
        label.Position = _program.Count;
        return this;
    }

    /// <summary>Fills in the jumps to labels that were marked.</summary>
    internal BpfAssembler Resolve(params ReadOnlySpan<BpfLabel> labels)
    {
        foreach (var label in labels)
        {
            foreach (var from in label.Jumps)
            {
                var distance = label.Position - from - 1;
                BinaryPrimitives.WriteInt16LittleEndian(_program[from].AsSpan(2), checked((short)distance));
            }
        }

        return this;
    }

    /// <summary>The program's bytes.</summary>
    internal byte[] Finish() => [.. _program.SelectMany(instruction => instruction)];

    private BpfAssembler Jump(byte code, int register, int other, int value, BpfLabel to)
    {
        to.Jumps.Add(_program.Count);
        return Add(code, register, other, 0, value);
    }

    private BpfAssembler Add(byte code, int destination, int source, int offset, int value)
    {
        var instruction = new byte[Bytes];
        instruction[0] = code;
        instruction[1] = (byte)(destination | (source << 4));
        BinaryPrimitives.WriteInt16LittleEndian(instruction.AsSpan(2), checked((short)offset));
        BinaryPrimitives.WriteInt32LittleEndian(instruction.AsSpan(4), value);
        _program.Add(instruction);
        return this;
    }
}
