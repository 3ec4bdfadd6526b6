using System.CommandLine;
using Sync.Model;

namespace Sync.Cli.Commands;

/// <summary>Arguments and options that several commands have.</summary>
internal static class Shared
{
    public static Argument<string> Org() => new("ORG") { Description = "The org's id." };

    public static Option<bool> Json() => new("--json") { Description = "Print one JSON object on stdout, and nothing else there." };

    public static OrgId OrgOf(ParseResult parsed, Argument<string> argument) => OrgId.Parse(parsed.GetRequiredValue(argument));
}
