namespace Portal.Trust.Tuf.Metadata;

/// <summary>One signature of a document.</summary>
/// <param name="KeyId">Whose; as the role's key list calls it.</param>
/// <param name="Value">Hexadecimal of the DER form. Anything else is kept, and does not count.</param>
public sealed record Signature(string KeyId, string Value)
{
    internal static Signature FromJson(JsonValue json, string path)
    {
        var fields = new Fields(json, path);
        return new Signature(fields.Text("keyid"), fields.Text("sig"));
    }

    internal JsonObject ToJson() => new FieldWriter().Add("keyid", KeyId).Add("sig", Value).Done();
}
