using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Portal.Protocol;
using Portal.Protocol.Problems;

namespace Portal.Cli.Shell;

/// <summary>Why a command failed, as <c>--json</c> tells it.</summary>
internal sealed record ErrorDocument(ErrorDetails Error);

/// <param name="Code">The portal's code, or one of gtp's own, <c>cli.*</c>.</param>
internal sealed record ErrorDetails(
    string Code,
    string Message,
    int ExitCode,
    IReadOnlyList<Finding>? Findings = null
);

/// <summary>Who is signed in where.</summary>
internal sealed record SessionDocument(Uri Url, Protocol.Access.MeWire? Me);

/// <summary>Something was done and there is nothing further to say of it.</summary>
internal sealed record DoneDocument(string Done, string Subject);

/// <summary>JSON of gtp's own documents; what the portal says is passed on as its wire records.</summary>
[JsonSourceGenerationOptions(
    JsonSerializerDefaults.Web,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull
)]
[JsonSerializable(typeof(ErrorDocument))]
[JsonSerializable(typeof(SessionDocument))]
[JsonSerializable(typeof(DoneDocument))]
[JsonSerializable(typeof(Session.ConfigurationFile))]
[JsonSerializable(typeof(Components.LintDocument))]
[JsonSerializable(typeof(Components.PackDocument))]
[JsonSerializable(typeof(Components.PushDocument))]
[JsonSerializable(typeof(Components.InitDocument))]
[JsonSerializable(typeof(Components.ImportDocument))]
[JsonSerializable(typeof(Components.ComponentDocument))]
[JsonSerializable(typeof(Images.VerifyDocument))]
[JsonSerializable(typeof(Images.BuildDocument))]
[JsonSerializable(typeof(Keys.KeyDocument))]
[JsonSerializable(typeof(Keys.MetadataDocument))]
[JsonSerializable(typeof(Hosts.HostSettings))]
[JsonSerializable(typeof(Hosts.KeptImage))]
[JsonSerializable(typeof(Hosts.HostStatusDocument))]
[JsonSerializable(typeof(Hosts.HostCheckDocument))]
[JsonSerializable(typeof(Hosts.HostUpdateDocument))]
[JsonSerializable(typeof(Hosts.TimerDocument))]
[JsonSerializable(typeof(Hosts.ReportSettings))]
[JsonSerializable(typeof(Hosts.UpdateOutcome))]
[JsonSerializable(typeof(Mirrors.MirrorSyncDocument))]
[JsonSerializable(typeof(Mirrors.MirrorBundleDocument))]
[JsonSerializable(typeof(Iso.IsoBuildDocument))]
[JsonSerializable(typeof(Iso.IsoListDocument))]
[JsonSerializable(typeof(Iso.IsoExtractDocument))]
[JsonSerializable(typeof(Iso.IsoInfoDocument))]
[JsonSerializable(typeof(Iso.IsoVerifyDocument))]
[JsonSerializable(typeof(Iso.IsoDiffDocument))]
internal sealed partial class CliJson : JsonSerializerContext
{
    // The wire's own source generation is asked second: both are trim-safe, and neither is copied.
    private static readonly JsonSerializerOptions Indented = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        IndentSize = 2,
        NewLine = "\n",
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        // The output is read by programs and people, never pasted into HTML.
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        TypeInfoResolver = JsonTypeInfoResolver.Combine(new CliJson(), new ProtocolJson()),
    };

    public static string Write<T>(T document) =>
        JsonSerializer.Serialize(document, (JsonTypeInfo<T>)Indented.GetTypeInfo(typeof(T)));
}
