using System.CommandLine;
using Portal.Cli.Session;
using Portal.Cli.Shell;
using Portal.Packaging.Locks;
using Portal.Protocol.Channels;
using Portal.Protocol.Client;

namespace Portal.Cli.Images;

/// <summary>Checks a release, on this machine or where it is served.</summary>
internal static class VerifyCommand
{
    public static Command Build(Host host)
    {
        var subject = new Argument<string>("FILE|URL")
        {
            Description = "An ISO with the files beside it, or the address of a release",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var pin = new Option<FileInfo>("--pin")
        {
            Description =
                "A pin that must name exactly this image; alone, the image is fetched from its address",
            HelpName = "FILE",
        };
        pin.AcceptExistingOnly();
        var key = new Option<FileInfo>("--key")
        {
            Description =
                "The OpenPGP key you trust (default: the portal's own, trusted on first use)",
            HelpName = "FILE",
        };
        key.AcceptExistingOnly();
        var rebuild = new Option<bool>("--rebuild")
        {
            Description =
                "Fetch lock and components, make the image again and compare it bit for bit",
        };
        var command = new Command(
            "verify",
            "Check a release: signatures, sums and contents.\n\n"
                + "For a FILE, SHA256SUMS, SHA256SUMS.asc and the image's .asc are looked for beside it, and every file "
                + "in the image is checked. For a URL, everything is fetched, the image streams through without being kept, "
                + "and the portal is asked whether the release was withdrawn. With --pin the image must also be the one that was "
                + "pinned, by version, length and sha256. "
                + "gpgv has to be installed. Every check is listed; one that fails makes the exit code 1."
        )
        {
            subject,
            key,
            pin,
            rebuild,
        };
        command.Validators.Add(result =>
        {
            if (
                result.GetResult(subject) is not { Tokens.Count: > 0 }
                && result.GetResult(pin) is null
            )
            {
                result.AddError("Name an ISO or the address of a release, or give --pin.");
            }
        });
        return command
            .WithExamples(
                """
                gtp release verify guest-tools-2026.03.iso --key openpgp.asc
                gtp release verify https://tools.example.org/download/guest-tools/2026.03/ --rebuild
                gtp release verify --pin guest-tools.pin --key openpgp.asc
                """
            )
            .Does(
                host,
                async (invocation, cancellationToken) =>
                {
                    var pinned = invocation.Get(pin) is { } file
                        ? await PinCheck.ReadAsync(file.FullName, cancellationToken)
                        : null;
                    var text = invocation.Find(subject);
                    var checks = new Checklist();
                    await RunAsync(
                        invocation,
                        text,
                        pinned,
                        invocation.Get(key)?.FullName,
                        invocation.Get(rebuild),
                        checks,
                        cancellationToken
                    );
                    var document = checks.ToDocument(text ?? invocation.Get(pin)!.Name);
                    invocation.Screen.Result(document, screen => Show(screen, document));
                    return document.Ok ? ExitCodes.Ok : ExitCodes.Failed;
                }
            );
    }

    private static async Task RunAsync(
        Invocation invocation,
        string? subject,
        PinFile? pin,
        string? keyFile,
        bool rebuild,
        Checklist checks,
        CancellationToken cancellationToken
    )
    {
        if (subject is null || ReleaseAddress.IsUrl(subject))
        {
            var address = subject is null
                ? await PinCheck.FindAsync(invocation, pin!, cancellationToken)
                : ReleaseAddress.Parse(subject);
            using var client = invocation.Connect(new(address.Portal, null));
            var keys = await KeysAsync(invocation, keyFile, client, cancellationToken);
            var verification = new UrlVerification(
                invocation.Screen,
                client,
                address,
                keys,
                checks
            );
            var parts = await verification.RunAsync(cancellationToken);
            if (pin is not null)
            {
                PinCheck.Check(pin, verification.ImageLength, checks);
            }

            if (rebuild)
            {
                await RebuildAsync(invocation, client, parts, checks, cancellationToken);
            }

            return;
        }

        if (!File.Exists(subject))
        {
            throw CommandException.Usage($"There is no file '{subject}'.");
        }

        using var portal =
            rebuild ? invocation.Connect()
            : keyFile is null ? ConnectForKey(invocation)
            : null;
        var trusted = await KeysAsync(invocation, keyFile, portal, cancellationToken);
        await using var image = File.OpenRead(subject);
        var disc = await FileVerification.RunAsync(
            invocation.Screen,
            subject,
            image,
            trusted,
            checks,
            cancellationToken
        );
        if (pin is not null)
        {
            PinCheck.Check(pin, image.Length, checks);
        }

        if (rebuild)
        {
            await RebuildAsync(
                invocation,
                portal!,
                disc is { Lock: { } bytes, Signature: { } signature }
                && LockReader.Read(bytes).Release is { } release
                    ? new ReleaseParts(release, signature)
                    : null,
                checks,
                cancellationToken
            );
        }
    }

    private static PortalClient ConnectForKey(Invocation invocation)
    {
        try
        {
            return invocation.Connect();
        }
        catch (CommandException e) when (e.Code == PortalAddress.NotNamed)
        {
            throw new CommandException(
                e.ExitCode,
                e.Code,
                "By which key? Give --key with the OpenPGP key you trust, or --url for the key of that portal."
            );
        }
    }

    private static async Task<TrustedKeys> KeysAsync(
        Invocation invocation,
        string? file,
        PortalClient? client,
        CancellationToken cancellationToken
    )
    {
        if (file is not null)
        {
            return await TrustedKeys.FromFileAsync(file, cancellationToken);
        }

        invocation.Screen.Note(
            $"The key comes from {client!.Url} itself: this is trust on first use. It shows that nothing was altered "
                + "since that portal signed it, not who runs the portal. Compare the fingerprint below with one from another "
                + "source, keep the key (/keys/openpgp.asc) and give it by --key from then on."
        );
        return await TrustedKeys.FromPortalAsync(client, cancellationToken);
    }

    private static async Task RebuildAsync(
        Invocation invocation,
        PortalClient client,
        ReleaseParts? parts,
        Checklist checks,
        CancellationToken cancellationToken
    )
    {
        if (parts is null)
        {
            checks.Add(
                "rebuild",
                false,
                "Not rebuilt: lock and signature of the contents are not at hand."
            );
            return;
        }

        try
        {
            using var vault = new FileVault();
            var components = await PortalComponents.FetchAsync(
                invocation.Screen,
                client,
                parts.Lock,
                vault,
                cancellationToken
            );
            var image = ImageRebuild.Plan(parts.Lock, components, parts.Signature);
            var digest = await ProgressView.RunAsync(
                invocation.Screen,
                "Rebuilding the image",
                progress => image.HashAsync(progress, cancellationToken)
            );
            checks.Add(
                "rebuild",
                digest == checks.ImageDigest,
                digest == checks.ImageDigest
                    ? $"Rebuilt from lock and {Texts.Count(components.Count, "component")}: bit for bit the same"
                    : $"Rebuilt from lock and components, the image has sha256 {digest}"
            );
        }
        catch (CommandException e)
        {
            checks.Add(
                "rebuild",
                false,
                string.Join(" ", [e.Message, .. e.Findings.Select(f => f.ToString())])
            );
        }
    }

    private static void Show(Screen screen, VerifyDocument document)
    {
        foreach (var check in document.Checks)
        {
            screen.Line($"{(check.Ok ? "ok  " : "FAIL")}  {check.Detail}");
        }

        foreach (var warning in document.Warnings)
        {
            screen.Line($"note  {warning}");
        }

        screen.Line(
            document.Ok
                ? $"{document.Subject} is good."
                : $"{document.Subject} is NOT good: {Texts.Count(document.Checks.Count(check => !check.Ok), "check")} failed."
        );
    }
}
