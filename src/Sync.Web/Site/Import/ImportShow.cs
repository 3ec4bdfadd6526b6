using System.Text.Json;

namespace Sync.Web.Site.Import;

/// <summary>Turns what an import did into what its page shows.</summary>
internal static class ImportShow
{
    private const int LongestCell = 120;

    public static ImportResultModel Of(ImportResult result) => new(
        [.. result.Counts.Select(c => new ImportCountsModel(c.Stream, c.Read, c.Created, c.Updated, c.Unchanged, c.Rejected, c.Error, c.Warnings) { Unmatched = c.Unmatched })],
        [.. result.Rejects.Select(r => (r.Row, r.Reason))],
        [.. result.Samples.GroupBy(s => s.Collection).Select(g => TableOf(g.Key, [.. g.Select(s => s.Json)]))]);

    /// <summary>Documents as a table: a column for each field that any of them has.</summary>
    public static SampleTable TableOf(string collection, IReadOnlyList<string> documents)
    {
        var rows = documents.Select(d => JsonDocument.Parse(d).RootElement.EnumerateObject().ToDictionary(p => p.Name, p => Cell(p.Value))).ToList();
        var columns = rows.SelectMany(r => r.Keys).Distinct().OrderBy(c => c == "id" ? 0 : 1).ThenBy(c => c, StringComparer.Ordinal).ToList();
        return new SampleTable(collection, columns, [.. rows.Select(r => (IReadOnlyList<string>)[.. columns.Select(c => r.GetValueOrDefault(c, ""))])]);
    }

    private static string Cell(JsonElement value)
    {
        var text = value.ValueKind == JsonValueKind.String ? value.GetString()! : value.GetRawText();
        return text.Length <= LongestCell ? text : text[..LongestCell] + "…";
    }
}
