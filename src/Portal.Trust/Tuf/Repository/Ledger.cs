using Portal.Trust.Keys;
using Portal.Trust.Tuf.Metadata;

namespace Portal.Trust.Tuf.Repository;

/// <summary>
/// What a signer has signed last for each role, in its own folder: <c>signed.ROLE.json</c>. Written before a signature leaves
/// the signer, so that no version is ever given to two contents, whatever becomes of the repository.
/// </summary>
internal sealed class Ledger(KeyFolder folder)
{
    public byte[]? Last(string role)
    {
        var name = NameOf(role);
        return folder.Contains(name) ? System.Text.Encoding.UTF8.GetBytes(folder.Read(name)) : null;
    }

    public void Record(string role, byte[] file) =>
        folder.Write(NameOf(role), System.Text.Encoding.UTF8.GetString(file));

    private static string NameOf(string role) => $"signed.{RoleName.Encode(role)}.json";
}
