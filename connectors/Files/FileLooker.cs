using Sync.ConnectorKit;
using Sync.Connectors.Files.Mapping;
using Sync.Connectors.Files.Reading;
using Sync.Connectors.Files.Rejects;

namespace Sync.Connectors.Files;

/// <summary>Takes a first look at a file.</summary>
internal static class FileLooker
{
    /// <exception cref="FixSettingsException">The file is none that can be read, or the mapping file is wrong.</exception>
    public static FileLook Look(string path, FileKind kind, string? map)
    {
        var mapping = MappingFile.Read(map, kind);
        using var rows = RowSources.Open(path, mapping);
        var (found, wrong) = Find(rows.Headers, kind, mapping);
        var first = rows.Read() ? RowCells.Of(rows)[..rows.Headers.Count] : [];
        return new FileLook(
            rows.Format, rows.Headers, first,
            [.. KnownHeaders.Of(kind).Keys.Order().Select(f => f.MappingName())],
            found.OrderBy(f => f.Key).ToDictionary(f => f.Key.MappingName(), f => rows.Headers[f.Value]),
            [.. RequiredColumns.Missing(found, kind).Select(m => (m.What, (IReadOnlyList<string>)[.. m.Any.Select(f => f.MappingName())]))],
            wrong)
        {
            Sheets = rows.Sheets,
        };
    }

    private static (IReadOnlyDictionary<FileField, int> Found, string? Wrong) Find(IReadOnlyList<string> headers, FileKind kind, MappingFile mapping)
    {
        try
        {
            return (ColumnRecogniser.Find(headers, kind, mapping), null);
        }
        catch (FixSettingsException e)
        {
            return (new Dictionary<FileField, int>(), e.OwnerMessage);
        }
    }
}
