using Microsoft.Extensions.Options;
using Portal.Shell;

namespace Portal.Access;

/// <summary>
/// Sign-in by a header of a trusted proxy: section <c>Access:Proxy</c>. With no header named, which is the default, there is
/// none.
/// </summary>
internal sealed class ProxySignInOptions
{
    public const string Section = "Access:Proxy";

    /// <summary>
    /// <c>Access__Proxy__Header</c>: the header in which the proxy names the account, such as <c>X-Remote-User</c>. The proxy
    /// must drop it from what browsers send.
    /// </summary>
    public string? Header { get; set; }

    /// <summary>
    /// <c>Access__Proxy__From__0</c> and on: addresses or networks from which the header is believed, such as
    /// <c>10.0.0.1</c> or <c>10.0.0.0/24</c>. It is asked of the connection itself, whatever forwarding headers say.
    /// </summary>
    public IReadOnlyList<string> From { get; set; } = [];

    /// <summary>
    /// <c>Access__Proxy__CreateAccounts</c>: makes an account without roles for a name that is unknown; otherwise whoever it
    /// names is refused. Default false.
    /// </summary>
    public bool CreateAccounts { get; set; }
}

internal sealed class ProxySignInValidation : IValidateOptions<ProxySignInOptions>
{
    public ValidateOptionsResult Validate(string? name, ProxySignInOptions options)
    {
        if (string.IsNullOrEmpty(options.Header))
        {
            return options.From.Count == 0
                ? ValidateOptionsResult.Success
                : ValidateOptionsResult.Fail(
                    "Access__Proxy__From is set without Access__Proxy__Header."
                );
        }

        if (options.From.Count == 0)
        {
            return ValidateOptionsResult.Fail(
                $"Access__Proxy__Header is {options.Header} without Access__Proxy__From__0: name the addresses from which it is believed."
            );
        }

        try
        {
            foreach (var text in options.From)
            {
                _ = Proxies.Parse(ProxySignInOptions.Section + ":From", text);
            }

            return ValidateOptionsResult.Success;
        }
        catch (SettingException e)
        {
            return ValidateOptionsResult.Fail(e.Message);
        }
    }
}
