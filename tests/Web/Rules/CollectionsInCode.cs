using System.Text.RegularExpressions;
using Sync.TestKit;

namespace Sync.Web.Tests.Rules;

/// <summary>The collections that the product's sources name, wherever a document's path or a query is made.</summary>
internal static partial class CollectionsInCode
{
    private static readonly string[] Folders = ["src", "functions", "connectors"];

    /// <summary>The names, and the expressions that no name was found for.</summary>
    public static (IReadOnlySet<string> Names, IReadOnlyList<string> Unclear) Find() => Find(
        Folders.SelectMany(f => Directory.EnumerateFiles(Path.Combine(Repository.Root, f), "*.cs", SearchOption.AllDirectories))
            .Where(f => !f.Split(Path.DirectorySeparatorChar).Any(p => p is "bin" or "obj"))
            .ToDictionary(f => Path.GetRelativePath(Repository.Root, f), File.ReadAllText));

    /// <summary>The same of given sources, by name.</summary>
    public static (IReadOnlySet<string> Names, IReadOnlyList<string> Unclear) Find(IReadOnlyDictionary<string, string> sources)
    {
        var constants = sources.SelectMany(s => Constant().Matches(s.Value).Select(m => (Key: (Class(s.Key), m.Groups["name"].Value), m.Groups["value"].Value)))
            .GroupBy(c => c.Key).ToDictionary(g => g.Key, g => g.First().Value);
        var names = constants.Where(c => c.Key.Item1 == "Collections").Select(c => c.Value).ToHashSet();
        var unclear = new List<string>();
        foreach (var (file, text) in sources)
            foreach (var named in Named().Matches(text).Select(m => m.Groups["of"].Value))
                if (named[0] == '"') names.Add(named.Trim('"'));
                else if (Resolve(constants, Class(file), named) is { } name) names.Add(name);
                else if (char.IsAsciiLetterUpper(named[0])) unclear.Add($"{file}: {named}"); // a variable holds what was named elsewhere
        names.ExceptWith(["", "tenants"]); // an org's own document, and where they stand
        return (names, unclear);
    }

    private static string? Resolve(Dictionary<(string, string), string> constants, string of, string named)
    {
        var at = named.LastIndexOf('.');
        return constants.GetValueOrDefault(at < 0 ? (of, named) : (named[..at].Split('.')[^1], named[(at + 1)..]));
    }

    private static string Class(string file) => Path.GetFileName(file).Split('.')[0];

    [GeneratedRegex("""\bconst\s+string\s+(?<name>\w+)\s*=\s*"(?<value>[^"]*)";""")]
    private static partial Regex Constant();

    // new DocumentPath(X, …) · DocumentPath Name(…) => new(X, …) · … : new(X, "…") of a path · Collection = X of a query · PruneExpiredAsync(X, …)
    [GeneratedRegex("""
        (?: \bnew\s+DocumentPath\( | \bDocumentPath\??\s+\w+\s*(?:\([^)]*\))?\s*(?:\{\s*get;\s*\}\s*)?=>?\s*new\( | (?<![\w.])Collection\s*=(?!=)\s* | \bPruneExpiredAsync\( )
        \s* (?<of> "[^"]*" | [A-Za-z_][\w.]* ) (?= \s*[,;}\r\n] )
        """, RegexOptions.IgnorePatternWhitespace)]
    private static partial Regex Named();
}
