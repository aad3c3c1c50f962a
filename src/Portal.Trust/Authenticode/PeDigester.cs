using System.Security.Cryptography;

namespace Portal.Trust.Authenticode;

/// <summary>
/// Hashes a PE file as it passes, from its first byte to its last, in pieces of any size, and keeps its certificate table. A
/// file of another kind costs nothing.
/// </summary>
public sealed class PeDigester : IDisposable
{
    /// <summary>In bytes: a larger certificate table is no signature. Those of real files have tens of kilobytes.</summary>
    public const int MaximumTable = 4 * 1024 * 1024;

    private const int Alignment = 8;

    private readonly List<byte> _beginning = [];
    private readonly MemoryStream _table = new();
    private PeHeader _header;
    private State _state = State.Beginning;
    private IncrementalHash? _sha1;
    private IncrementalHash? _sha256;
    private long _position;
    private bool _goesOn;

    private enum State
    {
        Beginning,
        Hashing,
        Other,
    }

    /// <summary>True from the moment at which the file is known to be a PE file.</summary>
    public bool IsPe => _state is State.Hashing;

    public void Append(ReadOnlySpan<byte> bytes)
    {
        if (_state is State.Hashing)
        {
            Feed(bytes);
            return;
        }

        if (_state is State.Other)
        {
            return;
        }

        // Collected only as far as is needed: the pieces may be large.
        while (!bytes.IsEmpty && _state is State.Beginning)
        {
            var needed = PeHeader.Needed(Collected);
            if (needed is null)
            {
                Give();
                return;
            }

            var missing = Math.Min(needed.Value - _beginning.Count, bytes.Length);
            _beginning.AddRange(bytes[..missing]);
            bytes = bytes[missing..];
            if (PeHeader.Needed(Collected) is var now && now == _beginning.Count)
            {
                Begin();
            }
            else if (now is null)
            {
                Give();
            }
        }

        if (_state is State.Hashing)
        {
            Feed(bytes);
        }
    }

    /// <summary>What it came to; null for a file that is no PE file. To be called once, at the end.</summary>
    public PeDigest? Finish()
    {
        if (_state is State.Beginning)
        {
            Begin();
        }

        if (_state is State.Other)
        {
            return null;
        }

        // Signing fills a file up to the alignment of the table, so that the hash of an unsigned one foresees it.
        if (!_header.HasTable && _position % Alignment != 0)
        {
            Hash(new byte[Alignment - _position % Alignment]);
        }

        return new PeDigest(
            _sha1!.GetHashAndReset(),
            _sha256!.GetHashAndReset(),
            _table.ToArray(),
            ProblemOfTable()
        );
    }

    public void Dispose()
    {
        _sha1?.Dispose();
        _sha256?.Dispose();
        _table.Dispose();
    }

    private ReadOnlySpan<byte> Collected =>
        System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_beginning);

    private SignatureProblem? ProblemOfTable() =>
        !_header.HasTable ? null
        : _header.TableLength > MaximumTable ? SignatureProblem.Malformed
        : _header.TableOffset % Alignment != 0
        || _header.TableOffset < _header.End
        || _header.TableEnd != _position
        || _goesOn
            ? SignatureProblem.Misplaced
        : null;

    private void Begin()
    {
        if (PeHeader.Read(Collected) is not { } header)
        {
            Give();
            return;
        }

        _header = header;
        _state = State.Hashing;
        _sha1 = IncrementalHash.CreateHash(HashAlgorithmName.SHA1);
        _sha256 = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Feed(Collected);
        _beginning.Clear();
    }

    private void Give()
    {
        _state = State.Other;
        _beginning.Clear();
    }

    private void Feed(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            var (use, end) = PartAt(_position);
            var part = bytes[..(int)Math.Min(bytes.Length, end - _position)];
            if (use is Use.Hash)
            {
                Hash(part);
            }
            else if (use is Use.Keep && _table.Length + part.Length <= MaximumTable)
            {
                _table.Write(part);
            }

            _goesOn |= use is Use.Behind;
            _position += part.Length;
            bytes = bytes[part.Length..];
        }
    }

    private enum Use
    {
        Hash,
        LeaveOut,
        Keep,
        Behind,
    }

    private (Use Use, long End) PartAt(long position)
    {
        if (_header.HasTable && position >= _header.TableEnd)
        {
            return (Use.Behind, long.MaxValue);
        }

        if (_header.HasTable && position >= _header.TableOffset)
        {
            return (Use.Keep, _header.TableEnd);
        }

        var end = _header.HasTable ? _header.TableOffset : long.MaxValue;
        foreach (
            var (begin, length) in (ReadOnlySpan<(int?, int)>)
                [(_header.Checksum, 4), (_header.Directory, 8)]
        )
        {
            if (begin is not { } from)
            {
                continue;
            }

            if (position < from)
            {
                return (Use.Hash, Math.Min(end, from));
            }

            if (position < from + length)
            {
                return (Use.LeaveOut, Math.Min(end, from + length));
            }
        }

        return (Use.Hash, end);
    }

    private void Hash(ReadOnlySpan<byte> bytes)
    {
        _sha1!.AppendData(bytes);
        _sha256!.AppendData(bytes);
    }
}
