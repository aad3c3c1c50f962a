using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http.Json;
using Portal.Access;
using Portal.Blobs;
using Portal.Channels;
using Portal.Data;
using Portal.Gtp;
using Portal.Health;
using Portal.Protocol;
using Portal.Releases;
using Portal.Uploads;

namespace Portal.Shell;

/// <summary>What every endpoint and page stands on: JSON, problems, pages, health, limits.</summary>
internal static class WebSetup
{
    public static void AddPortalWeb(this WebApplicationBuilder builder, DataFolder folder)
    {
        var services = builder.Services;
        services.ConfigureHttpJsonOptions(UseProtocolJson);
        // A body that does not bind is a problem document, not an empty 400.
        services.Configure<RouteHandlerOptions>(o => o.ThrowOnBadRequest = true);
        services.AddExceptionHandler<ExceptionProblems>();
        services.AddRazorComponents();
        services.AddPortalDescription();
        services.AddSingleton<Readiness>();
        services.AddPortalTelemetry(builder.Configuration);
        services.AddPortalAuthentication(builder.Configuration, folder);
        services.AddPortalLimits();
        services.AddSingleton<ReleaseWires>();
        services.AddSingleton<ChannelDeeds>();
        services.AddSingleton<ChannelPackaging>();
        services.AddSingleton<ReleaseViews>();
        services.AddSingleton<ReleaseProgressStream>();
        services.AddSingleton<ReleaseFeedEntries>();
        services.AddSingleton<UploadMapping>();
        services.AddOptions<GtpOptions>().BindConfiguration(GtpOptions.Section);
        services.AddSingleton<GtpPackages>();
        services.AddPortalProxies(builder.Configuration);
        services.AddSingleton<IMemoryPoolFactory<byte>, BlockMemoryPoolFactory>();
    }

    /// <summary>As <see cref="ProtocolJson.Strict"/>, with reflection only for what is not on the wire list.</summary>
    private static void UseProtocolJson(JsonOptions options)
    {
        var json = options.SerializerOptions;
        json.UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow;
        json.DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull;
        json.NumberHandling = JsonNumberHandling.Strict;
        json.RespectRequiredConstructorParameters = true;
        json.RespectNullableAnnotations = true;
        json.AllowDuplicateProperties = false;
        json.TypeInfoResolverChain.Insert(0, new ProtocolJson());
    }

    public static void UsePortal(this WebApplication app)
    {
        PeerAddress.Keep(app);
        app.UsePortalProxies();
        app.UseSecurityHeaders();
        app.UseTusHeaders();
        app.UsePageVariants();
        // ExceptionProblems answers everything; the framework wants to be told what comes after it all the same.
        app.UseExceptionHandler(
            new ExceptionHandlerOptions { ExceptionHandler = _ => Task.CompletedTask }
        );
        app.UseStatusAnswers();
        app.UseHeadAsGet();
        app.UsePortalAuthentication();
    }
}
