using System.IO;
using System.Text;

namespace Portal.Setup.Documents;

/// <summary>Writes files so that whoever reads them finds all of it or what was before.</summary>
internal static class Whole
{
    private static readonly UTF8Encoding Utf8 = new UTF8Encoding(false);

    public static void Write(string path, string text)
    {
        var part = path + ".new";
        using (var file = new FileStream(part, FileMode.Create, FileAccess.Write))
        {
            var bytes = Utf8.GetBytes(text);
            file.Write(bytes, 0, bytes.Length);
            file.Flush(true);
        }

        if (File.Exists(path))
        {
            File.Replace(part, path, null);
        }
        else
        {
            File.Move(part, path);
        }
    }
}
