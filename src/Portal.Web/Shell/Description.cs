using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Portal.Shell;

/// <summary>What OpenAPI cannot see in the code: what the API is called and how one signs in.</summary>
internal static class Description
{
    private const string Scheme = "token";

    public static void AddPortalDescription(this IServiceCollection services) =>
        services.AddOpenApi(options =>
        {
            options.AddDocumentTransformer(
                (document, _, _) =>
                {
                    document.Info = new OpenApiInfo
                    {
                        Title = "Guest Tools Portal",
                        Version = "v1",
                        Description =
                            "Reading is public. Failures are problem documents (RFC 9457); /errors lists their codes.",
                    };
                    document.Components ??= new OpenApiComponents();
                    document.Components.SecuritySchemes = new Dictionary<
                        string,
                        IOpenApiSecurityScheme
                    >(StringComparer.Ordinal)
                    {
                        [Scheme] = new OpenApiSecurityScheme
                        {
                            Type = SecuritySchemeType.Http,
                            Scheme = "bearer",
                            Description = "An API token: gtp_...",
                        },
                    };
                    return Task.CompletedTask;
                }
            );
            options.AddOperationTransformer(RequireToken);
        });

    private static Task RequireToken(
        OpenApiOperation operation,
        OpenApiOperationTransformerContext context,
        CancellationToken cancellationToken
    )
    {
        var policies = context
            .Description.ActionDescriptor.EndpointMetadata.OfType<IAuthorizeData>()
            .Select(a => a.Policy);
        if (policies.Any(p => p != Access.Policies.Read))
        {
            operation.Security =
            [
                new OpenApiSecurityRequirement
                {
                    [new OpenApiSecuritySchemeReference(Scheme, context.Document)] = [],
                },
            ];
        }

        return Task.CompletedTask;
    }
}
