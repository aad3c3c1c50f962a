using Portal.Iso9660.Tree;

namespace Portal.Iso9660.Verification;

/// <summary>RRIP 4.1.3: where SL may stand, and its components.</summary>
internal static class SymlinkRules
{
    private const byte Continues = 0x01;
    private const byte Current = 0x02;
    private const byte Parent = 0x04;
    private const byte Root = 0x08;

    /// <summary>Bytes of SL before its components.</summary>
    private const int HeaderSize = 5;

    public static void Check(
        List<PlacedEntry> pieces,
        bool isSymlink,
        Place place,
        FindingList findings
    )
    {
        if (pieces.Count > 0 != isSymlink)
        {
            findings.Add(
                "iso.rr.sl",
                place,
                isSymlink ? "A link has no SL." : "SL stands on what is no link."
            );
            return;
        }

        var target = new Target();
        for (var i = 0; i < pieces.Count; i++)
        {
            var expected = i < pieces.Count - 1 ? Continues : 0;
            var bytes = pieces[i].Bytes;
            if (bytes.Length < HeaderSize || bytes[4] != expected || !target.Take(bytes))
            {
                findings.Add("iso.rr.sl", pieces[i].Place, "SL has broken flags or components.");
                return;
            }
        }

        findings.Require(
            !target.IsRest && (target.Count > 0 || pieces.Count == 0),
            "iso.rr.sl",
            place,
            "The link's target does not end, or is empty."
        );
        findings.Require(
            target.Length <= PathRules.PortableTargetBytes,
            "iso.symlink.long",
            place,
            $"The link's target has {target.Length} bytes."
        );
    }

    /// <summary>The components of a target so far.</summary>
    private sealed class Target
    {
        private bool _isAtRoot;

        /// <summary>CONTINUE of one component over the end of its entry: the next entry's first is its rest.</summary>
        public bool IsRest { get; private set; }

        public int Count { get; private set; }

        /// <summary>Bytes, with a slash between components.</summary>
        public int Length { get; private set; }

        /// <summary>Takes an entry's components; false when one is broken.</summary>
        public bool Take(byte[] sl)
        {
            var position = HeaderSize;
            while (position + 2 <= sl.Length && position + 2 + sl[position + 1] <= sl.Length)
            {
                var text = sl.AsSpan(position + 2, sl[position + 1]);
                if (!Take(sl[position], text))
                {
                    return false;
                }

                position += 2 + text.Length;
            }

            return position == sl.Length;
        }

        private bool Take(byte flags, ReadOnlySpan<byte> text)
        {
            // "." , ".." and "/" are flags without text; only "/" must come first.
            var right = flags switch
            {
                0 or Continues => !text.ContainsAny((byte)'/', (byte)0)
                    && (IsRest || !text.IsEmpty || flags == Continues),
                Current or Parent => text.IsEmpty && !IsRest,
                Root => text.IsEmpty && Count == 0,
                _ => false,
            };
            var shown = flags switch
            {
                Current or Root => 1,
                Parent => 2,
                _ => text.Length,
            };
            Length += shown + (Count == 0 || IsRest || _isAtRoot ? 0 : 1);
            (_isAtRoot, IsRest) = (flags == Root, flags == Continues);
            Count++;
            return right;
        }
    }
}
