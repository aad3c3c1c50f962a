using System.Text;
using Portal.Iso9660.Records;
using Portal.Iso9660.Tests.Support;

namespace Portal.Iso9660.Tests.Fuzzing;

/// <summary>Damages images where it hurts: fields, records, entries and whole sectors, a few at a time.</summary>
internal sealed class Mutator
{
    private static readonly string[] Signatures =
    [
        "SP",
        "CE",
        "PD",
        "ST",
        "ER",
        "PX",
        "PN",
        "SL",
        "NM",
        "CL",
        "PL",
        "RE",
        "TF",
        "ZF",
    ];

    private readonly List<Seed> _seeds = [];

    public Mutator(IEnumerable<byte[]> images)
    {
        foreach (var image in images)
        {
            var map = ImageMap.Of(image);
            var end = map.Fields.Max(field => field.Offset + field.Length);
            // A little data behind the metadata is enough; most of an image is its padding.
            var kept = image[
                ..Math.Min(image.Length, (int)Sector.RoundUp(end) + (4 * Sector.Size))
            ];
            _seeds.Add(new Seed(kept, [.. map.Fields]));
        }
    }

    /// <summary>A damaged image; the same random numbers give the same one.</summary>
    public byte[] Next(Random random)
    {
        var seed = Pick(_seeds, random);
        var image = seed.Image.ToArray();
        for (var i = random.Next(1, 7); i > 0; i--)
        {
            Damage(image, seed, random);
        }

        return random.Next(20) == 0 ? image[..random.Next(image.Length)] : image;
    }

    private void Damage(byte[] image, Seed seed, Random random)
    {
        var field = Pick(seed.Fields, random);
        var at = field.Offset + random.Next(field.Length);
        switch (random.Next(12))
        {
            case 0:
                image[at] ^= (byte)(1 << random.Next(8));
                break;
            case 1:
                random.NextBytes(image.AsSpan(field.Offset, Math.Min(field.Length, 16)));
                break;
            case 2:
            case 3:
                SetNumber(image, seed, random);
                break;
            case 4:
                var same = Array.FindAll(seed.Fields, other => other.Label == field.Label);
                Copy(image, Pick(same, random).Offset, field.Offset, field.Length);
                break;
            case 5:
                MoveRecord(image, seed, random);
                break;
            case 6:
                ChangeEntry(image, seed, random);
                break;
            case 7:
                LoopContinuation(image, seed, random);
                break;
            case 8:
                Copy(image, AnySector(image, random), AnySector(image, random), Sector.Size);
                break;
            case 9:
                var donor = Pick(_seeds, random).Image;
                var sector = AnySector(donor, random);
                if (sector + Sector.Size <= image.Length)
                {
                    donor.AsSpan(sector, Sector.Size).CopyTo(image.AsSpan(sector));
                }

                break;
            case 10:
                image.AsSpan(at, Math.Min(random.Next(40), image.Length - at)).Clear();
                break;
            default:
                image[random.Next(16 * Sector.Size, image.Length)] = (byte)random.Next(256);
                break;
        }
    }

    /// <summary>Both halves of a number alike, so that no reader stops at their difference.</summary>
    private static void SetNumber(byte[] image, Seed seed, Random random)
    {
        var numbers = Array.FindAll(
            seed.Fields,
            field =>
                field.Label
                    is "record.location"
                        or "record.size"
                        or "root.record"
                        or "CE.data"
                        or "CL.data"
                        or "PL.data"
                        or "PX.data"
                        or "descriptor.number"
        );
        var field = Pick(numbers, random);
        var offset =
            field.Offset
            + (
                field.Label == "root.record"
                    ? 2 + (8 * random.Next(2))
                    : 8 * random.Next(Math.Max(1, field.Length / 8))
            );
        if (offset + 8 <= image.Length)
        {
            BothEndian.Write32(image.AsSpan(offset), Interesting(image, random));
        }
    }

    private static uint Interesting(byte[] image, Random random) =>
        random.Next(8) switch
        {
            0 => 0,
            1 => 1,
            2 => uint.MaxValue,
            3 => 0x8000_0000,
            4 => (uint)random.Next(2100),
            5 => Sector.Size * (uint)random.Next(1, 40),
            6 => (uint)image.Length,
            _ => (uint)random.Next(16, (image.Length / Sector.Size) + 1),
        };

    private static void MoveRecord(byte[] image, Seed seed, Random random)
    {
        var records = Array.FindAll(seed.Fields, field => field.Label == "record.length");
        var (from, to) = (Pick(records, random).Offset, Pick(records, random).Offset);
        Copy(image, from, to, image[from]);
    }

    private static void ChangeEntry(byte[] image, Seed seed, Random random)
    {
        var headers = Array.FindAll(
            seed.Fields,
            field => field.Label.EndsWith(".header", StringComparison.Ordinal)
        );
        var header = Pick(headers, random).Offset;
        if (random.Next(2) == 0)
        {
            Encoding.ASCII.GetBytes(Pick(Signatures, random), image.AsSpan(header));
        }
        else
        {
            image[header + 2] = (byte)random.Next(256);
        }
    }

    /// <summary>A continuation that leads to itself, or to another record's middle.</summary>
    private static void LoopContinuation(byte[] image, Seed seed, Random random)
    {
        var continuations = Array.FindAll(seed.Fields, field => field.Label == "CE.data");
        if (continuations.Length == 0)
        {
            return;
        }

        var data = Pick(continuations, random).Offset;
        var target = random.Next(3) == 0 ? data - 4 : Pick(seed.Fields, random).Offset;
        BothEndian.Write32(image.AsSpan(data), (uint)(target / Sector.Size));
        BothEndian.Write32(image.AsSpan(data + 8), (uint)(target % Sector.Size));
        BothEndian.Write32(image.AsSpan(data + 16), (uint)random.Next(28, 300));
    }

    private static int AnySector(byte[] image, Random random) =>
        Sector.Size * random.Next(16, image.Length / Sector.Size);

    private static void Copy(byte[] image, int from, int to, int length)
    {
        var count = Math.Min(length, image.Length - Math.Max(from, to));
        if (count > 0)
        {
            image.AsSpan(from, count).CopyTo(image.AsSpan(to));
        }
    }

    private static T Pick<T>(IReadOnlyList<T> items, Random random) =>
        items[random.Next(items.Count)];

    private sealed record Seed(byte[] Image, Field[] Fields);
}
