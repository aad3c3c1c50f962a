namespace Portal.Protocol.Channels;

/// <summary>Names of the files under <c>/download/{product}/{channel}/</c>.</summary>
public static class ChannelFiles
{
    /// <summary>The signed pointer, as <see cref="PointerFile"/> writes it.</summary>
    public const string Release = "RELEASE";

    /// <summary>OpenPGP signature of <see cref="Release"/>, detached and armored.</summary>
    public const string ReleaseSignature = "RELEASE.asc";

    /// <summary>Leads to the ISO of the release.</summary>
    public static string Image(string product) => $"{product}.iso";

    /// <summary>What a distribution commits, as <see cref="PinFile"/> writes it: <c>guest-tools.pin</c>.</summary>
    public static string Pin(string product) => $"{product}.pin";

    /// <summary>Makes an RPM package of the ISO: <c>guest-tools.spec</c>.</summary>
    public static string Spec(string product) => $"{product}.spec";

    /// <summary>A ConfigMap of Kubernetes, for KubeVirt: <c>guest-tools.configmap.yaml</c>.</summary>
    public static string ConfigMap(string product) => $"{product}.configmap.yaml";
}
