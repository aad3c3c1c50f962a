using System.Buffers.Binary;
using System.Text;

namespace Portal.Iso9660.Tests.Support;

/// <summary>A run of an image's metadata that means one thing.</summary>
/// <param name="Label">Such as <c>record.flags</c> or <c>NM.text</c>.</param>
internal sealed record Field(string Label, int Offset, int Length);

/// <summary>
/// Every byte of the metadata of a sound image, by what it means. Written apart from the library, from the standards'
/// tables, so that it can judge it.
/// </summary>
internal sealed class ImageMap
{
    private const int SectorSize = 2048;

    private readonly byte[] _image;
    private readonly List<Field> _fields = [];
    private readonly HashSet<int> _continuations = [];

    private ImageMap(byte[] image)
    {
        _image = image;
        for (var sector = 16; ; sector++)
        {
            var at = sector * SectorSize;
            Descriptor(at);
            if (image[at] == 255)
            {
                break;
            }
        }
    }

    public IReadOnlyList<Field> Fields => _fields;

    public static ImageMap Of(byte[] image) => new(image);

    /// <summary>The fields of that label, in the order of the walk.</summary>
    public Field[] All(string label) => [.. _fields.Where(field => field.Label == label)];

    /// <summary>The record whose identifier is that text; the primary tree's come first.</summary>
    public int Record(string identifier) =>
        All("record.identifier")
            .First(field =>
                Encoding.Latin1.GetString(_image, field.Offset, field.Length) == identifier
            )
            .Offset - 33;

    /// <summary>The record whose Joliet identifier is that text.</summary>
    public int WideRecord(string identifier) =>
        All("wide.identifier")
            .First(field =>
                Encoding.BigEndianUnicode.GetString(_image, field.Offset, field.Length)
                == identifier
            )
            .Offset - 33;

    private void Add(string label, int offset, int length)
    {
        if (length > 0)
        {
            _fields.Add(new Field(label, offset, length));
        }
    }

    private int Little(int at) => (int)BinaryPrimitives.ReadUInt32LittleEndian(_image.AsSpan(at));

    private int Big(int at) => (int)BinaryPrimitives.ReadUInt32BigEndian(_image.AsSpan(at));

    private void Descriptor(int at)
    {
        Add("descriptor.header", at, 7);
        if (_image[at] == 255)
        {
            Add("descriptor.reserved", at + 7, SectorSize - 7);
            return;
        }

        var isWide = _image[at] == 2;
        Add("descriptor.flags", at + 7, 1);
        Add(isWide ? "wide.text" : "text", at + 8, 64);
        Add("descriptor.reserved", at + 72, 8);
        Add("descriptor.number", at + 80, 8);
        Add("descriptor.escape", at + 88, 32);
        Add("descriptor.number", at + 120, 20);
        Add("descriptor.table", at + 140, 16);
        Add("root.record", at + 156, 18);
        Add("date", at + 174, 6);
        Add("date.zone", at + 180, 1);
        Add("root.record", at + 181, 9);
        Add(isWide ? "wide.text" : "text", at + 190, 512);
        for (var file = 0; file < 3; file++)
        {
            Add(isWide ? "wide.text" : "text", at + 702 + (37 * file), 37);
        }

        for (var date = 0; date < 4; date++)
        {
            Add("date", at + 813 + (17 * date), 16);
            Add("date.zone", at + 829 + (17 * date), 1);
        }

        Add("descriptor.version", at + 881, 1);
        Add("descriptor.reserved", at + 882, 1);
        Add("application", at + 883, 512);
        Add("descriptor.reserved", at + 1395, 653);
        Tables(at);
        Directories(Little(at + 158), Little(at + 166), isWide);
    }

    private void Tables(int descriptor)
    {
        var size = Little(descriptor + 132);
        foreach (var start in (int[])[Little(descriptor + 140), Big(descriptor + 148)])
        {
            var at = start * SectorSize;
            var end = at + size;
            while (at < end)
            {
                var length = _image[at];
                Add("table.record", at, 8 + length);
                Add("table.pad", at + 8 + length, length % 2);
                at += 8 + length + (length % 2);
            }

            Add("table.slack", end, (SectorSize - (size % SectorSize)) % SectorSize);
        }
    }

    private void Directories(int sector, int length, bool isWide)
    {
        var pending = new Queue<(int Sector, int Length)>([(sector, length)]);
        while (pending.TryDequeue(out var directory))
        {
            var start = directory.Sector * SectorSize;
            for (var at = start; at < start + directory.Length; )
            {
                var sectorEnd = ((at / SectorSize) + 1) * SectorSize;
                if (_image[at] == 0)
                {
                    Add("directory.padding", at, sectorEnd - at);
                    at = sectorEnd;
                    continue;
                }

                Record(at, isWide);
                if ((_image[at + 25] & 2) != 0 && !(_image[at + 32] == 1 && _image[at + 33] <= 1))
                {
                    pending.Enqueue((Little(at + 2), Little(at + 10)));
                }

                at += _image[at];
            }
        }
    }

    private void Record(int at, bool isWide)
    {
        var identifier = _image[at + 32];
        var isDots = identifier == 1 && _image[at + 33] <= 1;
        Add("record.length", at, 1);
        Add("record.attributes", at + 1, 1);
        Add("record.location", at + 2, 8);
        Add("record.size", at + 10, 8);
        Add("date", at + 18, 6);
        Add("date.zone", at + 24, 1);
        Add("record.flags", at + 25, 1);
        Add("record.interleave", at + 26, 2);
        Add("record.volume", at + 28, 4);
        Add("record.identifier-length", at + 32, 1);
        var label = (isDots, isWide) switch
        {
            (true, _) => "record.dots",
            (_, true) => "wide.identifier",
            _ => "record.identifier",
        };
        Add(label, at + 33, identifier);
        var pad = identifier % 2 == 0 ? 1 : 0;
        Add("record.pad", at + 33 + identifier, pad);
        var use = at + 33 + identifier + pad;
        Entries(use, at + _image[at] - use);
    }

    private void Entries(int at, int length)
    {
        var end = at + length;
        while (end - at >= 4 && _image[at] != 0 && _image[at + 2] >= 4)
        {
            var signature = Encoding.ASCII.GetString(_image, at, 2);
            Add(signature + ".header", at, 4);
            Data(signature, at + 4, _image[at + 2] - 4);
            if (signature == "CE")
            {
                var area = (Little(at + 4) * SectorSize) + Little(at + 12);
                if (_continuations.Add(area))
                {
                    Entries(area, Little(at + 20));
                }
            }

            at += _image[at + 2];
        }

        Add("entries.padding", at, end - at);
    }

    private void Data(string signature, int at, int length)
    {
        switch (signature)
        {
            case "NM":
                Add("NM.flags", at, 1);
                Add("NM.text", at + 1, length - 1);
                break;
            case "TF":
                Add("TF.flags", at, 1);
                for (var i = 1; i < length; i += 7)
                {
                    Add("date", at + i, 6);
                    Add("date.zone", at + i + 6, 1);
                }

                break;
            case "ER":
                Add("ER.lengths", at, 4);
                Add("ER.id", at + 4, 10);
                Add("ER.text", at + 14, length - 14);
                break;
            case "SL":
                Add("SL.flags", at, 1);
                for (var i = 1; i < length; i += 2 + _image[at + i + 1])
                {
                    Add("SL.component", at + i, 2);
                    Add("SL.text", at + i + 2, _image[at + i + 1]);
                }

                break;
            default:
                Add(signature + ".data", at, length);
                break;
        }
    }
}
