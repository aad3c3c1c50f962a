using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Portal.Architecture;

/// <summary>
/// Reads C# by its syntax tree, so that comments and strings do not count. Three spellings reach another namespace:
/// <c>using Portal.Releases;</c>, <c>Portal.Releases.Release</c>, and, because all of ours lie in <c>Portal</c>,
/// plain <c>Releases.Release</c>.
/// </summary>
internal static class CSharpFacts
{
    private static readonly IReadOnlySet<string> Words = Arrows
        .Concepts.Concat(Arrows.WebOnly)
        .ToHashSet();

    public static SourceFacts Read(string text)
    {
        var root = CSharpSyntaxTree.ParseText(text).GetCompilationUnitRoot();
        var declared = DeclaredNames(root);
        var mentions = new List<Mention>();
        var calls = new List<Mention>();
        foreach (var node in root.DescendantNodes())
        {
            if (node is MemberAccessExpressionSyntax access && LastTwo(access) is { } call)
            {
                calls.Add(new Mention(call, LineOf(access)));
            }

            if (
                IsWholeName(node)
                && Chain(node) is { } chain
                && Rooted(chain, node, declared) is { } mention
            )
            {
                mentions.Add(mention);
            }
        }

        return new SourceFacts(mentions, Namespaces(root).Distinct().ToList(), calls);
    }

    /// <summary>The longest chain only (Portal.Releases.Release, not also Portal.Releases), and no declaration.</summary>
    private static bool IsWholeName(SyntaxNode node) =>
        node.Parent switch
        {
            QualifiedNameSyntax or MemberAccessExpressionSyntax => false,
            BaseNamespaceDeclarationSyntax declaration => declaration.Name != node,
            UsingDirectiveSyntax => node is NameSyntax,
            _ => node is QualifiedNameSyntax or MemberAccessExpressionSyntax,
        };

    private static Mention? Rooted(string[] chain, SyntaxNode node, HashSet<string> declared)
    {
        var name = string.Join('.', chain);
        if (chain[0] == "Portal")
        {
            return new Mention(name, LineOf(node));
        }

        // In an expression `Hosts.Count` may be a property of this file; in a type it can only be the namespace.
        var isNamespace =
            Words.Contains(chain[0]) && (node is NameSyntax || !declared.Contains(chain[0]));
        return isNamespace ? new Mention("Portal." + name, LineOf(node), IsRelative: true) : null;
    }

    /// <summary>The identifiers of <c>A.B.C</c>; null when it begins with anything but a name (a call, <c>this</c>).</summary>
    private static string[]? Chain(SyntaxNode node)
    {
        var parts = new Stack<string>();
        for (var current = node; ; )
        {
            switch (current)
            {
                case QualifiedNameSyntax name:
                    parts.Push(name.Right.Identifier.ValueText);
                    current = name.Left;
                    break;
                case MemberAccessExpressionSyntax access:
                    parts.Push(access.Name.Identifier.ValueText);
                    current = access.Expression;
                    break;
                case AliasQualifiedNameSyntax alias:
                    parts.Push(alias.Name.Identifier.ValueText);
                    return [.. parts];
                case SimpleNameSyntax simple:
                    parts.Push(simple.Identifier.ValueText);
                    return [.. parts];
                default:
                    return null;
            }
        }
    }

    /// <summary><c>Thread.Sleep</c>, however much is written before it.</summary>
    private static string? LastTwo(MemberAccessExpressionSyntax access) =>
        access.Expression switch
        {
            SimpleNameSyntax name =>
                $"{name.Identifier.ValueText}.{access.Name.Identifier.ValueText}",
            MemberAccessExpressionSyntax inner =>
                $"{inner.Name.Identifier.ValueText}.{access.Name.Identifier.ValueText}",
            _ => null,
        };

    private static HashSet<string> DeclaredNames(CompilationUnitSyntax root) =>
        root.DescendantNodes()
            .Select(node =>
                node switch
                {
                    PropertyDeclarationSyntax property => property.Identifier.ValueText,
                    ParameterSyntax parameter => parameter.Identifier.ValueText,
                    VariableDeclaratorSyntax variable => variable.Identifier.ValueText,
                    EnumMemberDeclarationSyntax member => member.Identifier.ValueText,
                    BaseTypeDeclarationSyntax type => type.Identifier.ValueText,
                    _ => "",
                }
            )
            .ToHashSet();

    private static IEnumerable<string> Namespaces(CompilationUnitSyntax root) =>
        root.DescendantNodes()
            .Where(node => node is BaseTypeDeclarationSyntax or DelegateDeclarationSyntax)
            .Where(type => type.Parent is BaseNamespaceDeclarationSyntax or CompilationUnitSyntax)
            .Select(type =>
                string.Join(
                    '.',
                    type.Ancestors()
                        .OfType<BaseNamespaceDeclarationSyntax>()
                        .Reverse()
                        .Select(space => space.Name)
                )
            );

    private static int LineOf(SyntaxNode node) =>
        node.GetLocation().GetLineSpan().StartLinePosition.Line + 1;
}
