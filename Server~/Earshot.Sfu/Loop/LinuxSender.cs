using System;
using System.Collections.Generic;
using System.Runtime.InteropServices;

namespace Earshot.Sfu.Loop;

/// <summary>Hands many datagrams to Linux in one call (sendmmsg), and those of one size to one peer as one long
/// datagram that the kernel cuts (UDP_SEGMENT, since Linux 4.18): one way through the network stack for all of
/// them.</summary>
internal sealed unsafe class LinuxSender
{
    private const int MaxMessages = 256;
    private const int MaxPieces = 2048;

    /// <summary>What the kernel cuts one message into at most (UDP_MAX_SEGMENTS), and how long it may be.</summary>
    private const int MaxSegments = 64;
    private const int MaxMessageBytes = 65_000;

    private const int LongestName = 28; // sockaddr_in6
    private const int ControlUsed = 18; // CMSG_LEN(sizeof(uint16_t))
    private const int ControlLength = 24; // CMSG_SPACE(sizeof(uint16_t))
    private const int UdpLevel = 17; // SOL_UDP
    private const int UdpSegment = 103;
    private const int Interrupted = 4; // EINTR
    private const int InputOutputError = 5; // EIO: the device cannot cut
    private const int InvalidArgument = 22; // EINVAL: the kernel cannot

    private readonly List<Array> _memory = [];
    private readonly Message* _messages;
    private readonly Piece* _pieces;
    private readonly byte* _names;
    private readonly byte* _controls;
    private int _messageCount;
    private int _pieceCount;
    private BoundSocket? _from;
    private bool _canSegment = true;
    private long _refused;

    private LinuxSender()
    {
        _messages = Allocate<Message>(MaxMessages);
        _pieces = Allocate<Piece>(MaxPieces);
        _names = Allocate<byte>(MaxMessages * LongestName);
        _controls = Allocate<byte>(MaxMessages * ControlLength);
    }

    /// <summary>Null where the system is another, or its structures have another form.</summary>
    public static LinuxSender? TryMake() =>
        OperatingSystem.IsLinux() && Environment.Is64BitProcess ? new LinuxSender() : null;

    /// <summary>Takes all that waits for a peer; <paramref name="bytes"/> are pinned.</summary>
    public void Add(Destination to, byte[] bytes, ReadOnlySpan<SendBatch.Datagram> datagrams)
    {
        if (_from != to.From) Send();
        _from = to.From;
        byte* start = (byte*)Marshal.UnsafeAddrOfPinnedArrayElement(bytes, 0);
        for (int i = to.First; i != Destination.None;)
        {
            if (_messageCount == MaxMessages || _pieceCount + MaxSegments > MaxPieces) Send();
            i = AddMessage(to, start, datagrams, i);
        }
    }

    /// <summary>Sends all that was taken; how many datagrams the system has refused.</summary>
    public long Flush()
    {
        Send();
        long refused = _refused;
        _refused = 0;
        return refused;
    }

    /// <summary>Makes a message of the next datagrams of one size, and of a shorter one that ends them; the first that
    /// is not in it.</summary>
    private int AddMessage(Destination to, byte* start, ReadOnlySpan<SendBatch.Datagram> datagrams, int i)
    {
        int size = datagrams[i].Length, last = size, total = 0, first = _pieceCount;
        int most = _canSegment ? MaxSegments : 1;
        for (; i != Destination.None && _pieceCount - first < most && last == size; i = datagrams[i].Next)
        {
            last = datagrams[i].Length;
            total += last;
            if (last > size || total > MaxMessageBytes) break;
            _pieces[_pieceCount++] = new Piece { Start = start + datagrams[i].Offset, Length = (nuint)last };
        }

        int at = _messageCount++;
        byte* name = _names + at * LongestName;
        to.Address.Buffer.Span[..to.Address.Size].CopyTo(new Span<byte>(name, LongestName));
        byte* control = _controls + at * ControlLength;
        bool isCut = _pieceCount - first > 1;
        if (isCut)
        {
            *(Control*)control = new Control
            {
                Length = ControlUsed,
                Level = UdpLevel,
                Kind = UdpSegment,
                Size = (ushort)size,
            };
        }

        _messages[at] = new Message
        {
            Name = name,
            NameLength = (uint)to.Address.Size,
            Pieces = _pieces + first,
            PieceCount = (nuint)(_pieceCount - first),
            Control = isCut ? control : null,
            ControlLength = isCut ? ControlLength : 0u,
        };
        return i;
    }

    private void Send()
    {
        int done = 0;
        while (done < _messageCount)
        {
            int sent = SendMany((int)_from!.Socket.Handle, _messages + done, (uint)(_messageCount - done), 0);
            if (sent > 0) done += sent;
            else if (Marshal.GetLastPInvokeError() != Interrupted) HandleRefused(ref _messages[done++]);
        }

        _messageCount = _pieceCount = 0;
    }

    /// <summary>The first message of a call was refused. Where it is the cutting that is refused, we do that
    /// ourselves.</summary>
    private void HandleRefused(ref Message message)
    {
        int error = Marshal.GetLastPInvokeError();
        if (message.Control == null || error is not (InputOutputError or InvalidArgument))
        {
            _refused += (long)message.PieceCount;
            return;
        }

        _canSegment = false;
        for (nuint i = 0; i < message.PieceCount; i++)
        {
            Message one = message;
            one.Pieces += i;
            one.PieceCount = 1;
            one.Control = null;
            one.ControlLength = 0;
            if (SendMany((int)_from!.Socket.Handle, &one, 1, 0) != 1) _refused++;
        }
    }

    /// <summary>Memory that stays where it is, and goes with this.</summary>
    private T* Allocate<T>(int count) where T : unmanaged
    {
        T[] array = GC.AllocateArray<T>(count, pinned: true);
        _memory.Add(array);
        return (T*)Marshal.UnsafeAddrOfPinnedArrayElement(array, 0);
    }

    [DllImport("libc", EntryPoint = "sendmmsg", SetLastError = true)]
    private static extern int SendMany(int socket, Message* messages, uint count, int flags);

    /// <summary>struct iovec.</summary>
    private struct Piece
    {
        public byte* Start;
        public nuint Length;
    }

    /// <summary>struct mmsghdr.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 64)]
    private struct Message
    {
        [FieldOffset(0)] public byte* Name;
        [FieldOffset(8)] public uint NameLength;
        [FieldOffset(16)] public Piece* Pieces;
        [FieldOffset(24)] public nuint PieceCount;
        [FieldOffset(32)] public byte* Control;
        [FieldOffset(40)] public nuint ControlLength;
    }

    /// <summary>struct cmsghdr and its uint16_t.</summary>
    private struct Control
    {
        public nuint Length;
        public int Level;
        public int Kind;
        public ushort Size;
    }
}
