using FsCheck;
using FsCheck.Fluent;
using Portal.Trust.Tuf.Metadata;

namespace Portal.Trust.Tests.Tuf.Metadata;

/// <summary>JSON documents of every shape that metadata may have.</summary>
internal static class Trees
{
    private static readonly string[] Words =
    [
        "",
        "a",
        "A",
        "signed",
        "\"",
        "\\",
        "\\\"",
        "\n",
        "\u0000\u001f\u007f",
        "ü",
        "\u2028",
        "\U0001F600",
        "-----BEGIN PUBLIC KEY-----\nMFkw\n",
        "</script>",
    ];

    private static readonly Gen<string> Text = Gen.Elements(Words)
        .ListOf()
        .Select(words => string.Concat(words.Take(3)));

    private static readonly Gen<JsonValue> Leaf = Gen.OneOf(
        Text.Select(JsonValue (text) => new JsonString(text)),
        Gen.Choose(int.MinValue, int.MaxValue).Select(JsonValue (n) => new JsonInteger(n)),
        Gen.Elements<JsonValue>(
            new JsonInteger(JsonValue.MaxInteger),
            new JsonInteger(-JsonValue.MaxInteger),
            new JsonBoolean(true),
            new JsonBoolean(false),
            new JsonNull()
        )
    );

    public static Arbitrary<JsonValue> Arbitrary { get; } = Tree(3).ToArbitrary();

    private static Gen<JsonValue> Tree(int depth) =>
        depth == 0
            ? Leaf
            : Gen.OneOf(
                Leaf,
                Tree(depth - 1)
                    .ListOf()
                    .Select(JsonValue (items) => new JsonArray([.. items.Take(4)])),
                Text.Zip(Tree(depth - 1))
                    .ListOf()
                    .Select(
                        JsonValue (members) =>
                            new JsonObject(
                                members
                                    .Take(4)
                                    .DistinctBy(member => member.Item1)
                                    .Select(member =>
                                        KeyValuePair.Create(member.Item1, member.Item2)
                                    )
                            )
                    )
            );
}
