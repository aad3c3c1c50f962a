namespace Portal.Trust.Tuf.Metadata;

/// <summary>
/// The patterns of a delegation: shell wildcards within one segment, never across a <c>/</c>. As many segments in the
/// path as in the pattern; <c>*</c> any characters, <c>?</c> one, <c>[abc]</c>, <c>[a-z]</c> and <c>[!a]</c> one of or
/// none of a set, as Python's fnmatch has it. Letter case counts, and so does a leading dot.
/// <c>stable/*</c> and <c>stable/**</c> do not match <c>stable/p/channel.json</c>; <c>stable/*/*</c> does.
/// </summary>
public static class PathPattern
{
    /// <summary>True when the pattern is one that every client reads alike: letters, digits, <c>. _ ~ + - / * ?</c>, no empty or dotted segment.</summary>
    public static bool IsPortable(string pattern) =>
        pattern.Length is > 0 and <= TargetPath.MaxLength
        && pattern
            .Split('/')
            .All(segment =>
                segment.Length > 0
                && segment[0] != '.'
                // minimatch reads a + before a bracket only, and ** as * within one segment.
                && segment.All(c => TargetPath.IsPortable(c) || c is '*' or '?')
            );

    /// <summary>True when the path is the pattern's.</summary>
    public static bool Matches(string pattern, string path)
    {
        var patterns = pattern.Split('/');
        var segments = path.Split('/');
        if (patterns.Length != segments.Length)
        {
            return false;
        }

        for (var i = 0; i < segments.Length; i++)
        {
            if (!MatchesSegment(patterns[i], segments[i]))
            {
                return false;
            }
        }

        return true;
    }

    // Backs up to the last star only: a later star can take all that an earlier one could. At most n * m steps.
    private static bool MatchesSegment(ReadOnlySpan<char> pattern, ReadOnlySpan<char> text)
    {
        int p = 0,
            t = 0,
            star = -1,
            resume = 0;
        while (t < text.Length)
        {
            if (p < pattern.Length && pattern[p] == '*')
            {
                star = p++;
                resume = t;
            }
            else if (MatchesOne(pattern[p..], text[t..], out var read, out var taken))
            {
                p += read;
                t += taken;
            }
            else if (star >= 0)
            {
                p = star + 1;
                // By whole characters, as Python counts them.
                resume += CharactersOf(text[resume..]);
                t = resume;
            }
            else
            {
                return false;
            }
        }

        return pattern[p..].Trim('*').IsEmpty;
    }

    private static bool MatchesOne(
        ReadOnlySpan<char> pattern,
        ReadOnlySpan<char> text,
        out int read,
        out int taken
    )
    {
        read = 1;
        taken = 1;
        if (pattern.IsEmpty)
        {
            return false;
        }

        switch (pattern[0])
        {
            case '?':
                taken = CharactersOf(text);
                return true;
            case '[' when SetLength(pattern) is var length and > 0:
                read = length;
                taken = CharactersOf(text);
                return InSet(pattern[1..(length - 1)], text[..taken]);
            default:
                return pattern[0] == text[0];
        }
    }

    private static int CharactersOf(ReadOnlySpan<char> text) =>
        text.Length > 1 && char.IsSurrogatePair(text[0], text[1]) ? 2 : 1;

    /// <summary>Length of a set with its brackets; 0 when it is not closed, and then the bracket means itself.</summary>
    private static int SetLength(ReadOnlySpan<char> pattern)
    {
        var first = pattern.Length > 1 && pattern[1] == '!' ? 2 : 1;
        // A bracket that closes at once is a member.
        var from = first + (pattern.Length > first && pattern[first] == ']' ? 1 : 0);
        var end = from < pattern.Length ? pattern[from..].IndexOf(']') : -1;
        return end < 0 ? 0 : from + end + 1;
    }

    private static bool InSet(ReadOnlySpan<char> set, ReadOnlySpan<char> character)
    {
        var negated = set[0] == '!';
        var members = negated ? set[1..] : set;
        var found = false;
        for (var i = 0; i < members.Length; i++)
        {
            if (i + 2 < members.Length && members[i + 1] == '-')
            {
                found |=
                    character.Length == 1
                    && character[0] >= members[i]
                    && character[0] <= members[i + 2];
                i += 2;
            }
            else
            {
                var length = CharactersOf(members[i..]);
                found |= members.Slice(i, length).SequenceEqual(character);
                i += length - 1;
            }
        }

        return found != negated;
    }
}
