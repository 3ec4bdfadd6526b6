namespace Sync.Web.Site.Import;

/// <summary>What the importer says, in the words of the page, or of the API: there are no paths of ours and no mapping files there.</summary>
internal static class ImportWords
{
    public static string Of(ImportPlace place, ImportJob job, string text) => job.ByProgram ? OfProgram(place, job.FileName, text) : Of(place, job.FileName, text);

    // Programs send a mapping, and no page stands beside it.
    private static string OfProgram(ImportPlace place, string fileName, string text) => text
        .Replace("mapping file " + place.MapPath, "mapping 'map'", StringComparison.Ordinal)
        .Replace(place.MapPath, "'map'", StringComparison.Ordinal)
        .Replace(place.FilePath, $"'{fileName}'", StringComparison.Ordinal)
        .Replace(place.RejectsPath, "of rejected rows", StringComparison.Ordinal)
        .Replace("in a mapping file", "in 'map'", StringComparison.Ordinal);

    public static string Of(ImportPlace place, string fileName, string text) => text
        .Replace(place.DraftPath, place.MapPath, StringComparison.Ordinal)
        .Replace("The mapping file " + place.MapPath + " says", "You chose", StringComparison.Ordinal)
        .Replace("In the mapping file " + place.MapPath + ", ", "In what you chose, ", StringComparison.Ordinal)
        .Replace(place.MapPath, "of your choices", StringComparison.Ordinal)
        .Replace(place.FilePath, $"'{fileName}'", StringComparison.Ordinal)
        .Replace(place.RejectsPath, "of rejected rows", StringComparison.Ordinal)
        .Replace("Say in a mapping file how it writes them: {\"dateFormat\":\"dd/MM/yyyy HH:mm\"} or {\"dateFormat\":\"MM/dd/yyyy HH:mm\"}.",
            "Say under \"How the file is written\" how it writes them: dd/MM/yyyy HH:mm or MM/dd/yyyy HH:mm.", StringComparison.Ordinal)
        .Replace("set \"decimal\" to \",\" in a mapping file", "choose the comma as the decimal mark under \"How the file is written\"", StringComparison.Ordinal)
        .Replace("say the dateFormat in a mapping file", "say the format of dates under \"How the file is written\"", StringComparison.Ordinal)
        .Replace("Name another one in a mapping file: {\"sheet\":\"…\"}.", "Name another one under \"How the file is written\".", StringComparison.Ordinal)
        .Replace("in a mapping file", "below", StringComparison.Ordinal);
}
