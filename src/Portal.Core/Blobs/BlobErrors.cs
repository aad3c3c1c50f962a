using Portal.Problems;

namespace Portal.Blobs;

public static class BlobErrors
{
    public static readonly Error AdministratorOnly = new(
        "blob.administrator-only",
        ErrorKind.Forbidden,
        "Only an administrator may run a collection."
    );
}
