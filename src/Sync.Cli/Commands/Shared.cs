using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using Sync.Model;

namespace Sync.Cli.Commands;

/// <summary>Arguments and options that several commands have.</summary>
internal static class Shared
{
    public static Argument<string> Org() => new("ORG") { Description = "The org's id." };

    public static Option<bool> Json() => new("--json") { Description = "Print one JSON object on stdout, and nothing else there." };

    /// <summary>An option that is a number; whoever gives none is told so without the names of our types.</summary>
    public static Option<T> Number<T>(string name, T otherwise, string description) where T : struct, ISpanParsable<T>, IComparable<T> => new(name)
    {
        Description = description,
        DefaultValueFactory = _ => otherwise,
        CustomParser = result => Parse<T>(result, name),
    };

    public static OrgId OrgOf(ParseResult parsed, Argument<string> argument) => OrgId.Parse(parsed.GetRequiredValue(argument));

    private static T Parse<T>(ArgumentResult result, string name) where T : struct, ISpanParsable<T>, IComparable<T>
    {
        var text = result.Tokens.Count > 0 ? result.Tokens[0].Value : "";
        if (T.TryParse(text, CultureInfo.InvariantCulture, out var value) && value.CompareTo(default) >= 0) return value;
        result.AddError($"'{text}' is not a number that {name} takes.");
        return default;
    }
}
