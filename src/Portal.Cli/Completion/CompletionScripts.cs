namespace Portal.Cli.Completion;

/// <summary>
/// The scripts of the shells. Each hands the line to gtp itself, <c>gtp "[suggest:POSITION]" LINE</c>, which answers one
/// completion a line: they stay right when commands change. Where gtp has none, the shell completes files.
/// </summary>
internal static class CompletionScripts
{
    public static readonly IReadOnlyDictionary<string, string> ByShell = new SortedDictionary<
        string,
        string
    >(StringComparer.Ordinal)
    {
        ["bash"] = Bash,
        ["fish"] = Fish,
        ["zsh"] = Zsh,
    };

    // compgen drops what does not begin with the word; gtp itself also answers what merely contains it.
    private const string Bash = """
        # bash completion for gtp
        _gtp() {
            local word="${COMP_WORDS[COMP_CWORD]}" IFS=$'\n'
            COMPREPLY=($(compgen -W "$("${COMP_WORDS[0]}" "[suggest:${COMP_POINT}]" "${COMP_LINE}" 2>/dev/null)" -- "$word"))
        }
        complete -o default -F _gtp gtp

        """;

    private const string Zsh = """
        #compdef gtp
        # zsh completion for gtp
        _gtp() {
            local -a found
            found=("${(@f)$("${words[1]}" "[suggest:${CURSOR}]" "${BUFFER}" 2>/dev/null)}")
            found=(${found:#})
            if (( ${#found} )); then
                compadd -- "${found[@]}"
            else
                _files
            fi
        }
        if [ "${funcstack[1]}" = "_gtp" ]; then
            _gtp "$@"
        else
            compdef _gtp gtp
        fi

        """;

    private const string Fish = """
        # fish completion for gtp
        function __gtp_complete
            set -l line (commandline -cp)
            gtp "[suggest:"(string length -- "$line")"]" "$line" 2>/dev/null
        end
        complete -c gtp -a '(__gtp_complete)'

        """;
}
