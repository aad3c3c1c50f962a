using System.ComponentModel.DataAnnotations;

namespace Portal.Signing;

/// <summary>The keys of this portal.</summary>
public sealed class SigningOptions
{
    public const string Section = "Signing";

    /// <summary>Folder of the keys, 0700. Default: <c>keys</c> in the data folder.</summary>
    public string KeysPath { get; set; } = "";

    /// <summary>User id of the OpenPGP key that is made at the first start.</summary>
    [Required]
    public string UserId { get; set; } = "Guest Tools Portal <portal@localhost>";
}
