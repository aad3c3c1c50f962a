using System.Security.Cryptography;

namespace Portal.Packaging.Tests.Locks;

/// <summary>A key that every run of the tests shares, so that bytes signed by it can be compared. It protects nothing.</summary>
internal static class TestKey
{
    private const string Private = """
        -----BEGIN PRIVATE KEY-----
        MIIG/AIBADANBgkqhkiG9w0BAQEFAASCBuYwggbiAgEAAoIBgQDpdpfMI3pYfgc0
        tSSUtIkFwJ1lsuj7MOyF671pNkCKNJQgKaKQtUG3bs8NAmDBE44z1gGGTxKg1l8Z
        qID98Rwd5y0T/89Q1XkXdRwjjtNnuAliVOB2EebrqwuVsxQU5H/Kul6Kg0VsgB/2
        ZTXL/WXYIif6+kTuMvyStpDhYd8tXkuRjAZfR95Jg+QeXDqNOLX8q/6Jtn+I2OvW
        +7JoRZFe/xuBWy9TErqbkNAk/eHkxF7t7tY57LvCMDw4Cj+BFQCN0bEABHgokzQh
        0nyLJf0BUbRWfCXH9ywi2cFBq1qyoSnUsPQfDLq28UzSBi/bZDKGucp2wYhsbkF1
        FhvKz7pljAG6dMsxS/hxOkjlC+2/bLic0GR/Mf0Za9fUivhAEwh7r0gM3ySpjk5C
        k+HvruHzp4uuycxbbn7eG2dI6++U0T1a8eAFn7c/1DlRBz17zR4q+e+kdFvaqIpx
        iX3I1W75rOAJpXOZu/swH4YS8SGaMzXNJQIWqzFFidxYFCcOFvUCAwEAAQKCAYAC
        CPPZRmzkVRLkgXi0aB9yoqNslcLkn6BMKYog3uVwnvU0k5BUcRQF0Iwy+ZSU0kIQ
        zxp7zHgl2UCCdX7MV9vuIcv5iucIdhfkXbO1VqMemhLQ3dsIBG9uGfNTpng0F2rK
        vlWhIPRLthExQWAW61pGKEQPcruDlQOxFrDMGiGLIHGJrv4GOhbkrqbgId8ryHUD
        ow8oraPOck+Z898x+/tAp/oaJkyTDYx9WyWJUQI1T4XhTo3k+tyHHIsF1QcJLcDr
        d+dWM+VrwFdqx86Qx8p3ruWajlnTw0w55Drp4shODfq8aj+vHorA3EH+rXspRYlI
        Ran3EVlOzloXMToFrWdMKl255kBagoeiVoTP2N+JAkly6lmnUZz9byOSn8hkPiBj
        OxwoDWLOJ9L9wanApb2ERSsCv5lsRqDKk0RkFLBuaW/anIs6F9t9dOXsxOflIkLb
        aFyMkTpF9o4nf0Dpni3sDO2dRXzYBY9ycV+7l4SrB2g+86TH7XwYdb5SYj2/6jkC
        gcEA/J36XOc1imQONfWFA1rD+D/+goSmXlycDCALDlKrKr10xnNQpaMosbX89Fkt
        l06ont/m4yh2EQkoYrMQ6h7pnbsluhzofV0deZyRlpiInJQSkUi1dRynXVlmKHvm
        wBDTtx2enarwgnzjAsrs2RvG+j5rfFmyE/8rQVg6tvD6NYmgQwiK2UlFwffhzta0
        CCblH+nCugDCRTJaBWWg0i3omuY15QKqIA4FUm9vUv1vZRr8BhJQGd9C7EzgB9tD
        d7cJAoHBAOyW86YI7S5eIJnde+qsTVNMEF+VLuue0zmWgg1kBxpqd5h/sd+2CQuc
        2Onl/q37EwKmzoWtSzONB1m5Ge7z0uDWnyjMSeHOv7ChHzkUxzg2cNmKV3bcnmyU
        2YXOwNLLXNQH6MYDFYxm1ft8i6LYflg4tnkx2K61UYEs80bE1xPTwyniAsQbecDo
        YfcBhUnm+681Y/T4i351k4zImFf4u3vcNqhX5V4pb97jbyknAPJmaj1uda5Axe3B
        u5y2wa7PjQKBwBYWMeehh3rcGKn7F3AdpXi1D6mVs34YlsQwoQbVj4WjHuyi9HAm
        /c3b3Yv3qBbMl82cQfGmffwrUs6eXWI65a4WyMum72TWmVciq1ABciBOifkN5F+i
        67crs9TiUGCGmBwwiMe8RF8EUEzUNTUeSp1ii79JkFpTOxLxheCs3ROFPu/ddVZe
        I6074RBWkVMNI4dQxufAXTvzlQ9XvWHjBa1VZ2zoeLtovmpgt9kHs4+hdluJiltY
        u98xMX0+XH3BEQKBwGP44Vn+maKnOaVq1sryJfaVxLFvC5Wa1myWMbxQ0UOTS5gQ
        FWyPskDK9UnY2wZPetf6/ne0I3vUExARzGiRdUF2z2hg8rNNNuj/HH91TT1um78A
        2zapwPPm7gfBtu8b6czazrylXvymE7OiDCsyyiijRk/uBT7F9XvdL6tuz+db6zMO
        gta1OXyPdZ33cYgp555AtE02nVNBgajStrUtsKOFCT+XbJ+eaNxJRJaiGZ9UMX5l
        56pLSpfN7mYpP6yLnQKBwA4R3jXbbrLaLu4WtE8FO5oQzZP2WOMmdj7KkBCF/Gu9
        Xff98hfPtlAmungS55JK7/CsDyZO7EKGiI31jsqg2/K/6YDV+6YtiNmZd5caJetR
        Gt/I+8kdnDZrZuMbs4Q37X8GjAvp7IYiZgs4SKUDBzeirIGl6b0xoXjBu3fEVHQE
        lL+GPobeHKqASkVi/ZoQL6OKZn5lUcozD+MGaz0Nw3nVE9VKko6257X5UljUdsnn
        1xb3imAVhT7LkPk6RR5adg==
        -----END PRIVATE KEY-----
        """;

    /// <summary>As a lock holds it.</summary>
    public static string Public { get; } = MakePublic();

    /// <summary>PKCS#1 v1.5 has no randomness: the same bytes have the same signature.</summary>
    public static byte[] Sign(ReadOnlySpan<byte> data)
    {
        using var rsa = RSA.Create();
        rsa.ImportFromPem(Private);
        return rsa.SignData(data, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
    }

    private static string MakePublic()
    {
        using var rsa = RSA.Create();
        rsa.ImportFromPem(Private);
        return rsa.ExportSubjectPublicKeyInfoPem() + "\n";
    }
}
