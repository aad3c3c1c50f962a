namespace Portal.Packaging.Contents.Unicode;

/// <summary>What a code point may do in a content path.</summary>
internal enum CharacterClass
{
    /// <summary>Letters, marks, digits, punctuation, symbols and spaces of any script.</summary>
    Plain,

    /// <summary>Shows nothing by itself but belongs to writing (joiners, variation selectors): allowed, not compared.</summary>
    Ignorable,

    /// <summary>Controls, line separators, and formatting that shows nothing.</summary>
    Control,

    /// <summary>Changes the direction of what is shown after it.</summary>
    Bidi,

    /// <summary>Means what two parties agree it means.</summary>
    Private,

    /// <summary>No character in the pinned Unicode version, or half of a surrogate pair.</summary>
    Unassigned,
}
