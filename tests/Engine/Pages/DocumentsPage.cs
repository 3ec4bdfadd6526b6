using System.Text.Json;
using System.Text.RegularExpressions;
using Sync.Engine.Queries;
using Sync.Store;
using Sync.TestKit;

namespace Sync.Engine.Tests.Pages;

/// <summary>
/// The page docs/documents.md: its collections with their fields. In a field's path <c>[]</c> stands for each of a list,
/// <c>*</c> for any key of a map and <c>**</c> for anything from there on.
/// </summary>
internal sealed partial class DocumentsPage
{
    private readonly string text = File.ReadAllText(Path.Combine(Repository.Root, "docs", "documents.md"));

    public DocumentsPage()
    {
        foreach (var section in text.Split("\n## ")[1..])
        {
            var paths = Quoted().Matches(section.Split('\n')[0]).Select(m => m.Groups[1].Value[..m.Groups[1].Value.LastIndexOf('/')]).Distinct().ToList();
            if (paths.Count == 0) NotToBeRead = [.. Quoted().Matches(section).Select(m => m.Groups[1].Value)];
            else Sections.Add((paths, [.. section.Split('\n').Where(l => l.StartsWith("| `", StringComparison.Ordinal)).SelectMany(l => Quoted().Matches(l.Split(" | ")[0]).Select(m => m.Groups[1].Value))]));
        }
    }

    /// <summary>The collections that look alike, and their fields.</summary>
    public List<(List<string> Collections, List<string> Fields)> Sections { get; } = [];

    /// <summary>The collections of which the page says no more.</summary>
    public IReadOnlyList<string> NotToBeRead { get; } = [];

    /// <summary>Whether a found field is a documented one.</summary>
    public static bool Fits(string documented, IReadOnlyList<string> found)
    {
        var parts = documented.Split('.');
        for (var i = 0; i < parts.Length; i++)
        {
            if (parts[i] == "**") return found.Count > i;
            if (i >= found.Count || (parts[i] != "*" && parts[i] != found[i])) return false;
        }

        return found.Count == parts.Length;
    }

    /// <summary>The paths of all values of a document; of what is empty there is none.</summary>
    public static IEnumerable<string[]> FieldsOf(StoredDocument document)
    {
        using var json = JsonDocument.Parse(PlainJson.Of(document.Body, new HashSet<string>()));
        return [.. Under([], json.RootElement)];
    }

    private static IEnumerable<string[]> Under(string[] path, JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => value.EnumerateObject().SelectMany(p => Under([.. path, p.Name], p.Value)),
        JsonValueKind.Array => value.EnumerateArray().SelectMany(v => Under([.. path[..^1], path[^1] + "[]"], v)),
        _ => [path],
    };

    [GeneratedRegex("`([^`]+)`")]
    private static partial Regex Quoted();
}
