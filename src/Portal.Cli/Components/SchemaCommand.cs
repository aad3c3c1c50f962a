using System.CommandLine;
using Portal.Cli.Shell;
using Portal.Packaging.Schemas;

namespace Portal.Cli.Components;

/// <summary>Prints the JSON Schema of manifests, for editors.</summary>
internal static class SchemaCommand
{
    public static Command Build(Host host) =>
        new Command(
            "schema",
            "Print the JSON Schema of component.yaml, for editors that complete and check as one types.\n\n"
                + "A portal serves the same at /schemas/component.schema.json. What it cannot say (files that are missing, "
                + "entries that are never taken) 'gtp component lint' does."
        )
            .WithExamples(
                """
                gtp component schema > component.schema.json
                """
            )
            .Does(
                host,
                (invocation, _) =>
                {
                    host.Out.Write(PublishedSchemas.Text("component"));
                    return Task.CompletedTask;
                }
            );
}
