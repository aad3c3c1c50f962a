using Portal.Packaging.Manifests;

namespace Portal.Packaging.Tests.Manifests;

public sealed class SpdxExpressionTests
{
    [Theory]
    [InlineData("MIT")]
    [InlineData("GPL-2.0-or-later")]
    [InlineData("GPL-2.0+")]
    [InlineData("GPL-2.0-only WITH Linux-syscall-note")]
    [InlineData("GPL-2.0-only WITH Linux-syscall-note OR MIT")]
    [InlineData("(MIT OR Apache-2.0) AND BSD-3-Clause")]
    [InlineData("((MIT))")]
    [InlineData("LicenseRef-Red-Hat")]
    [InlineData("DocumentRef-spdx.tool:LicenseRef-x AND 0BSD")]
    public void Expressions_are_taken(string expression) =>
        Assert.Null(SpdxExpression.Problem(expression));

    [Theory]
    [InlineData("")]
    [InlineData("GPL v2")]
    [InlineData("GPL-2.0 and MIT")]
    [InlineData("MIT,Apache-2.0")]
    [InlineData("MIT/X11")]
    [InlineData("MIT OR")]
    [InlineData("OR MIT")]
    [InlineData("MIT OR OR MIT")]
    [InlineData("(MIT")]
    [InlineData("MIT)")]
    [InlineData("()")]
    [InlineData("MIT WITH")]
    [InlineData("MIT WITH a WITH b")]
    [InlineData("(MIT) WITH a")]
    [InlineData("MIT WITH (a)")]
    [InlineData("MIT (BSD)")]
    [InlineData("NONE")]
    [InlineData("LicenseRef-")]
    [InlineData("WITH")]
    public void What_is_no_expression_is_refused_with_a_reason(string expression) =>
        Assert.NotEmpty(SpdxExpression.Problem(expression)!);

    [Fact]
    public void A_long_expression_is_refused() =>
        Assert.NotNull(SpdxExpression.Problem(string.Join(" OR ", Enumerable.Repeat("MIT", 200))));
}
