using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using Keepone.Linux.Interop;

namespace Keepone.Linux;

/// <summary>
/// Room for several datagrams that go through the kernel in one call. Made once for a thread and used for all its sockets: nothing is
/// allocated for a datagram.
/// </summary>
public sealed unsafe class DatagramBatch
{
    private readonly BatchedMessage* _messages;
    private readonly IoVector* _vectors;
    private readonly byte* _names;
    private readonly byte* _data;
    private readonly int _slot;

    // Pinned: the pointers above are into it.
    [SuppressMessage("CodeQuality", "IDE0052", Justification = "It keeps the memory.")]
    private readonly byte[] _memory;

    /// <summary>A batch.</summary>
    /// <param name="capacity">How many datagrams.</param>
    /// <param name="mostBytes">The size of the largest; of a longer one it is known that it is longer.</param>
    public DatagramBatch(int capacity, int mostBytes)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(capacity);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(mostBytes);
        (Capacity, MostBytes, _slot) = (capacity, mostBytes, mostBytes + 1);
        var bytes = capacity * (sizeof(BatchedMessage) + sizeof(IoVector) + DatagramAddress.MostBytes + _slot);
        _memory = GC.AllocateArray<byte>(bytes, pinned: true);
        var memory = (byte*)Unsafe.AsPointer(ref _memory[0]);
        _messages = (BatchedMessage*)memory;
        _vectors = (IoVector*)(_messages + capacity);
        _names = (byte*)(_vectors + capacity);
        _data = _names + (capacity * DatagramAddress.MostBytes);
        for (var i = 0; i < capacity; i++)
        {
            _vectors[i] = new IoVector { Data = _data + (i * _slot) };
            _messages[i].Header = new MessageHeader { Name = NameAt(i), Vectors = _vectors + i, VectorCount = 1 };
        }
    }

    /// <summary>How many datagrams it takes.</summary>
    public int Capacity { get; }

    /// <summary>The size of the largest.</summary>
    public int MostBytes { get; }

    internal BatchedMessage* Messages => _messages;

    /// <summary>The room of a datagram that is to be sent.</summary>
    /// <param name="index">Its place.</param>
    /// <returns><see cref="MostBytes"/> bytes.</returns>
    public Span<byte> this[int index] => new(DataAt(index), MostBytes);

    /// <summary>Sets where a datagram is to be sent, and how much of it.</summary>
    /// <param name="index">Its place.</param>
    /// <param name="to">Where to.</param>
    /// <param name="length">Its size.</param>
    public void Address(int index, in DatagramAddress to, int length)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(length, MostBytes);
        _ = DataAt(index);
        to.CopyTo(new Span<byte>(NameAt(index), DatagramAddress.MostBytes));
        _messages[index].Header.NameLength = (uint)to.Length;
        _vectors[index].Length = (nuint)length;
    }

    /// <summary>A datagram that was received.</summary>
    /// <param name="index">Its place.</param>
    /// <param name="from">Its sender.</param>
    /// <returns>Its content; of one that was too long, a byte more than <see cref="MostBytes"/>.</returns>
    public ReadOnlySpan<byte> Received(int index, out DatagramAddress from)
    {
        var data = DataAt(index);
        ref var message = ref _messages[index];
        from = new DatagramAddress(
            new ReadOnlySpan<byte>(NameAt(index), (int)Math.Min(message.Header.NameLength, DatagramAddress.MostBytes)));
        return new ReadOnlySpan<byte>(data, (int)Math.Min(message.Length, (uint)_slot));
    }

    internal void PrepareToReceive()
    {
        for (var i = 0; i < Capacity; i++)
        {
            _vectors[i].Length = (nuint)_slot;
            _messages[i].Header.NameLength = DatagramAddress.MostBytes;
            _messages[i].Header.Flags = 0;
        }
    }

    private byte* NameAt(int index) => _names + (index * DatagramAddress.MostBytes);

    private byte* DataAt(int index)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, Capacity);
        return _data + (index * _slot);
    }
}
