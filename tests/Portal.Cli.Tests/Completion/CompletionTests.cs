using Portal.Cli.Tests.Testing;

namespace Portal.Cli.Tests.Completion;

public sealed class CompletionTests : IDisposable
{
    private readonly GtpRun _gtp = new();

    public void Dispose() => _gtp.Dispose();

    [Theory]
    [InlineData("gtp compo", "component")]
    [InlineData("gtp component p", "pack push")]
    [InlineData("gtp completion z", "zsh")]
    [InlineData("gtp release create --w", "--wait")]
    [InlineData("gtp project members set a b --role up", "uploader")]
    [InlineData("gtp token create ci --grant rel", "release-manager")]
    [InlineData("gtp iso ver", "verify")]
    [InlineData("gtp iso ls --namespace jo", "joliet")]
    public async Task Bash_completes_what_was_begun(string line, string expected)
    {
        var script = _gtp.Put("gtp.bash", (await _gtp.RunAsync("completion", "bash")).Out);
        var shim = _gtp.Put("bin/gtp", $"#!/bin/sh\nexec dotnet '{Tool.GtpDll}' \"$@\"\n");
        File.SetUnixFileMode(shim, (UnixFileMode)0b111_101_101);
        // As bash does it: words, the position in them, the whole line.
        var probe = $$"""
            PATH="{{Path.GetDirectoryName(shim)}}:$PATH"
            . "{{script}}"
            COMP_LINE='{{line}}'; COMP_POINT=${#COMP_LINE}
            COMP_WORDS=({{line}}); COMP_CWORD=$(( ${#COMP_WORDS[@]} - 1 ))
            _gtp
            printf '%s\n' "${COMPREPLY[*]}"
            """;

        var answer = await Tool.RunAsync("bash", ["--norc", "-c", probe]);

        Assert.Equal("", answer.Error);
        Assert.Equal(expected, answer.Out.Trim());
    }

    [Theory]
    [InlineData("bash")]
    [InlineData("zsh")]
    [InlineData("fish")]
    public async Task Every_shell_asks_gtp_itself(string shell)
    {
        var answer = await _gtp.RunAsync("completion", shell);

        Assert.Equal(0, answer.ExitCode);
        Assert.Contains("[suggest:", answer.Out, StringComparison.Ordinal);
    }
}
