namespace Portal.Iso9660.Verification;

/// <summary>RRIP 4.1.3: where SL may stand, and its components.</summary>
internal static class SymlinkRules
{
    private const byte Continues = 0x01;
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

        // CONTINUE of one component over the end of its entry: the next entry's first is its rest.
        var isRest = false;
        var count = 0;
        for (var i = 0; i < pieces.Count; i++)
        {
            var expected = i < pieces.Count - 1 ? Continues : 0;
            var bytes = pieces[i].Bytes;
            if (
                bytes.Length < HeaderSize
                || bytes[4] != expected
                || !HasWholeComponents(bytes, ref isRest, ref count)
            )
            {
                findings.Add("iso.rr.sl", pieces[i].Place, "SL has broken flags or components.");
                return;
            }
        }

        findings.Require(
            !isRest && (count > 0 || pieces.Count == 0),
            "iso.rr.sl",
            place,
            "The link's target does not end, or is empty."
        );
    }

    private static bool HasWholeComponents(byte[] sl, ref bool isRest, ref int count)
    {
        var position = HeaderSize;
        while (position + 2 <= sl.Length && position + 2 + sl[position + 1] <= sl.Length)
        {
            var flags = sl[position];
            var text = sl.AsSpan(position + 2, sl[position + 1]);
            // "." , ".." and "/" are flags without text; only "/" must come first.
            var right = flags switch
            {
                0 or Continues => !text.ContainsAny((byte)'/', (byte)0)
                    && (isRest || !text.IsEmpty || flags == Continues),
                0x02 or 0x04 => text.IsEmpty && !isRest,
                Root => text.IsEmpty && count == 0,
                _ => false,
            };
            if (!right)
            {
                return false;
            }

            isRest = flags == Continues;
            count++;
            position += 2 + text.Length;
        }

        return position == sl.Length;
    }
}
