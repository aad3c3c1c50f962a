using System.Globalization;
using System.Text;

namespace Portal.Packaging.Tests.Archives;

/// <summary>Writes tars block by block, also such as no tool would write.</summary>
internal sealed class TarBuilder
{
    private readonly MemoryStream _bytes = new();

    /// <summary>A tar that begins with a good manifest.</summary>
    public static TarBuilder WithManifest() =>
        new TarBuilder().File("component.yaml", "component: x\n");

    public TarBuilder File(string name, string text, int mode = 0x1A4) =>
        File(name, Encoding.UTF8.GetBytes(text), mode);

    public TarBuilder File(string name, byte[] data, int mode = 0x1A4) =>
        Entry('0', Encoding.UTF8.GetBytes(name), data, mode);

    public TarBuilder Folder(string name, int mode = 0x1ED) =>
        Entry('5', Encoding.UTF8.GetBytes(name), [], mode);

    public TarBuilder Link(string name, string target) =>
        Entry('2', Encoding.UTF8.GetBytes(name), [], 0x1FF, Encoding.UTF8.GetBytes(target));

    public TarBuilder Pax(char type, params string[] records) =>
        Entry(
            type,
            "PaxHeaders/entry"u8.ToArray(),
            Encoding.UTF8.GetBytes(string.Concat(records.Select(Record)))
        );

    public TarBuilder Entry(
        char type,
        byte[] name,
        byte[] data,
        int mode = 0x1A4,
        byte[]? link = null,
        Action<byte[]>? change = null,
        Action<byte[]>? changeAfterChecksum = null
    )
    {
        var block = new byte[512];
        name.AsSpan(0, Math.Min(100, name.Length)).CopyTo(block);
        Put(block, 100, $"{Convert.ToString(mode, 8).PadLeft(7, '0')}");
        Put(block, 108, "0000000");
        Put(block, 116, "0000000");
        Put(block, 124, Convert.ToString(data.LongLength, 8).PadLeft(11, '0'));
        Put(block, 136, "00000000000");
        block[156] = (byte)type;
        (link ?? []).CopyTo(block, 157);
        Put(block, 257, "ustar\00000");
        change?.Invoke(block);
        Seal(block);
        changeAfterChecksum?.Invoke(block);
        return Raw(block).Raw(data).Raw(new byte[-data.Length & 511]);
    }

    public TarBuilder Raw(byte[] bytes)
    {
        _bytes.Write(bytes);
        return this;
    }

    /// <summary>The tar with its two closing blocks.</summary>
    public byte[] Build() => [.. _bytes.ToArray(), .. new byte[1024]];

    public byte[] BuildWithoutEnd() => _bytes.ToArray();

    public static void Put(byte[] block, int at, string text) =>
        Encoding.Latin1.GetBytes(text).CopyTo(block, at);

    public static string Record(string record)
    {
        var rest = Encoding.UTF8.GetByteCount(record) + 2;
        var length = rest + 1;
        while (length != rest + length.ToString(CultureInfo.InvariantCulture).Length)
        {
            length = rest + length.ToString(CultureInfo.InvariantCulture).Length;
        }

        return $"{length} {record}\n";
    }

    private static void Seal(byte[] block)
    {
        Put(block, 148, "        ");
        Put(block, 148, Convert.ToString(block.Sum(b => (long)b), 8).PadLeft(6, '0') + "\0 ");
    }
}
